"""The keys of the tree.

The arrows and letters act on the row under the cursor, the signs on the whole document. What has
a key in the editor below has the same one here: find, go to, undo.
"""

from textual.binding import Binding

from ccs_tui.ui.widgets.row_list import RowList

_MOVING = {"list.down", "list.up", "list.page-down", "list.page-up", "list.first", "list.last"}

MOVING = [
    binding
    for binding in RowList.BINDINGS
    if isinstance(binding, Binding) and binding.id in _MOVING
]


def _bind(keys: str, action: str, description: str, id: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"tree.{id}")


OPENING = [
    _bind("right", "expand", "Expand, or go in", "expand"),
    _bind("left", "collapse", "Collapse, or go out", "collapse"),
    _bind("space", "switch", "Expand or collapse", "switch"),
    _bind("shift+right", "expand_below", "Expand all in it", "expand-below"),
    _bind("shift+left", "collapse_below", "Collapse all in it", "collapse-below"),
    _bind("plus", "expand_level", "Expand a level more", "expand-level"),
    _bind("minus", "collapse_level", "Collapse a level", "collapse-level"),
    _bind("asterisk", "expand_all", "Expand or collapse all", "expand-all"),
]

SEEKING = [
    _bind("ctrl+f", "find", "Search names and values", "find"),
    _bind("f3", "find_next", "Next that was found", "find-next"),
    _bind("shift+f3", "find_previous", "Previous that was found", "find-previous"),
    _bind("ctrl+g", "go_to_path", "Go to a path", "path"),
    _bind("escape", "end_search", "End the search", "end-search"),
]

CHANGING = [
    Binding("enter", "choose", "Edit here", id="tree.choose", show=False),
    _bind("o", "open_value", "Open in a large editor", "open"),
    _bind("R", "rename", "Rename", "rename"),
    _bind("a", "add", "Add in it, or after it", "add"),
    _bind("D", "duplicate", "Duplicate", "duplicate"),
    _bind("K,alt+up", "move(-1)", "Move up in its array", "move-up"),
    _bind("J,alt+down", "move(1)", "Move down in its array", "move-down"),
]

KEYS = [*MOVING, *OPENING, *SEEKING, *CHANGING]
