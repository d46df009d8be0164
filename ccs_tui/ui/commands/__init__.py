"""The commands: a module for what one key does, with a coroutine `run`; `table` has the keys.

A command knows the desk and the port, and no screen. It is imported with its first use.

- `acted_on`: the documents that a command acts on: the marked ones first
- `conversation`: `C`: what all namespaces have under the ids of a conversation
- `bookmark`: `m`: keep the document or the value under the cursor as a bookmark
- `copy`: `y`: copy what is under the cursor to the clipboard
- `delete`: `d`: delete a property, a document, the marked documents, or a namespace
- `delete_namespace`: the deletion of a namespace, whose documents are exported first
- `discard`: `z`: discard what was typed and not saved
- `doctor`: `!`: examine the way to the service, the service, and this machine
- `drafts`: `O`: the drafts on this machine, to be opened or discarded
- `edit_whole`: `W`: edit the whole document as one text
- `expiries`: `t`: the documents of the namespace by expiry
- `expiry`: `x`: give the document another expiry
- `export`: the export of properties to a file, as one JSON object
- `go_back`: `^o`: go back to the document where one was before
- `go_forward`: `^n`: go forward again, after `^o`
- `go_to`: `g`: go to anything that is typed or pasted
- `goals`: what a text in `g` may mean
- `journal`: `U`: every write of this tool, and what is chosen there
- `leave`: leaving the explorer, or its profile: writes end first, and open edits are asked about
- `move_away`: the moving of properties out of a document that is too large, as they were edited
- `new`: `n`: make a namespace, a session or a property
- `offer_drafts`: the offer of the drafts of the document shown
- `own_editor`: `E`: edit a value, or a document, in the editor of one's own
- `port`: the port: what a command asks of whatever shows the desk, and nothing more
- `profile`: `p`: go to another profile
- `profile_choice`: the choice of a profile to connect to
- `read_only`: `R`: let nothing be written, or ask to let it
- `refresh`: `r`: read anew what is shown
- `refusal`: the keys that would only be refused where the focus is, so that nothing advises them
- `request_log`: `L`: the last requests, each with its answer
- `requests`: what a command asks another for
- `save`: `^s`: review and send what changed in the document
- `save_flow`: a save, led through its questions
- `saved_words`: a save that is done, in words
- `key_table`: the keys of each command, and the words for it
- `search`: `^f`: search all documents of the namespace
- `session_acts`: the commands that a view of sessions passes on
- `summary`: `S`: the summary of the namespace
- `targets`: documents that are typed by name: a whole key, or what is short for one
- `too_large`: the offer to make room in a document that is too large
- `timeline_acts`: what can be done from a timeline that needs no service
- `transfer`: `c`: duplicate or move a document, or properties of one
- `undo`: `u`: take the last write back, or an operation of the journal
- `use`: the keys that have a use where the focus is
- `writes`: what commands that write have in common
"""
