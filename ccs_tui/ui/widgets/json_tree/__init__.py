"""A document as an expandable tree, a row a value, edited where it stands.

`tree` is the widget; `keys` binds its keys, `opening` shows rows as far as they are open,
`unfolding` opens and closes them, `cells` says what
a row shows, `seeking` finds and jumps, `editing` changes values, and `line` is the line that is
typed in over a row.
"""

from ccs_tui.ui.widgets.json_tree.tree import JsonTree

__all__ = ["JsonTree"]
