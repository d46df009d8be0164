"""A document as an expandable tree: a row for each value, edited in place.

- `cells`: the cells of a row
- `keys`: the keys
- `open_rows`: the rows that are shown, as far as the tree is open
- `row_editor`: values changed in place
- `row_prompt`: the line that is typed in over a row
- `row_typing`: the value that is typed over a row, until it is taken
- `search`: a string found, and a path gone to
- `tree`: the widget, which is given what searches in it and what edits its rows
- `typed_text_judges`: what a typed text is taken for
"""

from ccs_tui.ui.widgets.json_tree.tree import JsonTree

__all__ = ["JsonTree"]
