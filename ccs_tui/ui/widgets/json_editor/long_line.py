"""A line so long that nothing may be done to all of it at each key.

It knows its stretches: how each counts, entered from outside and from inside a string. An edit
counts the stretch it touches again and adds the rest up, also when a quote turns all that follows
inside out. And it knows its rows, of which an edit moves few.
"""

from collections.abc import Iterator
from typing import NamedTuple, Self

from ccs_tui.ui.widgets.json_editor.counting import Tally, is_between_escapes, line_size, tally
from ccs_tui.ui.widgets.json_editor.wrapping import moved_row_starts, row_starts

LONG = 4_096
"""Lines of more characters are long."""
_STRETCH = 2_048
_LOOK_AROUND = 256
# How far from an end of a stretch an edit leaves `is_between_escapes` as it was.
_MARGIN = 8


class Stretch(NamedTuple):
    """Columns `start` to `end` of a line, and whether a string is open at `start`."""

    start: int
    end: int
    in_string: bool


class _Piece(NamedTuple):
    length: int
    tally: Tally


class LongLine(str):
    """A long line that remembers how it was counted and wrapped."""

    __slots__ = ("_pieces", "_rows", "_rows_cells", "size")

    size: int
    """The characters of canonical text that the line adds."""
    _pieces: list[_Piece]
    _rows: list[int]
    _rows_cells: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Make a long line from its text."""
        return cls._with_pieces(text, list(_cut(text, 0, len(text))))

    @classmethod
    def _with_pieces(cls, text: str, pieces: list[_Piece]) -> Self:
        line = cls(text)
        line._pieces = pieces
        line._rows, line._rows_cells = [], 0
        size, in_string = 0, False
        for _, counted in pieces:
            size += counted.inside if in_string else counted.outside
            in_string ^= counted.quotes_odd
        line.size = size
        return line

    def replaced(self, start: int, end: int, insert: str) -> "LongLine":
        """Return the line with `insert` in place of the columns `start` to `end`."""
        text = self[:start] + insert + self[end:]
        delta = len(insert) - (end - start)
        first, last, left, right = self._pieces_around(start, end)
        pieces = [
            *self._pieces[:first],
            *_cut(text, left, right + delta),
            *self._pieces[last:],
        ]
        line = LongLine._with_pieces(text, pieces)
        if self._rows_cells:
            line._rows_cells = self._rows_cells
            line._rows = moved_row_starts(
                self._rows, text, self._rows_cells, start, end, start + len(insert)
            )
        return line

    def row_starts(self, cells: int) -> list[int]:
        """Return the columns at which the second and later rows begin, `cells` wide."""
        if self._rows_cells != cells:
            self._rows, self._rows_cells = row_starts(str(self), cells), cells
        return self._rows

    def stretches(self, start: int = 0) -> Iterator[Stretch]:
        """Yield the stretches of the line, from the one that holds the column `start`."""
        left, in_string = 0, False
        for length, counted in self._pieces:
            right = left + length
            if right > start or right == len(self):
                yield Stretch(left, right, in_string)
            left = right
            in_string ^= counted.quotes_odd

    def _pieces_around(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Return the pieces that an edit touches, `first` to `last`, and their columns."""
        first, left = 0, 0
        while first < len(self._pieces) - 1 and (
            left + self._pieces[first].length <= start - _MARGIN
        ):
            left += self._pieces[first].length
            first += 1
        last, right = first, left
        while last < len(self._pieces) and (right < end + _MARGIN or right - left < _STRETCH // 2):
            right += self._pieces[last].length
            last += 1
        return first, last, left, right


def size_of(line: str) -> int:
    """Return the characters of canonical text that a line adds."""
    return line.size if isinstance(line, LongLine) else line_size(line)


def starts_of(line: str, cells: int) -> list[int]:
    """Return the columns at which the second and later rows begin, `cells` wide."""
    return line.row_starts(cells) if isinstance(line, LongLine) else row_starts(line, cells)


def stretches_of(line: str, start: int = 0) -> Iterator[Stretch]:
    """Yield the stretches of a line, from the one that holds the column `start`."""
    if isinstance(line, LongLine):
        return line.stretches(start)
    return iter((Stretch(0, len(line), False),))


def _cut(text: str, start: int, end: int) -> Iterator[_Piece]:
    while end - start > 2 * _STRETCH:
        middle = _cutting_point(text, start + _STRETCH, end)
        yield _Piece(middle - start, tally(text[start:middle]))
        start = middle
    if end > start:
        yield _Piece(end - start, tally(text[start:end]))


def _cutting_point(text: str, target: int, end: int) -> int:
    """Return a column near `target` to cut at, best where no word or number is parted."""
    nearest = 1 + max(
        text.rfind(",", target - _LOOK_AROUND, target),
        text.rfind(" ", target - _LOOK_AROUND, target),
    )
    if nearest and is_between_escapes(text, nearest):
        return nearest
    return next((at for at in range(target, end) if is_between_escapes(text, at)), end)
