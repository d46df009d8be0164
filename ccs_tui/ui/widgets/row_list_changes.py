"""How a list changes: rows come, go, are sorted and filtered, and what one looks at stays put."""

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Generic, TypeVar

from textual import work
from textual.geometry import Size

from ccs_tui.ui.widgets.row_list_columns import Cell, Column
from ccs_tui.ui.widgets.row_list_messages import Filtered, Highlighted, InView
from ccs_tui.ui.widgets.row_list_view import RowView

K = TypeVar("K", bound=Hashable)

SLICES_BETWEEN_KEYS = 8
"""Slices of a search done before keys are looked at again, a few milliseconds."""

PAUSE_SECONDS = 0.001
"""How long a search rests then: the thread that writes to the terminal needs its turn as well."""

SLICES_AT_ONCE = 60
"""Slices of a search done before `set_filter` returns: 100,000 rows by substring, and some."""


@dataclass(frozen=True, slots=True)
class _Hold(Generic[K]):
    """What is to stay where it is while the rows change: the cursor's row, and one row in view."""

    cursor: int
    cursor_key: K | None
    cursor_in_view: bool
    top: int
    in_view: Sequence[K]
    thumb: range
    anchor: int
    anchor_key: K | None


class ChangingRows(RowView[K]):
    """A view of rows that change, with a cursor that keeps its row.

    Only rows for which `selectable` is true take the cursor.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        *,
        empty: str,
        no_match: str,
        selectable: Callable[[K], bool] | None,
        id: str | None,
        classes: str | None,
    ) -> None:
        super().__init__(columns, cells, empty=empty, no_match=no_match, id=id, classes=classes)
        self._selectable = selectable
        self._told: K | None = None
        self._search: Iterator[None] | None = None
        self._search_holds = True
        self._search_afresh = True
        self._in_view_pending = False
        self._page_before = 0

    # Rows, order, filter

    def set_rows(self, keys: Sequence[K]) -> None:
        """Show other rows. The cursor stays on its row where that is still there, and in place."""
        hold = self._hold()
        self._rows.replace(keys)
        self._rows_changed(hold)

    def add_rows(self, keys: Sequence[K]) -> None:
        """Add rows that came. Neither the cursor's row nor the view moves."""
        hold = self._hold()
        self._rows.add(keys)
        self._rows_changed(hold, afresh=False)

    def sort(
        self, key: Callable[[K], Any] | None, reverse: bool = False, column: str | None = None
    ) -> None:
        """Order the rows by `key`, None for the order they came in; the cursor keeps its row.

        With the name of a `column`, its title shows the direction.
        """
        hold = self._hold()
        self._rows.sort(key, reverse)
        self._sorted_by = (column, reverse)
        self._rows_changed(hold)

    @property
    def filter(self) -> str:
        """The query of the filter, empty for none."""
        return self._rows.query

    @property
    def match_count(self) -> int:
        """How many rows match the filter; of subsequence matches only the best are shown."""
        return self._rows.match_count

    @property
    def ranked(self) -> bool:
        """Whether the rows shown are subsequence matches, best first."""
        return self._rows.ranked

    def prepare_filter(self, text_of: Callable[[K], str]) -> None:
        """Read the rows' texts before a filter is typed, so that its first key is fast as well."""
        self._rows.prepare(text_of)

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
        view; `Filtered` is posted when all is found, until then it is `searching`.
        """
        if columns is not None:
            self._matched_in = frozenset(columns)
        if query != self._rows.query:
            self._search, self._search_holds = self._rows.search(query, text_of), not query
            self._search_afresh = True
            self._search_slices(self._hold())
            if self.is_running:
                self._search_on_between_keys()

    @property
    def searching(self) -> bool:
        """Whether the filter has not found all yet: `match_count` may grow."""
        return self._search is not None

    def _rows_changed(self, hold: _Hold[K], *, afresh: bool = True) -> None:
        if not self._rows.query:
            self._settle(hold, afresh=afresh)
            return
        self._search_holds = self._search is None or self._search_holds
        self._search_afresh = afresh
        self._search = self._rows.search(self._rows.query)
        if self._search_slices(hold):
            self._settle(hold)
            self._search_on_between_keys()

    def _search_slices(self, hold: _Hold[K]) -> bool:
        """Search as much as a key may take; return whether there is more to search.

        For a query that was typed, that is until there is something to show.
        """
        for _ in range(SLICES_AT_ONCE) if self.is_running else repeat(None):
            if not self._search_slice(hold):
                return False
            if not self._search_holds and self._rows.show_first(max(1, self._page)):
                self._settle(None)
                self._search_holds, self._search_afresh = True, False
                break
        return True

    @work(group="row-list-search", exclusive=True)
    async def _search_on_between_keys(self) -> None:
        while self._search is not None:
            await asyncio.sleep(PAUSE_SECONDS)
            for _ in range(SLICES_BETWEEN_KEYS):
                self._search_slice()
        for count, _ in enumerate(self._rows.look_ahead()):
            if count % SLICES_BETWEEN_KEYS == 0:
                await asyncio.sleep(PAUSE_SECONDS)

    def _search_slice(self, hold: _Hold[K] | None = None) -> bool:
        """Search one slice; return whether there is more to search.

        `hold` is what was there before other rows came, None for what is there now.
        """
        if self._search is None:
            return False
        hold = hold or self._hold()
        for _ in self._search:
            return True
        self._search = None
        self._settle(hold if self._search_holds else None, afresh=self._search_afresh)
        if self.is_running:
            self.post_message(Filtered(self))
        return False

    def _finish_search(self) -> None:
        """Search to the end: what is done next must be done to what the filter finds."""
        while self._search_slice():
            pass

    # Staying in place

    def _hold(self) -> _Hold[K]:
        shown, top = self._rows.shown, self.scroll_offset.y
        in_view = top <= self._cursor < top + self._page
        anchor = self._cursor if in_view else top
        return _Hold(
            cursor=self._cursor,
            cursor_key=self.cursor_key,
            cursor_in_view=in_view,
            top=top,
            in_view=self.keys_in_view(),
            thumb=self._thumb,
            anchor=anchor,
            anchor_key=shown[anchor] if 0 <= anchor < len(shown) else None,
        )

    def _settle(self, hold: _Hold[K] | None, *, afresh: bool = True) -> None:
        """Adapt to other rows: what is to hold stays in place, without it the first row leads.

        All is repainted if rows in view may show something else now, `afresh`, or are others.
        """
        if hold is None:
            self._cursor, top = self._nearest(0), 0
        else:
            cursor = self._index(hold.cursor_key, hold.cursor)
            self._cursor = self._nearest(hold.cursor) if cursor < 0 else cursor
            anchor = self._index(hold.anchor_key, hold.anchor)
            top = hold.top if anchor < 0 else hold.top + anchor - hold.anchor
        if not self.is_running:
            return
        self._resize_content(Size(0, len(self._rows.shown) + self._header))
        self.scroll_to(y=top)
        if hold is None or hold.cursor_in_view:
            self._scroll_to_cursor()
        if hold is None or afresh or hold.in_view != self.keys_in_view():
            self.refresh()
        elif hold.thumb != self._thumb:
            self._refresh_scrollbar()
        self._tell_cursor()
        self._tell_in_view()

    def _resize_content(self, size: Size) -> None:
        """Take another height; the screen is laid out anew only if it depends on that."""
        if size != self.virtual_size:
            self.set_reactive(ChangingRows.virtual_size, size)
            if self.styles.auto_dimensions:
                self.refresh(repaint=False, layout=True)

    def _index(self, key: K | None, hint: int) -> int:
        """Return where a key is shown, -1 if it is not; `hint` is where it was."""
        shown = self._rows.shown
        if key is None:
            return -1
        if 0 <= hint < len(shown) and shown[hint] == key:
            return hint
        try:
            return shown.index(key)
        except ValueError:
            return -1

    def _nearest(self, index: int, step: int = 1) -> int:
        """Return the selectable row at `index` or next to it, first looking in the direction."""
        shown, selectable = self._rows.shown, self._selectable
        start = max(0, min(index, len(shown) - 1))
        if selectable is None or not shown:
            return start if shown else -1
        down, up = range(start, len(shown)), range(start, -1, -1)
        for at in chain(down, up) if step > 0 else chain(up, down):
            if selectable(shown[at]):
                return at
        return -1

    # The cursor

    def move_cursor(self, key: K) -> None:
        """Put the cursor on a row and scroll it into view; nothing if the row is not shown."""
        index = self._index(key, self._cursor)
        if index >= 0:
            self._move_to(index)

    def _move_to(self, index: int) -> None:
        old, self._cursor = self._cursor, index
        if self.is_running:
            if old != index:
                self._refresh_index(old)
                self._refresh_index(index)
            self._scroll_to_cursor()
            if index < self._page and index == self._nearest(0):
                self.scroll_to(y=0)
            self._tell_cursor()

    def _step(self, index: int, direction: int) -> None:
        """Move the cursor to `index`, or to the nearest row that takes it, in the direction."""
        self._finish_search()
        nearest = self._nearest(index, direction)
        if nearest >= 0 and (nearest - self._cursor) * direction >= 0:
            self._move_to(nearest)

    def _scroll_to_cursor(self) -> None:
        top, page = self.scroll_offset.y, self._page
        if self._cursor < 0 or page <= 0:
            return
        if self._cursor >= top + page:
            self.scroll_to(y=self._cursor - page + 1)
        elif self._cursor < top:
            self.scroll_to(y=self._cursor)

    # Telling

    def _tell_cursor(self) -> None:
        key = self.cursor_key
        if key != self._told:
            self._told = key
            self.post_message(Highlighted(self, key))

    def _tell_in_view(self) -> None:
        if not self._in_view_pending and self.is_running:
            self._in_view_pending = True
            self.call_after_refresh(self._post_in_view)

    def _post_in_view(self) -> None:
        self._in_view_pending = False
        keys = self.keys_in_view()
        if keys:
            self.post_message(InView(self, keys))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint, and say what came into view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._tell_in_view()

    def on_mount(self) -> None:
        """Begin with the rows that were given before."""
        self._settle(self._hold())

    def on_resize(self) -> None:
        """Keep the cursor in view if it was."""
        top = self.scroll_offset.y
        if not self._page_before or top <= self._cursor < top + self._page_before:
            self._scroll_to_cursor()
        self._page_before = self._page
        self._tell_in_view()
