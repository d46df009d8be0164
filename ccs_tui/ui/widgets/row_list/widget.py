"""The widget of a list: takes keys and the mouse, and repaints what a change made different."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Literal, TypeAlias

from textual import events, work
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.geometry import Size

from ccs_tui.ui.widgets.row_list import messages
from ccs_tui.ui.widgets.row_list.keys import CHOOSING, MARKING, MOVING, UNMARKING
from ccs_tui.ui.widgets.row_list.painted_rows import PaintedRows
from ccs_tui.ui.widgets.row_list.state import SLICES_AT_ONCE, K, ListState, Move
from ccs_tui.ui.widgets.row_list.view import View

SLICES_BETWEEN_KEYS = 8
"""The slices of a search between two looks at the keys: a few milliseconds."""

PAUSE_SECONDS = 0.001
"""The seconds that a search rests then, so that the thread that writes has its turn as well."""


class RowList(PaintedRows[K], can_focus=True):
    """A list of rows in columns, with a cursor, a filter, an order and marks.

    A row is a hashable key, not None and each in the list once. Only rows for which `selectable` is
    true take the cursor and marks.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*MOVING, *CHOOSING, *MARKING, *UNMARKING]

    Highlighted: TypeAlias = messages.Highlighted
    Chosen: TypeAlias = messages.Chosen
    MarksChanged: TypeAlias = messages.MarksChanged
    InView: TypeAlias = messages.InView
    Filtered: TypeAlias = messages.Filtered
    HeaderClicked: TypeAlias = messages.HeaderClicked

    _told: K | None = None
    """The row under the cursor that was told last."""
    _page_before = 0
    """The rows that were in view before the list was resized."""

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
        """Show only the rows whose text, by `text_of`, matches `query`.

        These are the rows that have it as a substring, in their order; if there are none, the best
        of those that have it as a subsequence. Matches are marked in `columns`, by default the
        first without a fixed width. The text of a row is read once, when a query begins or the row
        comes. None keeps the argument of the last call.

        The cursor goes to the first match, and stays on its row when the query is emptied. The
        first matches are shown as soon as they fill the view; `Filtered` is posted when all are
        found, and until then the state is `searching`.
        """
        if columns is not None:
            self.columns.matched_in = frozenset(columns)
        with self.changing():
            self.state.filter(query, text_of)

    def mark(self, keys: Collection[K]) -> None:
        """Mark exactly these rows."""
        with self.changing():
            self.state.marks.replace(keys)

    def move_cursor(self, key: K) -> None:
        """Put the cursor on a row and scroll it into view; nothing if the row is not shown."""
        with self.changing() as state:
            index = state.rows.index(key, state.cursor)
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: marks are cleared only where there are some."""
        if action == "unmark" and not (self.state.marks or self.state.marks.held):
            return False
        return super().check_action(action, parameters)

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
        """Give the state to be changed within the context; then show the differences."""
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
        """Repaint what differs from `before`, and tell of it."""
        state = self.state
        now = state.view()
        if (size := Size(0, now.total + self.header)) != self.virtual_size:
            self.set_reactive(RowList.virtual_size, size)
            if self.styles.auto_dimensions:  # else nothing else is laid out by it
                self.refresh(repaint=False, layout=True)
        self.scroll_to(y=now.top)
        self._repaint_changes(before, now, afresh=state.afresh)
        if now.marks_version != before.marks_version:
            self.post_message(self.MarksChanged(self))
        if now.cursor_key != self._told:
            self._told = now.cursor_key
            self.post_message(self.Highlighted(self, now.cursor_key))
        if state.afresh or now.in_view != before.in_view or now.total != before.total:
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

    # The mouse

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
