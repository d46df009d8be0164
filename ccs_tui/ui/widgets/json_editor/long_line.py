"""A line so long that nothing may be done to all of it at each key.

It knows its stretches: how each counts, entered from outside and from inside a string. An edit
counts the stretch it touches again and adds the rest up, also when a quote turns all that follows
inside out. And it knows its rows, of which an edit moves few.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple, Self

from ccs_tui.ui.widgets.json_editor.counting import Tally, is_between_escapes, line_size, tally
from ccs_tui.ui.widgets.json_editor.wrapping import moved_rows, row_starts

LONG = 4_096
"""Lines of more characters are long."""
_STRETCH = 1_024
_LOOK_AROUND = 256
# How far from an end of a stretch an edit leaves `is_between_escapes` as it was.
_MARGIN = 8
# Only where one of these is, or was, can an edit change what stands before it is.
_OTHER_TOKENS = re.compile(r'["\\:\s]')


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

    __slots__ = ("_pieces", "_rows", "_rows_cells", "_stretches", "changed_rows", "size")

    size: int
    """The characters of canonical text that the line adds."""
    changed_rows: tuple[int, int] | None
    """Which rows show something else than in the line that this one was made of; None for all."""
    _pieces: list[_Piece]
    _rows: list[int]
    _rows_cells: int
    _stretches: list[Stretch] | None

    @classmethod
    def of(cls, text: str) -> Self:
        """Make a long line from its text."""
        return cls._with_pieces(text, list(_cut(text, 0, len(text))))

    @classmethod
    def _with_pieces(cls, text: str, pieces: list[_Piece]) -> Self:
        line = cls(text)
        line._pieces = pieces
        line._rows, line._rows_cells = [], 0
        line._stretches = line.changed_rows = None
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
        new = list(_cut(text, left, right + delta))
        old = self._pieces[first:last]
        line = LongLine._with_pieces(text, [*self._pieces[:first], *new, *self._pieces[last:]])
        if self._rows_cells:
            line._rows_cells = self._rows_cells
            line._rows, changed_from, changed_to = moved_rows(
                self._rows, text, self._rows_cells, start, end, start + len(insert)
            )
            if _OTHER_TOKENS.search(self[max(0, start - 1) : end] + insert):
                changed_from = min(changed_from, bisect_right(line._rows, left))
            if _quotes_odd(new) != _quotes_odd(old):
                changed_to = len(line._rows) + 1
            line.changed_rows = changed_from, changed_to
        return line

    def row_starts(self, cells: int) -> list[int]:
        """Return the columns at which the second and later rows begin, `cells` wide."""
        if self._rows_cells != cells:
            self._rows, self._rows_cells = row_starts(str(self), cells), cells
        return self._rows

    def stretches(self) -> list[Stretch]:
        """Return the stretches of the line, in order."""
        if self._stretches is None:
            self._stretches = []
            left, in_string = 0, False
            for length, counted in self._pieces:
                self._stretches.append(Stretch(left, left + length, in_string))
                left += length
                in_string ^= counted.quotes_odd
        return self._stretches

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
    if not isinstance(line, LongLine):
        yield Stretch(0, len(line), False)
        return
    stretches = line.stretches()
    first = bisect_right(stretches, start, key=attrgetter("start")) - 1
    yield from stretches[first:]


def _quotes_odd(pieces: Iterable[_Piece]) -> bool:
    return sum(piece.tally.quotes_odd for piece in pieces) % 2 == 1


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
