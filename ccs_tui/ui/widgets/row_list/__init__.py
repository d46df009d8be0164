"""The list that every panel uses: rows drawn when they are looked at, 100,000 as fast as ten.

- `canvas`: the cells in which it is seen: repainted where they differ, and told of
- `columns`, `scroll_bar`: the places of the columns, and of the scroll bar's thumb
- `keys`, `messages`: the keys that it listens to, and the messages that it posts
- `list_painter`, `list_styles`: the lines in a window, and those that changed; their styles
- `painter`, `line`: the look of a line, and the line put together
- `row_filter`: the rows that have what is typed
- `rows`, `marks`: the rows in order and as a filter finds them; the marked rows
- `search`: the search for a filter between the keys
- `state`, `view`: the rows with cursor, marks, order and filter, without a screen; a view of them
- `widget`: the widget: takes keys and the mouse, and shows what changed
"""

from ccs_tui.ui.widgets.row_list.columns import Cell, Column
from ccs_tui.ui.widgets.row_list.widget import RowList

__all__ = ["Cell", "Column", "RowList"]
