"""The keys of the tree.

The arrows and letters act on the row under the cursor, the signs on the whole document. What has
a key in the editor below has the same one here: find, go to, undo.
"""

from textual.binding import Binding

from ccs_tui.ui.widgets.row_list.keys import MOVING


def _bind(keys: str, action: str, description: str, id: str) -> Binding:
    return Binding(keys, action, description, show=False, id=f"tree.{id}")


OPENING = [
    _bind("right", "unfold('expand')", "Expand, or go in", "expand"),
    _bind("left", "unfold('collapse')", "Collapse, or go out", "collapse"),
    _bind("space", "unfold('switch')", "Expand or collapse", "switch"),
    _bind("shift+right", "unfold('expand_below')", "Expand all in it", "expand-below"),
    _bind("shift+left", "unfold('collapse_below')", "Collapse all in it", "collapse-below"),
    _bind("plus", "unfold('expand_level')", "Expand a level more", "expand-level"),
    _bind("minus", "unfold('collapse_level')", "Collapse a level", "collapse-level"),
    _bind("asterisk", "unfold('expand_all')", "Expand or collapse all", "expand-all"),
]

SEEKING = [
    _bind("ctrl+f", "seek('find')", "Search names and values", "find"),
    _bind("f3", "seek('next')", "Next match", "find-next"),
    _bind("shift+f3", "seek('previous')", "Previous match", "find-previous"),
    _bind("ctrl+g", "seek('path')", "Go to a path", "path"),
    _bind("escape", "seek('end')", "End the search", "end-search"),
]

CHANGING = [
    Binding("enter", "choose", "Edit here", id="tree.choose", show=False, key_display="enter"),
    _bind("o", "change('open')", "Open in a large editor", "open"),
    _bind("R", "change('rename')", "Rename", "rename"),
    _bind("a", "change('add')", "Add in it, or after it", "add"),
    _bind("D", "change('duplicate')", "Duplicate", "duplicate"),
    _bind("K,alt+up", "change('up')", "Move up in its array", "move-up"),
    _bind("J,alt+down", "change('down')", "Move down in its array", "move-down"),
]

# The keys that change the tree stand first in the help and in the palette.
KEYS = [*MOVING, *CHANGING, *OPENING, *SEEKING]
