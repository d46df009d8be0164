"""The list that every panel uses: rows drawn when they are looked at, 100,000 as fast as ten."""

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, Generic, TypeVar

from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ccs_tui.ui.matching import find_marks
from ccs_tui.ui.text import shorten, wrap
from ccs_tui.ui.widgets.row_list_columns import Cell, Column, Place, place
from ccs_tui.ui.widgets.row_list_marks import Marks
from ccs_tui.ui.widgets.row_list_paint import Line, add_cell
from ccs_tui.ui.widgets.row_list_rows import Rows

__all__ = ["Cell", "Column", "RowList"]

K = TypeVar("K", bound=Hashable)

CURSOR_BAR = "▌"
MARK = "•"
ASCENDING, DESCENDING = "▴", "▾"
_SLICES_AT_ONCE = 5
"""Slices of a search done before `set_filter` returns: 100,000 rows by substring."""
_SEARCH = "row-list-search"


@dataclass(frozen=True, slots=True)
class _Hold(Generic[K]):
    """What is to stay where it is while the rows change: the cursor's row, and one row in view."""

    cursor: int
    cursor_key: K | None
    cursor_in_view: bool
    top: int
    anchor: int
    anchor_key: K | None


class RowList(ScrollView, Generic[K], can_focus=True):
    """A list of rows in columns, with a cursor, a filter, an order and marks.

    A row is a hashable key, not None and each in the list once; what is shown of it is asked of
    `cells` when it is drawn. Only rows for which `selectable` is true take the cursor and marks.

    `empty` is shown when there are no rows, `no_match` when the filter leaves none; both say why,
    and which key helps.
    """

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "cursor_down", "Down", id="list.down", show=False),
        Binding("k,up", "cursor_up", "Up", id="list.up", show=False),
        Binding("pagedown", "page_down", "Page down", id="list.page-down", show=False),
        Binding("pageup", "page_up", "Page up", id="list.page-up", show=False),
        Binding("home", "first", "First row", id="list.first", show=False),
        Binding("end", "last", "Last row", id="list.last", show=False),
        Binding("enter", "choose", "Open", id="list.choose", show=False),
        Binding("space", "mark", "Mark", id="list.mark", show=False),
        Binding("asterisk", "mark_all", "Mark all", id="list.mark-all", show=False),
        Binding("v", "mark_range", "Mark a range", id="list.mark-range", show=False),
        Binding("escape", "unmark", "Clear marks", id="list.unmark", show=False),
        Binding(
            "shift+down", "extend('cursor_down')", "Mark down", id="list.mark-down", show=False
        ),
        Binding("shift+up", "extend('cursor_up')", "Mark up", id="list.mark-up", show=False),
        Binding(
            "shift+pagedown",
            "extend('page_down')",
            "Mark a page down",
            id="list.mark-page-down",
            show=False,
        ),
        Binding(
            "shift+pageup",
            "extend('page_up')",
            "Mark a page up",
            id="list.mark-page-up",
            show=False,
        ),
        Binding(
            "shift+home",
            "extend('first')",
            "Mark to the first",
            id="list.mark-to-first",
            show=False,
        ),
        Binding(
            "shift+end", "extend('last')", "Mark to the last", id="list.mark-to-last", show=False
        ),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--header",
        "row-list--row",
        "row-list--cursor",
        "row-list--bar",
        "row-list--mark",
        "row-list--match",
        "row-list--empty",
        "row-list--dim",
        "row-list--bright",
        "row-list--good",
        "row-list--warning",
        "row-list--alarm",
        "row-list--accent",
        "row-list--error",
    }

    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-color: $foreground 20%;
        scrollbar-color-hover: $foreground 35%;
        scrollbar-color-active: $accent;
        scrollbar-background: transparent;
        scrollbar-background-hover: transparent;
        scrollbar-background-active: transparent;
        & > .row-list--header { color: $text-muted; }
        & > .row-list--cursor { background: $foreground 10%; }
        & > .row-list--bar { color: $foreground 40%; }
        & > .row-list--mark { color: $accent; text-style: bold; }
        & > .row-list--match { color: $accent; text-style: bold underline; }
        & > .row-list--empty { color: $text-muted; }
        & > .row-list--dim { color: $text-muted; }
        & > .row-list--bright { text-style: bold; }
        & > .row-list--good { color: $success; }
        & > .row-list--warning { color: $warning; }
        & > .row-list--alarm { color: $error; text-style: bold; }
        & > .row-list--accent { color: $accent; }
        & > .row-list--error { color: $error; }
        &:focus > .row-list--cursor { background: $accent 30%; text-style: bold; }
        &:focus > .row-list--bar { color: $accent; }
    }
    """

    @dataclass
    class Event(Message):
        """What all messages of a list have in common."""

        row_list: "RowList[Any]"

        @property
        def control(self) -> "RowList[Any]":
            """The list, so that `@on` can select by it."""
            return self.row_list

    @dataclass
    class Highlighted(Event):
        """The cursor is on another row; `key` is None when there is none any more."""

        key: Any

    @dataclass
    class Chosen(Event):
        """A row is to be opened: enter, or a double click."""

        key: Any

    @dataclass
    class MarksChanged(Event):
        """Other rows are marked than before."""

    @dataclass
    class InView(Event):
        """Other rows may be in view now: `keys`, from the top."""

        keys: Sequence[Any]

    @dataclass
    class Filtered(Event):
        """The filter has found what it finds: `match_count` and `visible_keys` are up to date."""

    @dataclass
    class HeaderClicked(Event):
        """The title of `column` was clicked."""

        column: str

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        *,
        empty: str = "",
        no_match: str = "Nothing matches.",
        selectable: Callable[[K], bool] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._header = 1 if any(column.title for column in columns) else 0
        self._cells = cells
        self._selectable = selectable
        self._empty = empty
        self._no_match = no_match
        self._rows: Rows[K] = Rows()
        self._marks: Marks[K] = Marks()
        self._cursor = -1
        self._told: K | None = None
        elastic = [column for column in columns if column.width is None]
        self._matched_in = frozenset(column.name for column in (elastic or columns)[:1])
        self._highlit, self._highlit_in = "", frozenset[str]()
        self._sorted_by: tuple[str | None, bool] = (None, False)
        self._search: Iterator[None] | None = None
        self._search_holds = True
        self._in_view_pending = False
        self._places: tuple[tuple[int, bool], tuple[Place, ...]] = ((-1, False), ())
        self._page_before = 0

    # What there is

    @property
    def keys(self) -> Sequence[K]:
        """All rows, in the order they came."""
        return self._rows.arrived

    @property
    def visible_keys(self) -> Sequence[K]:
        """The rows that are shown: filtered and sorted."""
        return self._rows.shown

    @property
    def row_count(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._rows.arrived)

    @property
    def match_count(self) -> int:
        """How many rows match the filter; of subsequence matches only the best are shown."""
        return self._rows.match_count

    @property
    def ranked(self) -> bool:
        """Whether the rows shown are subsequence matches, best first."""
        return self._rows.ranked

    @property
    def filter(self) -> str:
        """The query of the filter, empty for none."""
        return self._rows.query

    @property
    def cursor_key(self) -> K | None:
        """The row the cursor is on, None if there is none."""
        return self._rows.shown[self._cursor] if self._cursor >= 0 else None

    @property
    def marked(self) -> set[K]:
        """The marked rows, also those that the filter hides."""
        return set(self._marks)

    @property
    def empty(self) -> str:
        """What is said when there are no rows."""
        return self._empty

    @empty.setter
    def empty(self, text: str) -> None:
        self._empty = text
        if not self._rows.shown:
            self.refresh()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Lay the rows out in other columns, of the same names."""
        if self._columns != (now := tuple(columns)):
            self._columns = now
            self._places = ((-1, False), ())
            self.refresh()

    def highlight(self, query: str, columns: Collection[str] = ()) -> None:
        """Mark what `query` matches in `columns`, and hide nothing; a filter's marks come first."""
        if (query, frozenset(columns)) != (self._highlit, self._highlit_in):
            self._highlit, self._highlit_in = query, frozenset(columns)
            self.refresh()

    def keys_in_view(self) -> Sequence[K]:
        """Return the rows that can be seen now, from the top."""
        top = self.scroll_offset.y
        return self._rows.shown[top : top + self._page]

    # Rows, order, filter

    def set_rows(self, keys: Sequence[K]) -> None:
        """Show other rows. The cursor stays on its row where that is still there, and in place."""
        hold = self._hold()
        self._rows.replace(keys)
        if self._marks:
            self._change_marks(self._marks.replace, set(self._marks).intersection(keys))
        self._rows_changed(hold)

    def add_rows(self, keys: Sequence[K]) -> None:
        """Add rows that came. Neither the cursor's row nor the view moves."""
        hold, in_view = self._hold(), self.keys_in_view()
        self._rows.add(keys)
        self._rows_changed(hold, repaint=self.keys_in_view() != in_view)

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
        its row when the query is emptied. `Filtered` is posted when all is found, at once for
        most lists.
        """
        if columns is not None:
            self._matched_in = frozenset(columns)
        if query != self._rows.query:
            self._start_search(query, text_of, holds=not query)

    def _rows_changed(self, hold: _Hold[K], *, repaint: bool = True) -> None:
        self._settle(hold, repaint=repaint)
        if self._rows.query:
            holds = self._search is None or self._search_holds
            self._start_search(self._rows.query, None, holds=holds)

    def _start_search(self, query: str, text_of: Callable[[K], str] | None, *, holds: bool) -> None:
        if self._search is not None:
            self.workers.cancel_group(self, _SEARCH)
        self._search, self._search_holds = self._rows.search(query, text_of), holds
        if not self.is_running:
            self._finish_search()
            return
        for _ in range(_SLICES_AT_ONCE):
            if not self._search_on():
                return
        self.run_worker(self._search_in_slices, group=_SEARCH, exclusive=True)

    async def _search_in_slices(self) -> None:
        for _ in iter(self._search_on, False):
            await asyncio.sleep(0)

    def _search_on(self) -> bool:
        """Search one slice; return whether there is more to search."""
        if self._search is None:
            return False
        hold = self._hold()
        for _ in self._search:
            return True
        self._search = None
        self._settle(hold if self._search_holds else None)
        if self.is_running:
            self.post_message(self.Filtered(self))
        return False

    def _finish_search(self) -> None:
        """Search to the end: what is done next must be done to what the filter finds."""
        while self._search_on():
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
            anchor=anchor,
            anchor_key=shown[anchor] if 0 <= anchor < len(shown) else None,
        )

    def _settle(self, hold: _Hold[K] | None, *, repaint: bool = True) -> None:
        """Adapt to other rows: what is to hold stays in place, without it the first row leads."""
        shown = self._rows.shown
        if hold is None:
            self._cursor, top = self._nearest(0), 0
        else:
            cursor = self._index(hold.cursor_key, hold.cursor)
            self._cursor = self._nearest(max(0, hold.cursor)) if cursor < 0 else cursor
            anchor = self._index(hold.anchor_key, hold.anchor)
            top = hold.top if anchor < 0 else hold.top + anchor - hold.anchor
        if self._marks.anchor is not None and self._index(self._marks.anchor, 0) < 0:
            self._marks.end()
        if not self.is_running:
            return
        size = Size(0, len(shown) + self._header)
        if size != self.virtual_size:
            self.set_reactive(RowList.virtual_size, size)
            self.refresh(repaint=False, layout=True)
        self.scroll_to(y=top)
        if hold is None or hold.cursor_in_view:
            self._scroll_to_cursor()
        if repaint:
            self.refresh()
        self._tell_cursor()
        self._tell_in_view()

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

    def _move_to(self, index: int, *, extend: bool = False) -> None:
        old, self._cursor = self._cursor, index
        self._mark_range_to(extend)
        if self.is_running:
            if old != index:
                self._refresh_index(old)
                self._refresh_index(index)
            self._scroll_to_cursor()
            self._tell_cursor()

    def _tell_cursor(self) -> None:
        key = self.cursor_key
        if key != self._told:
            self._told = key
            self.post_message(self.Highlighted(self, key))

    def _scroll_to_cursor(self) -> None:
        top, page = self.scroll_offset.y, self._page
        if self._cursor < 0 or page <= 0:
            return
        if self._cursor >= top + page:
            self.scroll_to(y=self._cursor - page + 1)
        elif self._cursor < page and self._cursor == self._nearest(0):
            self.scroll_to(y=0)
        elif self._cursor < top:
            self.scroll_to(y=self._cursor)

    def _step(self, index: int, direction: int, *, extend: bool = False) -> None:
        self._finish_search()
        nearest = self._nearest(index, direction)
        if nearest >= 0 and (nearest - self._cursor) * direction >= 0:
            self._move_to(nearest, extend=extend)

    def action_cursor_down(self, extend: bool = False) -> None:
        """Move the cursor to the next row."""
        self._step(self._cursor + 1, 1, extend=extend)

    def action_cursor_up(self, extend: bool = False) -> None:
        """Move the cursor to the row before."""
        self._step(max(0, self._cursor - 1), -1, extend=extend)

    def action_page_down(self, extend: bool = False) -> None:
        """Move view and cursor a page down."""
        self._finish_search()
        self.scroll_to(y=self.scroll_offset.y + self._page)
        self._step(self._cursor + max(1, self._page), 1, extend=extend)

    def action_page_up(self, extend: bool = False) -> None:
        """Move view and cursor a page up."""
        self._finish_search()
        self.scroll_to(y=self.scroll_offset.y - self._page)
        self._step(max(0, self._cursor - max(1, self._page)), -1, extend=extend)

    def action_first(self, extend: bool = False) -> None:
        """Move the cursor to the first row."""
        self._step(0, -1, extend=extend)
        self.scroll_to(y=0)

    def action_last(self, extend: bool = False) -> None:
        """Move the cursor to the last row."""
        self._step(len(self._rows.shown) - 1, 1, extend=extend)
        self.scroll_to(y=len(self._rows.shown))

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        self._finish_search()
        if self._cursor >= 0:
            self.post_message(self.Chosen(self, self.cursor_key))

    # Marks

    def mark(self, keys: Collection[K]) -> None:
        """Mark exactly these rows."""
        self._change_marks(self._marks.replace, keys)

    def clear_marks(self) -> None:
        """Take all marks away."""
        self._change_marks(self._marks.replace, ())

    def action_mark(self) -> None:
        """Mark the row under the cursor, or unmark it, and go to the next one; end a range."""
        self._finish_search()
        if self._marks.held:
            self._marks.end()
        elif (key := self.cursor_key) is not None:
            self._change_marks(self._marks.toggle, key)
            self.action_cursor_down()

    def action_mark_all(self) -> None:
        """Mark all rows that are shown, besides those marked already; unmark them if all are."""
        self._finish_search()
        shown = set(self._selectable_in(0, len(self._rows.shown) - 1))
        marked = set(self._marks)
        self._change_marks(
            self._marks.replace, marked - shown if shown <= marked else marked | shown
        )

    def action_mark_range(self) -> None:
        """Begin a range at the cursor that any move extends; the second time, end it."""
        if self._marks.held:
            self._marks.end()
        elif (key := self.cursor_key) is not None:
            self._marks.begin(key, held=True)
            self._change_marks(self._marks.extend, [key])

    def action_extend(self, move: str) -> None:
        """Move the cursor and mark the rows from where that began."""
        key = self.cursor_key
        if key is None:
            return
        if self._marks.anchor is None:
            self._marks.begin(key, held=False)
        getattr(self, f"action_{move}")(extend=True)

    def action_unmark(self) -> None:
        """Take back the range that is being marked, else all marks; without any, do nothing."""
        if self._marks.held:
            self._change_marks(lambda _: self._marks.cancel(), None)
        elif self._marks:
            self.clear_marks()
        else:
            raise SkipAction

    def _mark_range_to(self, extend: bool) -> None:
        """Extend the range that is being marked to the cursor, or end it."""
        anchor = self._marks.anchor
        if anchor is None:
            return
        if not (extend or self._marks.held):
            self._marks.end()
            return
        start = self._index(anchor, self._cursor)
        first, last = min(start, self._cursor), max(start, self._cursor)
        self._change_marks(self._marks.extend, self._selectable_in(first, last))

    def _selectable_in(self, first: int, last: int) -> list[K]:
        keys = self._rows.shown[first : last + 1]
        return [key for key in keys if self._selectable is None or self._selectable(key)]

    def _change_marks(self, change: Callable[[Any], None], argument: Any) -> None:
        before = set(self._marks)
        change(argument)
        if before != (now := set(self._marks)):
            if bool(before) != bool(now):
                self.refresh()
            else:
                self.refresh_rows(before ^ now)
            if self.is_running:
                self.post_message(self.MarksChanged(self))

    # Repainting

    def refresh_row(self, key: K) -> None:
        """Repaint a row whose cells changed."""
        self.refresh_rows((key,))

    def refresh_rows(self, keys: Collection[K]) -> None:
        """Repaint those of the rows that are in view."""
        wanted = frozenset(keys)
        top = self.scroll_offset.y
        for at, key in enumerate(self.keys_in_view(), top):
            if key in wanted:
                self._refresh_index(at)

    def refresh_column(self, name: str) -> None:
        """Repaint a column's cells in view, and nothing else."""
        lines = len(self.keys_in_view())
        for lies in self._placed():
            if self._columns[lies.index].name == name and lines and lies.width:
                self.refresh(Region(lies.x, self._header, lies.width, lines))

    def _refresh_index(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if index >= 0 and 0 <= y < self._page:
            self.refresh(Region(0, y + self._header, self.size.width, 1))

    # Drawing

    @property
    def _page(self) -> int:
        """How many rows can be in view."""
        return max(0, self.scrollable_content_region.height - self._header)

    @property
    def _left(self) -> int:
        """Where the columns begin: after the cursor's bar, and the marks if there are any."""
        return 3 if self._marks else 2

    def _placed(self) -> tuple[Place, ...]:
        width, with_marks = self.scrollable_content_region.width, bool(self._marks)
        if self._places[0] != (width, with_marks):
            left = self._left
            places = tuple(
                Place(p.index, p.x + left, p.width) for p in place(self._columns, width - left)
            )
            self._places = ((width, with_marks), places)
        return self._places[1]

    def render_line(self, y: int) -> Strip:
        """Return line `y` of what is in view."""
        width, shown = self.size.width, self._rows.shown
        if not self._rows.arrived:
            return self._render_message(y, self._empty, width)
        if y < self._header:
            return self._render_header(width)
        if not shown:
            return self._render_message(y - self._header, self._no_match, width)
        index = y - self._header + self.scroll_offset.y
        if index < len(shown):
            return self._render_row(index, width)
        return Strip.blank(width, self._style("row"))

    def _render_message(self, y: int, text: str, width: int) -> Strip:
        style = self._style("empty")
        line = Line(style)
        lines = wrap(text, max(1, self.scrollable_content_region.width - 4))
        if 1 <= y <= len(lines):
            line.pad_to(2)
            line.add(lines[y - 1], style)
        return line.strip(width)

    def _render_header(self, width: int) -> Strip:
        style = self._style("header")
        line = Line(style)
        sorted_by, reverse = self._sorted_by
        for lies in self._placed():
            column = self._columns[lies.index]
            title = column.title
            if column.name == sorted_by:
                title = f"{shorten(title, lies.width - 1)}{DESCENDING if reverse else ASCENDING}"
            add_cell(line, title, column, lies, style)
        return line.strip(width)

    def _render_row(self, index: int, width: int) -> Strip:
        key = self._rows.shown[index]
        on_cursor = index == self._cursor
        line = Line(self._style("cursor" if on_cursor else "row"))
        if on_cursor:
            line.add(CURSOR_BAR, self._style("bar", on_cursor), 1)
        if key in self._marks:
            line.pad_to(1)
            line.add(MARK, self._style("mark", on_cursor))
        cells = self._cells(key)
        marked_in = self._matched_in if self._rows.query else self._highlit_in
        for lies in self._placed():
            if lies.index >= len(cells) or not lies.width:
                continue
            column, cell = self._columns[lies.index], cells[lies.index]
            text, role = (cell, "") if isinstance(cell, str) else (cell.text, cell.style)
            style = self._style(role or "row", on_cursor)
            if column.name in marked_in:
                match = style + self._style("match", on_cursor)
                add_cell(line, text, column, lies, style, self._matched, match)
            else:
                add_cell(line, text, column, lies, style)
        return line.strip(width)

    def _style(self, role: str, on_cursor: bool = False) -> Style:
        """Return a role's style; on the cursor's row its colour on the bar."""
        style = self.get_component_rich_style(f"row-list--{role}")
        if not on_cursor:
            return style
        bar = self.get_component_rich_style("row-list--cursor")
        return bar if role == "row" else bar + style + Style(bgcolor=bar.bgcolor)

    def _matched(self, text: str) -> Sequence[int]:
        query = self._rows.query or self._highlit
        return find_marks(text, query, loosely=self._rows.ranked)

    # Events

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> None:
        """Scroll at once: an animation sends each of its frames to the terminal."""
        options.update(animate=False, force=True)
        super().scroll_to(x, y, **options)

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

    def _tell_in_view(self) -> None:
        if not self._in_view_pending and self.is_running:
            self._in_view_pending = True
            self.call_after_refresh(self._post_in_view)

    def _post_in_view(self) -> None:
        self._in_view_pending = False
        keys = self.keys_in_view()
        if keys:
            self.post_message(self.InView(self, keys))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row, open it on a double click; mark with ctrl or shift."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self._header:
            for lies in self._placed():
                if lies.x <= offset.x < lies.x + lies.width:
                    column = self._columns[lies.index].name
                    self.post_message(self.HeaderClicked(self, column))
            return
        index = offset.y - self._header + self.scroll_offset.y
        shown = self._rows.shown
        if index >= len(shown):
            return
        key = shown[index]
        if self._selectable is not None and not self._selectable(key):
            return
        if event.shift and self._marks.anchor is None and self.cursor_key is not None:
            self._marks.begin(self.cursor_key, held=False)
        self._move_to(index, extend=event.shift)
        if event.ctrl:
            self._change_marks(self._marks.toggle, key)
        elif event.chain == 2 and not event.shift:
            self.action_choose()
