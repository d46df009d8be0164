"""A document over time, as it was seen: its readings, steps and gaps, and what can be told of them.

- `blame`: the step that last set each value
- `changed_paths`: the places deep inside values at which two of them differ
- `expectation`: conditions that are pinned to a document, and the step that broke them
- `growth`: characters a turn, and the turns to the limit
- `lazy_steps`: steps without their changes, each made when it is asked for
- `muted_paths`: paths that change all the time and tell nothing
- `recording`: the steps of one document in memory, and the document as of any of them
- `recording_difference`: the first turn at which two recordings part
- `recording_file`: recordings as lines of JSON, out and in
- `step`: one look at a document, a change between two looks, and the time that nobody looked
- `steps`: steps in little room, each made when it is asked for
- `stored_values`: the values of a property, whole or as what differs from the one before
- `text_delta`: the difference of two texts as bytes
- `ticket`: the ticket in Markdown
- `turns`: the turn of a document, by an expression of its profile
"""
