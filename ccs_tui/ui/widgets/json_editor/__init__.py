"""A text editor for JSON that keeps up with documents at the service's limit.

- `brackets`: the bracket that belongs to the one at the cursor
- `checking`: the search for what keeps a text from being JSON
- `colours`: the colours of a line, from the line alone
- `counting`: the characters that a line adds to the stored text
- `document`: the text, line by line, with its size
- `editor`: the widget: colours, keys, and the state of the text
- `finding`: a string found in the whole text
- `glyphs`: the look of a character, and its cells
- `history`: undo within a few megabytes
- `keys`: the keys
- `layout`: the rows that lines take on the screen
- `line_area`: a text area in which a key costs the same however long the text is
- `long_line`: a line too long to be gone through at each key
- `painting`: the painting of one row
- `prompt`: the line to type in over the last row
- `seeking`: a string or line sought as it is typed
- `typing_help`: indentation and steps while typing
- `wrapping`: the rows of a line that is wrapped
"""

from ccs_tui.ui.widgets.json_editor.editor import EditorState, JsonEditor

__all__ = ["EditorState", "JsonEditor"]
