"""How a list looks: draws what is in view and repaints what changed. No keys, no mouse."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, Generic, TypeVar

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ccs_tui.ui.matching import find_marks
from ccs_tui.ui.text import shorten, wrap
from ccs_tui.ui.widgets.parts import Parts
from ccs_tui.ui.widgets.row_list_columns import Cell, Column, Place, place
from ccs_tui.ui.widgets.row_list_marks import Marks
from ccs_tui.ui.widgets.row_list_paint import Line, add_cell, thumb
from ccs_tui.ui.widgets.row_list_rows import Rows

K = TypeVar("K", bound=Hashable)

CURSOR_BAR = "▌"
MARK = "•"
ASCENDING, DESCENDING = "▴", "▾"
THUMB = "▐"

_PLAIN = frozenset(["row", "cursor", "dim", "bright"])
"""Roles that say nothing but how bright a text is: the cursor's row is bright as a whole."""


class RowView(ScrollView, Generic[K]):
    """Rows in columns under a header that stays, a bar at the cursor, marks at the marked rows.

    Only what is in view is asked of `cells` and drawn. The scroll bar is the last column: a widget
    of its own, as Textual has it, costs as much to paint as the rows. Styles are those of the parts
    `row-list--…`: the header, the cursor's row and its bar, the mark, what the filter
    matched, what is said when there are no rows, the scroll bar, and the roles of cells.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    RowView {
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

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        *,
        empty: str,
        no_match: str,
        id: str | None,
        classes: str | None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._parts = Parts(self)
        self._columns = tuple(columns)
        self._header = 1 if any(column.title for column in columns) else 0
        self._cells = cells
        self._empty = empty
        self._no_match = no_match
        self._rows: Rows[K] = Rows()
        self._marks: Marks[K] = Marks()
        self._cursor = -1
        elastic = [column for column in columns if column.width is None]
        self._matched_in = frozenset(column.name for column in (elastic or columns)[:1])
        self._highlit = ("", frozenset[str]())
        self._sorted_by: tuple[str | None, bool] = (None, False)
        self._places: tuple[Place, ...] = ()
        self._placed_for = (-1, False)

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
        if not self._rows.arrived:
            self.refresh()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Lay the rows out in other columns, of the same names."""
        if self._columns != (now := tuple(columns)):
            self._columns = now
            self._placed_for = (-1, False)
            self._place_columns()
            self.refresh()

    def highlight(self, query: str, columns: Collection[str] = ()) -> None:
        """Mark what `query` matches in `columns`, and hide nothing; a filter's marks come first."""
        if self._highlit != (now := (query, frozenset(columns))):
            self._highlit = now
            self.refresh()

    def keys_in_view(self) -> Sequence[K]:
        """Return the rows that can be seen now, from the top."""
        top = self.scroll_offset.y
        return self._rows.shown[top : top + self._page]

    @property
    def _page(self) -> int:
        """How many rows can be in view."""
        return max(0, self.content_size.height - self._header)

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the wheel scrolls: where not all rows are in view."""
        return self.max_scroll_y > 0 and not self.is_disabled

    @property
    def _thumb(self) -> range:
        """The lines of the view beside which the scroll bar's thumb is."""
        return thumb(self._page, len(self._rows.shown), self.scroll_offset.y)

    # Repainting

    def refresh_row(self, key: K) -> None:
        """Repaint a row whose cells changed."""
        self.refresh_rows((key,))

    def refresh_rows(self, keys: Collection[K]) -> None:
        """Repaint those of the rows that are in view."""
        wanted = frozenset(keys)
        for at, key in enumerate(self.keys_in_view(), self.scroll_offset.y):
            if key in wanted:
                self._refresh_index(at)

    def refresh_column(self, name: str) -> None:
        """Repaint a column's cells in view, and nothing else."""
        lines = len(self.keys_in_view())
        for lies in self._places:
            if self._columns[lies.index].name == name and lines and lies.width:
                self.refresh(Region(lies.x, self._header, lies.width, lines))

    def _refresh_scrollbar(self) -> None:
        self.refresh(Region(self.size.width - 1, self._header, 1, self._page))

    def _refresh_index(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if index >= 0 and 0 <= y < self._page:
            self.refresh(Region(0, y + self._header, self.size.width, 1))

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in `crop`, with the columns where the list's width puts them."""
        self._place_columns()
        return super().render_lines(crop)

    def _place_columns(self) -> None:
        """Lay the columns out after the cursor's bar, and the marks if there are any."""
        placed_for = (self.content_size.width, bool(self._marks))
        if self._placed_for != placed_for:
            self._placed_for = width, with_marks = placed_for
            left = 3 if with_marks else 2
            self._places = tuple(
                Place(lies.index, lies.x + left, lies.width)
                for lies in place(self._columns, width - left - 1)
            )

    def _column_at(self, x: int) -> Column | None:
        for lies in self._places:
            if lies.x <= x < lies.x + lies.width:
                return self._columns[lies.index]
        return None

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
            return self._render_row(index, width, y - self._header in self._thumb)
        return Strip.blank(width, self._style("row"))

    def _render_message(self, y: int, text: str, width: int) -> Strip:
        style = self._style("empty")
        line = Line(style)
        lines = wrap(text, max(1, width - 4))
        if 1 <= y <= len(lines):
            line.pad_to(2)
            line.add(lines[y - 1], style)
        return line.strip(width)

    def _render_header(self, width: int) -> Strip:
        style = self._style("header")
        line = Line(style)
        sorted_by, reverse = self._sorted_by
        for lies in self._places:
            column = self._columns[lies.index]
            title = column.title
            if column.name == sorted_by:
                title = f"{shorten(title, lies.width - 1)}{DESCENDING if reverse else ASCENDING}"
            add_cell(line, title, column, lies, style)
        return line.strip(width)

    def _render_row(self, index: int, width: int, at_thumb: bool) -> Strip:
        key = self._rows.shown[index]
        on_cursor = index == self._cursor
        line = Line(self._style("row", on_cursor))
        if on_cursor:
            line.add(CURSOR_BAR, self._style("bar", on_cursor), 1)
        if key in self._marks:
            line.pad_to(1)
            line.add(MARK, self._style("mark", on_cursor))
        cells = self._cells(key)
        marked_in = self._matched_in if self._rows.query else self._highlit[1]
        for lies in self._places:
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
        if at_thumb:
            line.pad_to(width - 1)
            line.add(THUMB, self._style("scrollbar", on_cursor), 1)
        return line.strip(width)

    def _style(self, role: str, on_cursor: bool = False) -> Style:
        """Return a role's style; on the cursor's row its colour on the bar."""
        if not on_cursor:
            return self._parts[f"row-list--{role}"]
        bar = self._parts["row-list--cursor"]
        if role in _PLAIN:
            return bar
        return bar + self._parts[f"row-list--{role}"] + Style(bgcolor=bar.bgcolor)

    def notify_style_update(self) -> None:
        """Take note of other styles."""
        super().notify_style_update()
        self._parts.renew()

    def _matched(self, text: str) -> Sequence[int]:
        return find_marks(text, self._rows.query or self._highlit[0], loosely=self._rows.ranked)

    def scroll_to(self, x: float | None = None, y: float | None = None, **options: Any) -> None:
        """Scroll at once: an animation sends each of its frames to the terminal."""
        if self.is_running:
            super().scroll_to(x, y, **(options | {"animate": False, "force": True}))
