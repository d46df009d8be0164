"""A list without a screen: its rows, sorted and filtered, the cursor, the marks, what is in view.

The widget tells the state how many rows fit in view and where the view begins, changes it, and
shows what is different afterwards. Whatever rows come or go, what one looks at stays in its place.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Any, Generic, Literal, TypeVar

from ccs_tui.ui.widgets.row_list.marks import Marks
from ccs_tui.ui.widgets.row_list.rows import Rows
from ccs_tui.ui.widgets.row_list.view import NONE, View, top_for

K = TypeVar("K", bound=Hashable)

Move = Literal["down", "up", "page_down", "page_up", "first", "last"]
"""A move of the cursor."""

SLICES_AT_ONCE = 60
"""The slices of a search that are done before a change returns: enough for 100,000 rows."""


class ListState(Generic[K]):
    """Rows with a cursor, marks, an order and a filter.

    Only rows for which `selectable` is true take the cursor and marks. `top` is the first row in
    view, and `page` is the number of rows that fit; without a widget it is 0. `at_once` is the
    number of slices that a change may search before it returns, None for all; the rest of the
    search is then under way: `searching`.
    """

    def __init__(self, selectable: Callable[[K], bool] | None = None) -> None:
        self.rows: Rows[K] = Rows()
        self.marks: Marks[K] = Marks()
        self.cursor, self.placed = -1, False
        """The index of the cursor's row, and whether it was chosen: else it is the first."""
        self.top = 0
        self.page = 0
        self.at_once: int | None = None
        self.extending = False
        """True while a move marks the rows that it passes."""
        self.afresh = False
        """True if rows in view may show something else; the widget sets it back."""
        self.found_all = False
        """True if a search has ended; the widget sets it back."""
        self._selectable = selectable
        self._search: Iterator[None] | None = None
        self._search_holds = True
        self._search_afresh = True

    # What there is

    @property
    def cursor_key(self) -> K | None:
        """The row that the cursor is on, None if there is none."""
        return self.rows.shown[self.cursor] if self.cursor >= 0 else None

    @property
    def searching(self) -> bool:
        """True if the filter has not found all yet: `match_count` may grow."""
        return self._search is not None

    def view(self) -> View[K]:
        """Return the list as it is seen now."""
        shown, top = self.rows.shown, self.top
        in_view = shown[top : top + self.page]
        cursor_in_view = top <= self.cursor < top + self.page
        anchor = self.cursor if cursor_in_view else top
        return View(
            cursor=self.cursor,
            cursor_key=self.cursor_key,
            cursor_in_view=cursor_in_view,
            top=top,
            in_view=in_view,
            marked=frozenset(key for key in in_view if key in self.marks) if self.marks else NONE,
            anchor=anchor,
            anchor_key=shown[anchor] if 0 <= anchor < len(shown) else None,
            total=len(shown),
            any_marked=bool(self.marks),
            marks_version=self.marks.version,
        )

    def selectable_in(self, first: int, last: int) -> list[K]:
        """Return the rows from `first` to `last` that take marks."""
        keys = self.rows.shown[max(0, first) : last + 1]
        return [key for key in keys if self._selectable is None or self._selectable(key)]

    # Rows that change

    def replace(self, keys: Sequence[K]) -> None:
        """Show other rows: cursor and view stay in place, and those that left lose their mark."""
        before = self.view()
        self.rows.replace(keys)
        self._changed(before, afresh=True)
        if self.marks:
            self.marks.keep(self.rows.arrived)

    def add(self, keys: Sequence[K]) -> None:
        """Add rows that came. Neither the cursor's row nor the view moves."""
        before = self.view()
        self.rows.add(keys)
        self._changed(before, afresh=False)

    def sort(self, key: Callable[[K], Any] | None, reverse: bool = False) -> None:
        """Order the rows by `key`, None for the order they came in; the cursor keeps its row."""
        before = self.view()
        self.rows.sort(key, reverse)
        self._changed(before, afresh=True)

    def filter(self, query: str, text_of: Callable[[K], str] | None = None) -> None:
        """Show only the rows that match `query`, by `text_of`, as `Rows.search` finds them.

        The cursor goes to the first of them. The first are shown as soon as they fill the view.
        """
        if query != self.rows.query:
            before = self.view()
            self._search, self._search_holds = self.rows.search(query, text_of), not query
            self._search_afresh = True
            self._search_slices(before)

    def _changed(self, before: View[K], *, afresh: bool) -> None:
        if not self.rows.query:
            self._settle(before, afresh=afresh)
            return
        self._search_holds = self._search is None or self._search_holds
        self._search_afresh = afresh
        self._search = self.rows.search(self.rows.query)
        if self._search_slices(before):
            self._settle(before, afresh=True)

    # Searching

    def search_on(self, slices: int) -> None:
        """Search a few slices more."""
        for _ in range(slices):
            if not self._search_slice(self.view()):
                return

    def finish_search(self) -> None:
        """Search to the end, since the next action is meant for all that the filter finds."""
        while self._search_slice(self.view()):
            pass

    def _search_slices(self, before: View[K]) -> bool:
        """Search as much as a change may take; return whether there is more to search.

        For a query that was typed, that is until there are rows to show.
        """
        for _ in repeat(None) if self.at_once is None else range(self.at_once):
            if not self._search_slice(before):
                return False
            if not self._search_holds and self.rows.show_first(max(1, self.page)):
                self._settle(None, afresh=True)
                self._search_holds, self._search_afresh = True, False
                break
        return True

    def _search_slice(self, before: View[K]) -> bool:
        """Search one slice; return whether there is more to search."""
        if self._search is None:
            return False
        for _ in self._search:
            return True
        self._search = None
        self._settle(before if self._search_holds else None, afresh=self._search_afresh)
        self.found_all = True
        return False

    # Staying in place

    def _settle(self, before: View[K] | None, *, afresh: bool) -> None:
        """Adapt to other rows: those in view stay in place; without `before` the first leads."""
        self.afresh |= afresh
        if before is None:
            self.cursor = self.nearest(0)
            self._scroll(0)
        else:
            cursor = self.rows.index(before.cursor_key, before.cursor)
            self.cursor = self.nearest(before.cursor) if cursor < 0 else cursor
            anchor = self.rows.index(before.anchor_key, before.anchor)
            self._scroll(before.top if anchor < 0 else before.top + anchor - before.anchor)
        if before is None or before.cursor_in_view:
            self.show_cursor()

    def _scroll(self, top: int) -> None:
        """Let the view begin at `top`, as far as there are rows; a page of 0 has no view."""
        if self.page > 0:
            self.top = max(0, min(top, len(self.rows.shown) - self.page))

    def show_cursor(self) -> None:
        """Scroll so far that the cursor is in view."""
        if self.cursor >= 0:
            self._scroll(top_for(self.cursor, self.top, self.page))

    def nearest(self, index: int, step: int = 1) -> int:
        """Return the nearest row that takes the cursor, first in the direction of `step`; or -1."""
        shown, selectable = self.rows.shown, self._selectable
        start = max(0, min(index, len(shown) - 1))
        if selectable is None or not shown:
            return start if shown else -1
        down, up = range(start, len(shown)), range(start, -1, -1)
        for at in chain(down, up) if step > 0 else chain(up, down):
            if selectable(shown[at]):
                return at
        return -1

    # The cursor

    def move(self, move: Move) -> None:
        """Move the cursor; where no row takes it, the view moves."""
        self.finish_search()
        down, last = move in ("down", "page_down", "last"), len(self.rows.shown)
        by = max(1, self.page) if move.startswith("page") else 1
        if move.startswith("page"):
            self._scroll(self.top + (self.page if down else -self.page))
        goal = {"first": 0, "last": last}.get(move, self.cursor + (by if down else -by))
        self._step(goal, 1 if down else -1)
        if move in ("first", "last"):
            self._scroll(0 if move == "first" else last)

    def _step(self, index: int, direction: int) -> None:
        """Move the cursor to `index`, or to the nearest row that takes it, in the direction."""
        nearest, before = self.nearest(index, direction), self.cursor
        if nearest < 0 and index == before + direction:
            self._scroll(self.top + direction)
        elif nearest >= 0 and (nearest - before) * direction >= 0:
            self.go_to(nearest)
            if direction < 0 and nearest == before:
                self._scroll(0)  # what stands before the first row that takes the cursor

    def go_to(self, index: int) -> None:
        """Put the cursor on a row, scroll it into view, and end a range that is marked there."""
        self.cursor, self.placed = index, True
        self.show_cursor()
        if index < self.page and index == self.nearest(0):
            self._scroll(0)
        if self.marks.anchor is not None:
            self._extend_range(index)

    def click(self, index: int, *, extends: bool, toggles: bool) -> None:
        """Go to a row that was clicked; mark the rows up to there, or mark it or unmark it."""
        move = partial(self.go_to, index)
        self.extend(move) if extends else move()
        if toggles:
            self.marks.toggle(self.rows.shown[index])

    # Marks

    def mark(self) -> None:
        """Mark the row under the cursor, or unmark it, and go to the next one; end a range."""
        self.finish_search()
        if self.marks.held:
            self.marks.end()
        elif (key := self.cursor_key) is not None:
            self.marks.toggle(key)
            self.move("down")

    def mark_all(self) -> None:
        """Mark all rows that are shown, besides those marked already; unmark them if all are."""
        self.finish_search()
        shown = set(self.selectable_in(0, len(self.rows.shown) - 1))
        marked = set(self.marks)
        self.marks.replace(marked - shown if shown <= marked else marked | shown)

    def mark_range(self) -> None:
        """Begin a range at the cursor that any move extends; the second time, end it."""
        self.finish_search()
        if self.marks.held:
            self.marks.end()
        elif (key := self.cursor_key) is not None:
            self.marks.begin(key, held=True)
            self.marks.extend([key])

    def unmark(self) -> bool:
        """Take back the range that is being marked, else all marks; False without any."""
        if self.marks.held:
            self.marks.cancel()
        elif self.marks:
            self.marks.replace(())
        else:
            return False
        return True

    def extend(self, move: Callable[[], None]) -> None:
        """Make a move, and mark the rows from where the first such move began."""
        self.finish_search()
        if self.marks.anchor is None and (key := self.cursor_key) is not None:
            self.marks.begin(key, held=False)
        self.extending = self.marks.anchor is not None
        move()
        self.extending = False

    def _extend_range(self, index: int) -> None:
        start = self.rows.index(self.marks.anchor, self.cursor)
        if start < 0 or not (self.extending or self.marks.held):
            self.marks.end()
        else:
            self.marks.extend(self.selectable_in(min(start, index), max(start, index)))
