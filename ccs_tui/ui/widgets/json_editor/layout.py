"""The rows that the lines of a document take on the screen, and moving among them."""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from textual.geometry import Offset, clamp
from textual.widgets.text_area import DocumentNavigator, Location, WrappedDocument

from ccs_tui.ui.widgets.json_editor.document import JsonDocument
from ccs_tui.ui.widgets.json_editor.glyphs import CELLS, column_at, width
from ccs_tui.ui.widgets.json_editor.long_line import LongLine, starts_of


class RowChange(NamedTuple):
    """The rows (from, up to) that changed, and whether all rows below them moved."""

    start: int
    stop: int
    moved: bool


class EditorLayout(WrappedDocument):
    """A document wrapped to rows. It follows the document's edits by itself.

    An edit costs as much as its lines. The places of all lines below are added up again when they
    are asked for.
    """

    document: JsonDocument

    def __init__(self, document: JsonDocument) -> None:
        self._heights: list[int] = []
        self._tops: list[int] | None = None
        self._changes: list[RowChange] = []
        super().__init__(document)
        document.on_replace = self._replaced

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap all lines to rows of `width` cells, or with 0 let each be one row."""
        del tab_width  # A tab is shown as one character.
        if width == self._width and self._heights:
            return
        self._width = width
        self._heights = self._heights_of(self.document.lines)
        self._tops = None
        self._changes.append(RowChange(0, 0, moved=True))

    def take_changes(self) -> list[RowChange]:
        """Return the rows that changed since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def _heights_of(self, lines: list[str]) -> list[int]:
        if not (cells := self._width):
            return [1] * len(lines)
        if max(map(len, lines), default=0) <= cells and (
            all(map(str.isascii, lines)) and all(map(str.isprintable, lines))
        ):
            # In the usual case no code of ours runs for each of hundreds of thousands of lines.
            return [1] * len(lines)
        return [
            1
            if len(line) <= cells and line.isascii() and line.isprintable()
            else len(starts_of(line, cells)) + 1
            for line in lines
        ]

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Do nothing: the edit was followed when it was made."""

    def _replaced(self, first: int, old_count: int, new_count: int) -> None:
        heights = self._heights_of(self.document.lines[first : first + new_count])
        moved = old_count != new_count or heights != self._heights[first : first + old_count]
        if moved:
            self._heights[first : first + old_count] = heights
            self._tops = None
        start, stop = self._line_tops[first], self._line_tops[first + new_count]
        line = self.document[first]
        if old_count == new_count == 1 and isinstance(line, LongLine) and line.changed_rows:
            start, stop = (start + row for row in line.changed_rows)
        self._changes.append(RowChange(start, stop, moved))

    @property
    def _line_tops(self) -> list[int]:
        """The row at which each line begins, and the number of rows."""
        if self._tops is None:
            self._tops = list(accumulate(self._heights, initial=0))
        return self._tops

    @property
    def height(self) -> int:
        """The number of rows."""
        return self._line_tops[-1]

    def line_at(self, row: int) -> tuple[int, int]:
        """Return the line that a row shows, and the number of the row within that line."""
        tops = self._line_tops
        line_index = bisect_right(tops, row, 0, len(tops) - 1) - 1
        return line_index, row - tops[line_index]

    def columns(self, line_index: int, section: int) -> tuple[int, int]:
        """Return the columns that a line's row shows: from, up to."""
        line = self.document[line_index]
        starts = self.get_offsets(line_index)
        start = starts[section - 1] if section else 0
        return start, starts[section] if section < len(starts) else len(line)

    def get_offsets(self, line_index: int) -> list[int]:
        """Return the columns at which the second and later rows of a line begin."""
        if not 0 <= line_index < self.document.line_count:
            raise ValueError(f"There is no line {line_index}.")
        return starts_of(self.document[line_index], self._width) if self._width else []

    def get_sections(self, line_index: int) -> list[str]:
        """Return the texts of the rows of a line."""
        line = self.document[line_index]
        starts = self.get_offsets(line_index)
        return [line[a:b] for a, b in zip([0, *starts], [*starts, len(line)], strict=True)]

    def get_tab_widths(self, line_index: int) -> list[int]:
        """Return the widths of a line's tabs, which are shown as escapes."""
        return [CELLS["\t"]] * self.document[line_index].count("\t")

    @property
    def lines(self) -> list[list[str]]:
        """The text of each row of all lines."""
        return [self.get_sections(index) for index in range(self.document.line_count)]

    def location_to_offset(self, location: Location) -> Offset:
        """Return the cell and the row of a location."""
        line_index = clamp(location[0], 0, self.document.line_count - 1)
        starts = self.get_offsets(line_index)
        section = bisect_right(starts, location[1])
        start = starts[section - 1] if section else 0
        x = width(self.document[line_index][start : location[1]])
        return Offset(x, self._line_tops[line_index] + section)

    def offset_to_location(self, offset: Offset) -> Location:
        """Return the location nearest to a cell of a row."""
        line_index, section = self.line_at(clamp(offset.y, 0, self.height - 1))
        return line_index, self.get_target_document_column(line_index, offset.x, section)

    def get_target_document_column(self, line_index: int, x_offset: int, y_offset: int) -> int:
        """Return the column at a cell of a line's row; rows count from the end if negative."""
        rows = len(self.get_offsets(line_index)) + 1
        section = y_offset % rows
        start, end = self.columns(line_index, section)
        column = start + column_at(self.document[line_index][start:end], x_offset)
        # After a row's last character the cursor is shown in the next row, if that exists.
        return min(column, end - 1) if section < rows - 1 else column


class Navigator(DocumentNavigator):
    """Moves by rows, without cutting long lines into all of theirs."""

    def __init__(self, layout: EditorLayout) -> None:
        super().__init__(layout)
        self._layout = layout

    def get_location_above(self, location: Location) -> Location:
        """Return the location in the row above, or the start of the text."""
        x, y = self._layout.location_to_offset(location)
        if y == 0:
            return 0, 0
        return self._layout.offset_to_location(Offset(max(x, self.last_x_offset), y - 1))

    def get_location_below(self, location: Location) -> Location:
        """Return the location in the row below, or the end of the text."""
        x, y = self._layout.location_to_offset(location)
        if y == self._layout.height - 1:
            return self._layout.document.end
        return self._layout.offset_to_location(Offset(max(x, self.last_x_offset), y + 1))
