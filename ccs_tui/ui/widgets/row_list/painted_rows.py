"""The rows of a list as they are painted and scrolled: what a list is before it takes keys."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic

from textual import events
from textual.geometry import Offset, Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ccs_tui.ui.widgets.part_styles import Parts
from ccs_tui.ui.widgets.row_list.columns import Cell, Column
from ccs_tui.ui.widgets.row_list.messages import InView
from ccs_tui.ui.widgets.row_list.painter import (
    ColumnPainter,
    Highlight,
    Painter,
    Styles,
    end_row,
    paint_message,
)
from ccs_tui.ui.widgets.row_list.scroll_bar import ScrollBar
from ccs_tui.ui.widgets.row_list.state import K, ListState
from ccs_tui.ui.widgets.row_list.view import View


class PaintedRows(ScrollView, Generic[K], can_focus=True):
    """The rows of a `ListState`, painted when they come into view, and scrolled by the mouse.

    `cells` is asked for the content of a row when it is drawn, unless there is another `painter`.
    `empty` is shown when there are no rows, and `no_match` when the filter leaves none; both say
    why, and which key helps.

    The scroll bar is the last column: a widget of its own, as Textual has it, costs as much to
    paint as the rows. Styles are those of the parts `row-list--…`: the header, the cursor's row and
    its bar, marks, matches, the text without rows, the scroll bar, and the roles of cells.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    PaintedRows {
        height: 1fr;
        overflow: hidden;
        & > .row-list--header { color: $text-muted; }
        & > .row-list--cursor { background: $foreground 10%; }
        & > .row-list--bar { color: $foreground 40%; }
        & > .row-list--mark { color: $accent; text-style: bold; }
        & > .row-list--match { color: $accent; text-style: bold underline; }
        & > .row-list--empty { color: $text-muted; }
        & > .row-list--scrollbar { color: $foreground 30%; }
        & > .row-list--dim { color: $text-muted; }
        & > .row-list--bright { text-style: bold; }
        & > .row-list--good { color: $success; }
        & > .row-list--warning { color: $warning; }
        & > .row-list--alarm { color: $error; text-style: bold; }
        & > .row-list--accent { color: $accent; }
        & > .row-list--error { color: $error; }
        &:focus > .row-list--cursor { background: $accent 30%; text-style: bold; }
        &:focus > .row-list--bar { color: $accent; }
        &:ansi > .row-list--cursor { background: transparent; text-style: bold; }
        &:ansi:focus > .row-list--cursor { background: transparent; text-style: reverse; }
    }
    """

    empty: reactive[str] = reactive("")
    """The text that is shown when there are no rows."""

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        *,
        empty: str = "",
        no_match: str = "Nothing matches. esc clears the filter.",
        selectable: Callable[[K], bool] | None = None,
        painter: Painter[K] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.state: ListState[K] = ListState(selectable)
        self.columns = ColumnPainter(columns, cells)
        self._painter: Painter[K] = painter or self.columns
        self.header = 1 if self._painter.has_header else 0
        """The lines of the header."""
        self._parts = Parts(self)
        self._styles = Styles(self._parts)
        self.set_reactive(PaintedRows.empty, empty)
        self._no_match = no_match
        self._in_view_pending = False

    # What there is

    @property
    def keys(self) -> Sequence[K]:
        """All rows, in the order they came."""
        return self.state.rows.arrived

    @property
    def visible_keys(self) -> Sequence[K]:
        """The rows that are shown: filtered and sorted."""
        return self.state.rows.shown

    @property
    def cursor_key(self) -> K | None:
        """The row the cursor is on, None if there is none."""
        return self.state.cursor_key

    @property
    def marked(self) -> set[K]:
        """The marked rows, also those that the filter hides."""
        return set(self.state.marks)

    # What is in view

    def keys_in_view(self) -> Sequence[K]:
        """Return the rows that can be seen now, from the top."""
        top = self.scroll_offset.y
        return self.state.rows.shown[top : top + self.page]

    @property
    def page(self) -> int:
        """The number of rows that can be in view."""
        return max(0, self.content_size.height - self.header)

    @property
    def allow_vertical_scroll(self) -> bool:
        """True if the wheel scrolls: where not all rows are in view."""
        return self.max_scroll_y > 0 and not self.is_disabled

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> None:
        """Scroll at once: an animation sends each of its frames to the terminal."""
        if self.is_running:
            super().scroll_to(x, y, **(options | {"animate": False, "force": True}))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint, and tell which rows came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._tell_in_view()

    def _tell_in_view(self) -> None:
        if not self._in_view_pending and self.is_running:
            self._in_view_pending = True
            self.call_after_refresh(self._post_in_view)

    def _post_in_view(self) -> None:
        self._in_view_pending = False
        keys = self.keys_in_view()
        if keys:
            self.post_message(InView(self, keys))

    # Painting

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Lay the rows out in other columns of the same names."""
        if self.columns.columns != (now := tuple(columns)):
            self.columns.columns = now
            self.columns.place_columns(self.content_size.width, with_marks=bool(self.state.marks))
            self.refresh()

    def highlight(self, query: str, columns: Collection[str] = ()) -> None:
        """Mark what `query` matches in `columns`, and hide nothing; a filter's marks come first."""
        if self.columns.highlight != (now := Highlight(query, frozenset(columns))):
            self.columns.highlight = now
            self.refresh()

    def refresh_rows(self, keys: Collection[K]) -> None:
        """Repaint those of the rows that are in view: their cells changed."""
        wanted = frozenset(keys)
        for at, key in enumerate(self.keys_in_view(), self.scroll_offset.y):
            if key in wanted:
                self._refresh_index(at)

    def refresh_column(self, name: str) -> None:
        """Repaint a column's cells in view, and nothing else."""
        lines, lies = len(self.keys_in_view()), self.columns.place_of(name)
        if lies is not None and lines and lies.width:
            self.refresh(Region(lies.x, self.header, lies.width, lines))

    def _repaint_changes(self, before: View[K], now: View[K], *, afresh: bool) -> None:
        """Repaint the lines that look different now; all if `afresh`."""
        if afresh or now.in_view != before.in_view or now.any_marked != before.any_marked:
            self.refresh()
            return
        if now.cursor != before.cursor:
            self._refresh_index(before.cursor)
            self._refresh_index(now.cursor)
        if now.marks_version != before.marks_version:
            self.refresh_rows(before.marked ^ now.marked)
        bar = ScrollBar(self.header, self.page, before.total, before.top)
        if bar.thumb != self._scroll_bar.thumb:
            self.refresh(Region(self.size.width - 1, self.header, 1, self.page))

    def _refresh_index(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if index >= 0 and 0 <= y < self.page:
            self.refresh(Region(0, y + self.header, self.size.width, 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in `crop`, with the columns where the list's width puts them."""
        self.columns.place_columns(self.content_size.width, with_marks=bool(self.state.marks))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the view."""
        width, state, styles = self.size.width, self.state, self._styles
        line = y - self.header
        if not state.rows.arrived:
            return paint_message(self.empty, styles, y, width, self.size.height)
        if line < 0:
            return self._painter.paint_header(styles, width)
        if not state.rows.shown:
            return paint_message(self._no_match, styles, line, width, self.page)
        index = line + self.scroll_offset.y
        if index >= len(state.rows.shown):
            return Strip.blank(width, styles.of("row"))
        painted = self._painter.paint_row(state, styles, index, width)
        return end_row(
            painted,
            styles,
            width,
            on_cursor=index == state.cursor,
            at_thumb=line in self._scroll_bar.thumb,
        )

    def notify_style_update(self) -> None:
        """Take note of other styles."""
        super().notify_style_update()
        self._parts.renew()

    # The scroll bar

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag the scroll bar."""
        offset = event.get_content_offset(self)
        if offset is not None and self._is_on_scroll_bar(offset):
            self.capture_mouse()
            self.scroll_to(y=self._scroll_bar.top_when_dragged(offset.y))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self.app.mouse_captured is self:
            y = event.get_content_offset_capture(self).y
            self.scroll_to(y=self._scroll_bar.top_when_dragged(y))

    def on_mouse_up(self) -> None:
        """Let the scroll bar go."""
        self.release_mouse()

    @property
    def _scroll_bar(self) -> ScrollBar:
        return ScrollBar(self.header, self.page, len(self.visible_keys), self.scroll_offset.y)

    def _is_on_scroll_bar(self, offset: Offset) -> bool:
        at_the_edge = offset.x == self.size.width - 1 and offset.y >= self.header
        return at_the_edge and bool(self._scroll_bar.thumb)
