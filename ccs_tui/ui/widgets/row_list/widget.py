"""The widget of a list: takes keys and the mouse, and repaints what a change made different."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, Literal, TypeAlias

from textual import events, work
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.geometry import Offset, Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ccs_tui.ui.widgets.parts import Parts
from ccs_tui.ui.widgets.row_list import messages
from ccs_tui.ui.widgets.row_list.columns import Cell, Column
from ccs_tui.ui.widgets.row_list.keys import CHOOSING, MARKING, MOVING, UNMARKING
from ccs_tui.ui.widgets.row_list.painter import (
    ColumnPainter,
    Highlight,
    Painter,
    Styles,
    end_row,
    paint_message,
)
from ccs_tui.ui.widgets.row_list.scroll_bar import ScrollBar
from ccs_tui.ui.widgets.row_list.state import SLICES_AT_ONCE, K, ListState, Move
from ccs_tui.ui.widgets.row_list.view import View

SLICES_BETWEEN_KEYS = 8
"""Slices of a search done before keys are looked at again, a few milliseconds."""

PAUSE_SECONDS = 0.001
"""How long a search rests then: the thread that writes to the terminal needs its turn as well."""


class RowList(ScrollView, Generic[K], can_focus=True):
    """A list of rows in columns, with a cursor, a filter, an order and marks.

    A row is a hashable key, not None and each in the list once; what is shown of it is asked of
    `cells` when it is drawn, or of another `painter`. Only rows for which `selectable` is true take
    the cursor and marks. `empty` is shown when there are no rows, `no_match` when the filter leaves
    none; both say why, and which key helps.

    The scroll bar is the last column: a widget of its own, as Textual has it, costs as much to
    paint as the rows. Styles are those of the parts `row-list--…`: the header, the cursor's row and
    its bar, the mark, what the filter matched, what is said when there are no rows, the scroll bar,
    and the roles of cells.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    RowList {
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

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING, *CHOOSING, *MARKING, *UNMARKING]

    empty: reactive[str] = reactive("")
    """What is said when there are no rows."""

    Highlighted: TypeAlias = messages.Highlighted
    Chosen: TypeAlias = messages.Chosen
    MarksChanged: TypeAlias = messages.MarksChanged
    InView: TypeAlias = messages.InView
    Filtered: TypeAlias = messages.Filtered
    HeaderClicked: TypeAlias = messages.HeaderClicked

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        *,
        empty: str = "",
        no_match: str = "Nothing matches.",
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
        """How many lines the header has."""
        self._parts = Parts(self)
        self._styles = Styles(self._parts)
        self.set_reactive(RowList.empty, empty)
        self._no_match = no_match
        self._told: K | None = None
        self._in_view_pending = False
        self._page_before = 0

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

    # Rows, order, filter, marks

    def set_rows(self, keys: Sequence[K]) -> None:
        """Show other rows. The cursor stays on its row where that is still there, and in place.

        Rows that left are not marked any more.
        """
        with self.changing():
            self.state.replace(keys)

    def add_rows(self, keys: Sequence[K]) -> None:
        """Add rows that came. Neither the cursor's row nor the view moves."""
        with self.changing():
            self.state.add(keys)

    def sort(
        self, key: Callable[[K], Any] | None, reverse: bool = False, column: str | None = None
    ) -> None:
        """Order the rows by `key`, None for the order they came in; the cursor keeps its row.

        With the name of a `column`, its title shows the direction.
        """
        self.columns.sorted_by = (column, reverse)
        with self.changing():
            self.state.sort(key, reverse)

    def set_filter(
        self,
        query: str,
        text_of: Callable[[K], str] | None = None,
        columns: Collection[str] | None = None,
    ) -> None:
        """Show only what `query` matches in the text that `text_of` gives for a key.

        Rows that have it as a substring, in their order; if there is none, the best of those that
        have it as a subsequence. What matched is marked in `columns`, by default the first
        without a fixed width. The text of a row is read once, when a query begins or the row
        comes. None keeps what was given before. The cursor goes to the first match, and stays on
        its row when the query is emptied. The first matches are shown as soon as they fill the
        view; `Filtered` is posted when all is found, until then the state is `searching`.
        """
        if columns is not None:
            self.columns.matched_in = frozenset(columns)
        with self.changing():
            self.state.filter(query, text_of)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Lay the rows out in other columns, of the same names."""
        if self.columns.columns != (now := tuple(columns)):
            self.columns.columns = now
            self.columns.place_columns(self.content_size.width, with_marks=bool(self.state.marks))
            self.refresh()

    def highlight(self, query: str, columns: Collection[str] = ()) -> None:
        """Mark what `query` matches in `columns`, and hide nothing; a filter's marks come first."""
        if self.columns.highlight != (now := Highlight(query, frozenset(columns))):
            self.columns.highlight = now
            self.refresh()

    def mark(self, keys: Collection[K]) -> None:
        """Mark exactly these rows."""
        with self.changing():
            self.state.marks.replace(keys)

    def move_cursor(self, key: K) -> None:
        """Put the cursor on a row and scroll it into view; nothing if the row is not shown."""
        with self.changing() as state:
            index = state.index(key, state.cursor)
            if index >= 0:
                state.go_to(index)

    # Keys

    def action_move(self, move: Move, marking: bool = False) -> None:
        """Move the cursor; `marking` marks the rows from where that began."""
        with self.changing() as state:
            if marking:
                state.extend(lambda: state.move(move))
            else:
                state.move(move)

    def action_mark(self, rows: Literal["one", "all", "range"] = "one") -> None:
        """Mark the row under the cursor, all that are shown, or a range that begins here."""
        with self.changing() as state:
            {"one": state.mark, "all": state.mark_all, "range": state.mark_range}[rows]()

    def action_unmark(self) -> None:
        """Take back the range that is being marked, else all marks; without any, do nothing."""
        with self.changing() as state:
            if not state.unmark():
                raise SkipAction

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        with self.changing() as state:
            state.finish_search()
        if self.cursor_key is not None:
            self.post_message(self.Chosen(self, self.cursor_key))

    # What a change made different

    @contextmanager
    def changing(self) -> Iterator[ListState[K]]:
        """Give the state to be changed within the context; then show what is different."""
        state = self.state
        if self.is_running:
            state.top, state.page, state.at_once = self.scroll_offset.y, self.page, SLICES_AT_ONCE
        before, was_searching = state.view(), state.searching
        try:
            yield state
        finally:
            if self.is_running:
                self._show(before)
                if state.searching and not was_searching:
                    self._search_between_keys()

    def _show(self, before: View[K]) -> None:
        """Repaint what is different now from how it was, and tell of it."""
        state = self.state
        now = state.view()
        if (size := Size(0, now.total + self.header)) != self.virtual_size:
            self.set_reactive(RowList.virtual_size, size)
            if self.styles.auto_dimensions:  # else nothing else is laid out by it
                self.refresh(repaint=False, layout=True)
        self.scroll_to(y=now.top)
        remarked = now.marks_version != before.marks_version
        if state.afresh or now.in_view != before.in_view or now.any_marked != before.any_marked:
            self.refresh()
        else:
            if now.cursor != before.cursor:
                self._refresh_index(before.cursor)
                self._refresh_index(now.cursor)
            if remarked:
                self.refresh_rows(before.marked ^ now.marked)
            bar = ScrollBar(self.header, self.page, before.total, before.top)
            if bar.thumb != self._scroll_bar.thumb:
                self.refresh(Region(self.size.width - 1, self.header, 1, self.page))
        if remarked:
            self.post_message(self.MarksChanged(self))
        if now.cursor_key != self._told:
            self._told = now.cursor_key
            self.post_message(self.Highlighted(self, now.cursor_key))
        if state.afresh or now.in_view != before.in_view:
            self._tell_in_view()
        if state.found_all:
            self.post_message(self.Filtered(self))
        state.afresh = state.found_all = False

    @work(group="row-list-search", exclusive=True)
    async def _search_between_keys(self) -> None:
        while self.state.searching:
            await asyncio.sleep(PAUSE_SECONDS)
            with self.changing() as state:
                state.search_on(SLICES_BETWEEN_KEYS)
        for count, _ in enumerate(self.state.rows.look_ahead()):
            if count % SLICES_BETWEEN_KEYS == 0:
                await asyncio.sleep(PAUSE_SECONDS)

    def _tell_in_view(self) -> None:
        if not self._in_view_pending and self.is_running:
            self._in_view_pending = True
            self.call_after_refresh(self._post_in_view)

    def _post_in_view(self) -> None:
        self._in_view_pending = False
        keys = self.keys_in_view()
        if keys:
            self.post_message(self.InView(self, keys))

    def on_mount(self) -> None:
        """Begin with the rows that were given before."""
        with self.changing() as state:
            state.afresh = True

    def on_resize(self) -> None:
        """Keep the cursor in view if it was."""
        top, cursor = self.scroll_offset.y, self.state.cursor
        if not self._page_before or top <= cursor < top + self._page_before:
            with self.changing() as state:
                state.show_cursor()
        self._page_before = self.page
        self._tell_in_view()

    # What is in view

    def keys_in_view(self) -> Sequence[K]:
        """Return the rows that can be seen now, from the top."""
        top = self.scroll_offset.y
        return self.state.rows.shown[top : top + self.page]

    @property
    def page(self) -> int:
        """How many rows can be in view."""
        return max(0, self.content_size.height - self.header)

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the wheel scrolls: where not all rows are in view."""
        return self.max_scroll_y > 0 and not self.is_disabled

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> None:
        """Scroll at once: an animation sends each of its frames to the terminal."""
        if self.is_running:
            super().scroll_to(x, y, **(options | {"animate": False, "force": True}))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint, and say what came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._tell_in_view()

    @property
    def _scroll_bar(self) -> ScrollBar:
        return ScrollBar(self.header, self.page, len(self.visible_keys), self.scroll_offset.y)

    def _is_on_scroll_bar(self, offset: Offset) -> bool:
        at_the_edge = offset.x == self.size.width - 1 and offset.y >= self.header
        return at_the_edge and bool(self._scroll_bar.thumb)

    # Painting

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

    def _refresh_index(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if index >= 0 and 0 <= y < self.page:
            self.refresh(Region(0, y + self.header, self.size.width, 1))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in `crop`, with the columns where the list's width puts them."""
        self.columns.place_columns(self.content_size.width, with_marks=bool(self.state.marks))
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return line `y` of what is in view."""
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

    # The mouse

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

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row, open it on a double click; mark with ctrl or shift."""
        offset = event.get_content_offset(self)
        if offset is None or self._is_on_scroll_bar(offset):
            return
        index = offset.y - self.header + self.scroll_offset.y
        if offset.y < self.header:
            column = self.columns.column_at(offset.x)
            if column is not None:
                self.post_message(self.HeaderClicked(self, column))
        elif self.state.selectable_in(index, index):
            with self.changing() as state:
                if event.shift:
                    state.extend(lambda: state.go_to(index))
                else:
                    state.go_to(index)
                if event.ctrl:
                    state.marks.toggle(state.rows.shown[index])
            if event.chain == 2 and not (event.shift or event.ctrl):
                self.action_choose()
