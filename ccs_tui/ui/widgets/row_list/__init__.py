"""The list that every panel uses: rows drawn when they are looked at, 100,000 as fast as ten.

- `columns`, `scroll_bar`: the places of the columns, and of the scroll bar's thumb
- `keys`, `messages`: the keys that it listens to, and the messages that it posts
- `painter`, `line`: the look of a line, and the line put together
- `painted_rows`: the rows as they are painted and scrolled
- `plain_list`: the list in which no row can be marked
- `row_filter`: the rows that have what is typed
- `rows`, `marks`: the rows in order and as a filter finds them; the marked rows
- `state`, `view`: the rows with cursor, marks, order and filter, without a screen; a view of them
- `widget`: the widget: takes keys and the mouse, and shows what changed
"""

from ccs_tui.ui.widgets.row_list.columns import Cell, Column
from ccs_tui.ui.widgets.row_list.widget import RowList

__all__ = ["Cell", "Column", "RowList"]
