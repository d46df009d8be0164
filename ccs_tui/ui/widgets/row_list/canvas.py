"""The cells of the screen in which a list is seen: repainted where they differ, and told of."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic

from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ccs_tui.ui.widgets.part_styles import Parts
from ccs_tui.ui.widgets.row_list.columns import ColumnPlace
from ccs_tui.ui.widgets.row_list.list_painter import ListPainter, Window
from ccs_tui.ui.widgets.row_list.messages import Filtered, Highlighted, InView, MarksChanged
from ccs_tui.ui.widgets.row_list.painter import Painter, Styles
from ccs_tui.ui.widgets.row_list.state import K, ListState
from ccs_tui.ui.widgets.row_list.view import View


class ListCanvas(Generic[K]):
    """Shows a `state` in the cells of a widget, which posts what is different for its panel.

    `rows` paints the header and the rows; `empty` and `no_match` stand in the place of rows.
    """

    def __init__(
        self,
        widget: ScrollView,
        state: ListState[K],
        rows: Painter[K],
        *,
        empty: str,
        no_match: str,
    ) -> None:
        self.header = 1 if rows.has_header else 0
        """The lines of the header."""
        self._widget = widget
        self._state = state
        self._parts = Parts(widget)
        styles = Styles(self._parts)
        self._painter = ListPainter(state, rows, styles, empty=empty, no_match=no_match)
        self._told: K | None = None
        """The row under the cursor that was told last."""
        self._in_view_pending = False
        self._painted: Window | None = None
        """The cells while lines of them are painted."""

    # What is in view

    @property
    def window(self) -> Window:
        """The cells as they are now."""
        size, top = self._widget.size, self._widget.scroll_offset.y
        return Window(size.width, size.height, self.header, top)

    @property
    def keys_in_view(self) -> Sequence[K]:
        """The rows that can be seen now, from the top."""
        window = self.window
        return self._state.rows.shown[window.top : window.top + window.page]

    def tell_in_view(self) -> None:
        """Tell, once all is laid out, which rows are in view."""
        if not self._in_view_pending and self._widget.is_running:
            self._in_view_pending = True
            self._widget.call_after_refresh(self._post_in_view)

    def _post_in_view(self) -> None:
        self._in_view_pending = False
        if keys := self.keys_in_view:
            self._widget.post_message(InView(self._widget, keys))

    # Painting

    @property
    def empty(self) -> str:
        """The text that is shown when there are no rows."""
        return self._painter.empty

    @empty.setter
    def empty(self, text: str) -> None:
        """Show another text where there are no rows."""
        if self._painter.empty != text:
            self._painter.empty = text
            self._widget.refresh()

    @contextmanager
    def painting(self) -> Iterator[None]:
        """Work the cells out once for all lines that are painted within the context."""
        self._painted = self.window
        try:
            yield
        finally:
            self._painted = None

    def paint(self, y: int) -> Strip:
        """Return line `y` of the view."""
        return self._painter.paint(y, self._painted or self.window)

    def renew_styles(self) -> None:
        """Take note of other styles."""
        self._parts.renew()

    def repaint_rows(self, keys: Collection[K]) -> None:
        """Repaint those of the rows that are in view."""
        for line in self._painter.lines_of(keys, self.window):
            self._widget.refresh(line)

    def repaint_column(self, lies: ColumnPlace | None) -> None:
        """Repaint a column's cells in view, and nothing else; nothing where it hides."""
        lines = len(self.keys_in_view)
        if lies is not None and lines and lies.width:
            self._widget.refresh(Region(lies.x, self.header, lies.width, lines))

    # What a change made different

    def show(self, before: View[K]) -> None:
        """Scroll to where the state stands, repaint what differs from `before`, and tell of it."""
        widget, state = self._widget, self._state
        now = state.view()
        if (size := Size(0, now.total + self.header)) != widget.virtual_size:
            widget.set_reactive(ScrollView.virtual_size, size)
            if widget.styles.auto_dimensions:  # else nothing else is laid out by it
                widget.refresh(repaint=False, layout=True)
        widget.scroll_to(y=now.top)
        parts = None if state.afresh else self._painter.changed(before, now, self.window)
        if parts is None:
            widget.refresh()
        for part in parts or ():
            widget.refresh(part)
        self._tell(before, now)
        state.afresh = state.found_all = False

    def _tell(self, before: View[K], now: View[K]) -> None:
        widget, state = self._widget, self._state
        if now.marks_version != before.marks_version:
            widget.post_message(MarksChanged(widget))
        if now.cursor_key != self._told:
            self._told = now.cursor_key
            widget.post_message(Highlighted(widget, now.cursor_key))
        if state.afresh or now.in_view != before.in_view or now.total != before.total:
            self.tell_in_view()
        if state.found_all:
            widget.post_message(Filtered(widget))

    # The scroll bar

    def is_on_scroll_bar(self, offset: Offset) -> bool:
        """Return whether a cell is one of the scroll bar, where there is one."""
        return self.window.is_on_scroll_bar(offset, len(self._state.rows.shown))

    def drag_to(self, y: int) -> None:
        """Scroll so that the middle of the scroll bar's thumb is in a line."""
        bar = self.window.scroll_bar(len(self._state.rows.shown))
        self._widget.scroll_to(y=bar.top_when_dragged(y))
