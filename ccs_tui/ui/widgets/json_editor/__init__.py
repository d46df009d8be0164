"""A text editor for JSON that keeps up with documents at the service's limit.

- `brackets`: the bracket that belongs to the one at the cursor
- `colours`: the colours of a line, from the line alone
- `document`: the text, line by line, with its size
- `editor`: the widget: colours, keys, and what it tells of its text
- `glyphs`: the look of a character, and its cells
- `history`: undo within a few megabytes
- `keys`: the keys
- `layout`: the rows that lines take on the screen
- `line_area`: a text area in which a key costs the same however long the text is
- `line_marks`: what is marked on a line
- `long_line`: a line too long to be gone through at each key
- `painter`: the painting of one row
- `prompt`: the line to type in over the last row
- `row_starts`: the rows of a line that is wrapped
- `search`: a string or line sought as it is typed
- `state`: the state of the text: its size, and its first problem
- `stored_size`: the characters that a line adds to the stored text
- `text_matches`: a string found in the whole text
- `typing_help`: indentation and steps while typing
"""

from ccs_tui.ui.widgets.json_editor.editor import JsonEditor
from ccs_tui.ui.widgets.json_editor.state import EditorState

__all__ = ["EditorState", "JsonEditor"]
