"""The look of a list: a line of it, with what is in the columns, the cursor, marks and matches."""

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from rich.style import Style
from textual.strip import Strip

from ccs_tui.model.value_object import ValueObject
from ccs_tui.ui.text import ELLIPSIS, shorten, wrap
from ccs_tui.ui.widgets.part_styles import Parts
from ccs_tui.ui.widgets.row_list.columns import Cell, Column, ColumnPlace, place
from ccs_tui.ui.widgets.row_list.line import PaintedLine, add_cell
from ccs_tui.ui.widgets.row_list.row_filter import find_marks
from ccs_tui.ui.widgets.row_list.state import ListState

K = TypeVar("K", bound=Hashable)

CURSOR_BAR = "▌"
MARK = "•"
ASCENDING, DESCENDING = "▴", "▾"
THUMB = "▐"
ADVICE_LINES = 2
"""The lines at the end of a message that stay where there is no room for all."""

_PLAIN = frozenset(["row", "cursor", "dim", "bright"])
"""The roles that only make a text brighter or darker: the cursor's row is bright as a whole."""


class Styles:
    """The styles of a list's parts, `row-list--…`, and of the same on the cursor's row."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def of(self, role: str, on_cursor: bool = False) -> Style:
        """Return a role's style; on the cursor's row with the background of its bar."""
        if not on_cursor:
            return self._parts[f"row-list--{role}"]
        bar = self._parts["row-list--cursor"]
        if role in _PLAIN:
            return bar
        return bar + self._parts[f"row-list--{role}"] + Style(bgcolor=bar.bgcolor)


class Painter(Protocol[K]):
    """Draws the lines of a list. A list has one, and asks it for each line that is in view."""

    has_header: bool
    """True if the first line is a header that stays while rows scroll."""

    def paint_header(self, styles: Styles, width: int) -> Strip:
        """Return the header in `width` cells."""

    def paint_row(self, state: ListState[K], styles: Styles, index: int, width: int) -> PaintedLine:
        """Return the row shown at `index`, with room for the scroll bar in the last cell."""


class Highlight(ValueObject):
    """The marks in the cells of some columns: the parts that `query` matches."""

    query: str = ""
    columns: Collection[str] = frozenset()


class ColumnPainter(Generic[K]):
    """Draws rows in columns, after a bar at the cursor and, if there are marks, their column.

    `cells` is asked for the content of a row when it is drawn. The matches of the filter are marked
    in `matched_in`, else those that are highlighted. `sorted_by` is the column whose title shows a
    direction, and whether that is downwards. `changed` is called when all looks different.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[K], Sequence[Cell | str]],
        changed: Callable[[], object] = lambda: None,
    ) -> None:
        self.columns = tuple(columns)
        self.has_header = any(column.title for column in columns)
        self.sorted_by: tuple[str | None, bool] = (None, False)
        self.places: tuple[ColumnPlace, ...] = ()
        """The places of the columns; those that hide are left out."""
        elastic = [column for column in columns if column.width is None]
        self.matched_in: Collection[str] = {column.name for column in (elastic or columns)[:1]}
        self._cells = cells
        self._changed = changed
        self._highlight = Highlight()
        self._placed_for: tuple[tuple[Column, ...], int, bool] = ((), 0, False)
        """The columns, the list's width, and whether there are marks, of `places`."""

    def replace(self, columns: Sequence[Column]) -> None:
        """Lay the rows out in other columns of the same names."""
        if self.columns != (now := tuple(columns)):
            self.columns = now
            _, width, with_marks = self._placed_for
            self.place_columns(width, with_marks=with_marks)
            self._changed()

    def highlight(self, query: str, columns: Collection[str] = ()) -> None:
        """Mark what `query` matches in `columns`, and hide nothing; a filter's marks come first."""
        if self._highlight != (now := Highlight(query, frozenset(columns))):
            self._highlight = now
            self._changed()

    def place_columns(self, width: int, *, with_marks: bool) -> None:
        """Lay the columns out in a list of `width` cells."""
        placed_for = (self.columns, width, with_marks)
        if self._placed_for != placed_for:
            self._placed_for = placed_for
            left = 3 if with_marks else 2
            self.places = tuple(
                ColumnPlace(lies.index, lies.x + left, lies.width)
                for lies in place(self.columns, width - left - 1)
            )

    def place_of(self, column: str) -> ColumnPlace | None:
        """Return the place of a column, None if it hides."""
        return next((p for p in self.places if self.columns[p.index].name == column), None)

    def column_at(self, x: int) -> str | None:
        """Return the column that has the cell `x`."""
        for lies in self.places:
            if lies.x <= x < lies.x + lies.width:
                return self.columns[lies.index].name
        return None

    def paint_header(self, styles: Styles, width: int) -> Strip:
        """Return the titles of the columns; one of them shows the direction of the order."""
        style = styles.of("header")
        line = PaintedLine(style)
        sorted_by, reverse = self.sorted_by
        for lies in self.places:
            column = self.columns[lies.index]
            title = column.title
            if column.name == sorted_by:
                title = f"{shorten(title, lies.width - 1)}{DESCENDING if reverse else ASCENDING}"
            add_cell(line, title, column, lies, style)
        return line.strip(width)

    def paint_row(self, state: ListState[K], styles: Styles, index: int, width: int) -> PaintedLine:
        """Return a row with its bar, its mark, and its cells where the columns lie."""
        key, on_cursor = state.rows.shown[index], index == state.cursor
        line = begin_row(styles, on_cursor=on_cursor)
        if key in state.marks:
            line.pad_to(1)
            line.add(MARK, styles.of("mark", on_cursor))
        cells = self._cells(key)
        filtered = state.rows.query
        marked_in = self.matched_in if filtered else self._highlight.columns

        def matched(text: str) -> Sequence[int]:
            return find_marks(text, filtered or self._highlight.query, loosely=state.rows.ranked)

        for lies in self.places:
            if lies.index >= len(cells) or not lies.width:
                continue
            column, cell = self.columns[lies.index], cells[lies.index]
            text, role = (cell, "") if isinstance(cell, str) else (cell.text, cell.style)
            style = styles.of(role or "row", on_cursor)
            if column.name in marked_in:
                match = style + styles.of("match", on_cursor)
                add_cell(line, text, column, lies, style, matched, match)
            else:
                add_cell(line, text, column, lies, style)
        return line


