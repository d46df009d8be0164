"""The painter of a whole list: its lines as they stand in a window, and which of them changed."""

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from typing import Generic

from textual.geometry import Offset, Region
from textual.strip import Strip

from ccs_tui.model.value_object import ValueObject
from ccs_tui.ui.widgets.row_list.painter import Painter, Styles, end_row, paint_message
from ccs_tui.ui.widgets.row_list.scroll_bar import ScrollBar
from ccs_tui.ui.widgets.row_list.state import K, ListState
from ccs_tui.ui.widgets.row_list.view import View

_NO_ROW = object()
"""Stands where a row is in only one of two views."""


class Window(ValueObject):
    """The cells in which a list is seen, the `top` row first, below `header` lines of titles."""

    width: int
    height: int
    header: int
    top: int

    @property
    def page(self) -> int:
        """The number of rows that fit."""
        return max(0, self.height - self.header)

    def row_at(self, y: int) -> int:
        """Return the index of the row in line `y`, which is below the header."""
        return y - self.header + self.top

    def scroll_bar(self, total: int) -> ScrollBar:
        """Return the scroll bar of a list of `count` rows; it is the last column."""
        return ScrollBar(self.header, self.page, total, self.top)

    def is_on_scroll_bar(self, offset: Offset, total: int) -> bool:
        """Return whether a cell is one of the scroll bar, where there is one."""
        is_beside = offset.x == self.width - 1 and offset.y >= self.header
        return is_beside and bool(self.scroll_bar(total).thumb)


class ListPainter(Generic[K]):
    """Paints a list in a window: its header and rows, the scroll bar, or why there are no rows.

    `rows` paints the header and the rows. `empty` is the text without rows, and `no_match` that of
    a filter that leaves none.

    The scroll bar is the last column: a widget of its own, as Textual has it, costs as much to
    paint as the rows.
    """

    def __init__(
        self, state: ListState[K], rows: Painter[K], styles: Styles, *, empty: str, no_match: str
    ) -> None:
        self.empty = empty
        self._state = state
        self._rows = rows
        self._styles = styles
        self._no_match = no_match

    def paint(self, y: int, window: Window) -> Strip:
        """Return line `y` of a window."""
        width, rows, styles = window.width, self._state.rows, self._styles
        if not rows.arrived:
            return paint_message(self.empty, styles, y, width, window.height)
        line = y - window.header
        if line < 0:
            return self._rows.paint_header(styles, width)
        if not rows.shown:
            return paint_message(self._no_match, styles, line, width, window.page)
        index = window.row_at(y)
        if index >= len(rows.shown):
            return Strip.blank(width, styles.of("row"))
        return end_row(
            self._rows.paint_row(self._state, styles, index, width),
            styles,
            width,
            on_cursor=index == self._state.cursor,
            at_thumb=line in window.scroll_bar(len(rows.shown)).thumb,
        )

    def lines_of(self, keys: Collection[K], window: Window) -> Iterator[Region]:
        """Yield the lines of those of the rows that are in the window."""
        wanted = frozenset(keys)
        in_view = self._state.rows.shown[window.top : window.top + window.page]
        for at, key in enumerate(in_view, window.top):
            if key in wanted:
                yield from self._line(at, window)

    def changed(self, before: View[K], now: View[K], window: Window) -> Sequence[Region] | None:
        """Return the parts that look different now; None for all that is in the window."""
        if now.any_marked != before.any_marked:
            return None
        parts: list[Region] = []
        if now.in_view != before.in_view:
            if now.top != before.top or not (before.total and now.total):
                return None
            pairs = zip_longest(before.in_view, now.in_view, fillvalue=_NO_ROW)
            for index, (key, other) in enumerate(pairs, now.top):
                parts += self._line(index, window) if key != other else ()
        if now.cursor != before.cursor:
            parts += [*self._line(before.cursor, window), *self._line(now.cursor, window)]
        if now.marks_version != before.marks_version:
            parts += self.lines_of(before.marked ^ now.marked, window)
        bar = ScrollBar(window.header, window.page, before.total, before.top)
        for line in sorted(set(bar.thumb) ^ set(window.scroll_bar(now.total).thumb)):
            parts.append(Region(window.width - 1, window.header + line, 1, 1))
        return parts

    def _line(self, index: int, window: Window) -> Iterator[Region]:
        y = index - window.top
        if index >= 0 and 0 <= y < window.page:
            yield Region(0, y + window.header, window.width, 1)
