"""The explorer: namespaces, sessions and a document, side by side.

- `copying`: `y`: things taken out to the clipboard
- `deleting`: `d`: properties, documents and namespaces deleted
- `edits`: the open edits, and their drafts
- `going`: `g`: a document opened by its name
- `moving`: `c`: documents and properties duplicated, moved and exported
- `profiles`: `p`: another profile
- `reading`: the reads for the panels; a newer selection cancels an older read
- `saved_words`: a save that is done, in words
- `saving`: a save: reviewed, its conflicts settled, sent, and its outcome told
- `screen`: the screen: lays out the panels, and turns keys and messages into intents
- `undoing`: `u`: a write taken back, and the journal
- `unlocking`: `R`: read-only on and off
- `writing`: the writes, one after another
"""