def begin_row(styles: Styles, *, on_cursor: bool) -> PaintedLine:
    """Return a line with nothing yet but the bar of the cursor, where that is."""
    line = PaintedLine(styles.of("row", on_cursor))
    if on_cursor:
        line.add(CURSOR_BAR, styles.of("bar", on_cursor), 1)
    return line


def end_row(
    line: PaintedLine, styles: Styles, width: int, *, on_cursor: bool, at_thumb: bool
) -> Strip:
    """Return a row's line, in its last cell the scroll bar's thumb where that is beside it."""
    if at_thumb:
        line.pad_to(width - 1)
        line.add(THUMB, styles.of("scrollbar", on_cursor), 1)
    return line.strip(width)


def paint_message(text: str, styles: Styles, y: int, width: int, height: int) -> Strip:
    """Return line `y` of `height` of a message in the place of rows.

    The middle of a message that is too long is left out, since the advice stands at its end.
    """
    style = styles.of("empty")
    lines = _message_lines(text, width, height)
    if not (0 <= y < len(lines) and lines[y]):
        return Strip.blank(width, style)
    line = PaintedLine(style)
    line.pad_to(2)
    line.add(lines[y], style)
    return line.strip(width)


@lru_cache(maxsize=4)
def _message_lines(text: str, width: int, height: int) -> Sequence[str]:
    lines = ["", *wrap(text, max(1, width - 4))]
    if len(lines) > height:
        lines = lines[1:]
    if len(lines) > height > ADVICE_LINES:
        lines = [*lines[: height - ADVICE_LINES - 1], ELLIPSIS, *lines[-ADVICE_LINES:]]
    return lines
