"""The list that every panel uses: rows drawn when they are looked at, 100,000 as fast as ten.

- `widget`: takes keys and the mouse, and repaints what a change made different
- `state`: the rows with cursor, marks, order and filter, without a screen; a `view` of them
- `rows`, `marks`: the rows in their order and as a filter finds them; the marked ones
- `painter`, `line`: the look of a line, and how it is put together
- `columns`, `scroll_bar`: where the columns lie, and where the scroll bar's thumb is
- `keys`, `messages`: what it listens to, and what it tells
"""

from ccs_tui.ui.widgets.row_list.columns import Cell, Column
from ccs_tui.ui.widgets.row_list.widget import RowList

__all__ = ["Cell", "Column", "RowList"]
