"""Widgets: given values, posting messages, awaiting no I/O.

- `difference_lines`: a difference of two values as rows
- `document_edits`: the edits that the document panel has keys for
- `document_panel`: the panel of a document
- `document_state`: the state in the title of that panel
- `filter_field`: the line in which a filter is typed
- `half_typed`: what was typed into a field for a name that was left
- `json_editor`: the editor of JSON
- `json_tree`: a document as an expandable tree
- `hint_line`: the hint on the value under the cursor
- `key_bar`: the last line: the keys that work here
- `large_editors`: the large editors, as the document's panel knows them
- `line_field`: the one-line field
- `list_panel`: a panel around a list
- `more_below`: the hint that there is more to scroll to
- `namespace_panel`: the namespaces of an account
- `page`: lines to read, some of them to choose
- `panel`: a framed part of the explorer
- `part_styles`: the styles of the parts that a widget paints
- `path_title`: the line over a value's text
- `progress_line`: a bar for how far something is
- `row_list`: the list that every panel uses
- `save_wanted`: the wish to save, told by what takes all keys
- `session_panel`: the documents of a namespace
- `session_cells`: the row of a document in that list
- `size_gauge`: the counter of the document's size
- `title_bar`: the first line: profile, account and abilities
- `value_pane`: the value of the chosen row as text
"""
