"""A line so long that nothing may be done to all of it at each key.

It knows its stretches: how each counts, entered from outside and from inside a string. An edit
counts the stretch it touches again and adds the rest up, also when a quote turns all that follows
inside out. And it knows its rows, of which an edit moves few.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from operator import xor
from typing import NamedTuple, Self

from ccs_tui.ui.widgets.json_editor.row_starts import Wrapped, row_starts, wrap_spliced
from ccs_tui.ui.widgets.json_editor.stored_size import (
    StoredSize,
    is_between_escapes,
    line_size,
    stored_size,
)

LONG = 4_096
"""The characters from which on a line is long."""
_STRETCH = 1_024
_LOOK_AROUND = 256
# The least distance from an end of a stretch at which an edit leaves `is_between_escapes` as it
# was.
_MARGIN = 8
# An edit can change the text before it only where one of these is, or was.
_OTHER_TOKENS = re.compile(r'["\\:\s]')


class ColumnSpan(NamedTuple):
    """Columns `start` to `end` of a line, and whether a string is open at `start`."""

    start: int
    end: int
    in_string: bool


class _Piece(NamedTuple):
    length: int
    stored: StoredSize


class LongLine(str):
    """A long line that remembers how it was counted and wrapped."""

    __slots__ = ("_ends", "_opens", "_pieces", "_rows", "_rows_cells", "changed_rows", "size")

    size: int
    """The characters of canonical text that the line adds."""
    changed_rows: tuple[int, int] | None
    """The rows that differ from the line that this one was made of; None for all."""
    _pieces: list[_Piece]
    _rows: list[int]
    _rows_cells: int
    _ends: list[int] | None
    _opens: list[bool]

    @classmethod
    def of(cls, text: str) -> Self:
        """Make a long line from its text."""
        return cls._with_pieces(text, list(_cut(text, 0, len(text))))

    @classmethod
    def _with_pieces(cls, text: str, pieces: list[_Piece]) -> Self:
        line = cls(text)
        line._pieces = pieces
        line._rows, line._rows_cells = [], 0
        line._ends = line.changed_rows = None
        size, in_string = 0, False
        for _, counted in pieces:
            size += counted.inside if in_string else counted.outside
            in_string ^= counted.quotes_odd
        line.size = size
        return line

    @classmethod
    def splice(cls, left: str, start: int, insert: str, right: str, end: int) -> Self:
        """Make a line of `left` up to column `start`, `insert`, and `right` from `end` on.

        It uses what the two know of themselves. Both may be one line, of which this is an edit.
        """
        text = left[:start] + insert + right[end:]
        middle_end = start + len(insert)
        delta = middle_end - end
        head, first = _pieces_before(left, start)
        tail, last = _pieces_after(right, end)
        while tail and last + delta - first < _STRETCH // 2:
            last += tail.pop(0).length
        middle = list(_cut(text, first, last + delta))
        line = cls._with_pieces(text, [*head, *middle, *tail])
        if cells := _rows_cells(left) or _rows_cells(right):
            tail_rows = _known_rows(right, cells)
            if delta:
                tail_rows = [column + delta for column in tail_rows]
            head_rows = _known_rows(left, cells)
            wrapped = wrap_spliced(text, cells, head_rows, start, tail_rows, middle_end)
            line._rows, line._rows_cells = wrapped.starts, cells
            if left is right and isinstance(left, LongLine):
                line.changed_rows = left._rows_changed_by(line, start, end, insert, first, wrapped)
        return line

    def _rows_changed_by(
        self, line: Self, start: int, end: int, insert: str, first: int, wrapped: Wrapped
    ) -> tuple[int, int]:
        """Return the rows of `line` that an edit of this line changed, colours included."""
        changed_from, changed_to = wrapped.new_from, wrapped.new_to
        if _OTHER_TOKENS.search(self[max(0, start - 1) : end] + insert):
            changed_from = min(changed_from, bisect_right(line._rows, first))
        if self._quotes_odd() != line._quotes_odd():
            changed_to = len(line._rows) + 1
        return changed_from, changed_to

    def _quotes_odd(self) -> bool:
        return sum(piece.stored.quotes_odd for piece in self._pieces) % 2 == 1

    def row_starts(self, cells: int) -> list[int]:
        """Return the columns at which the second and later rows begin, `cells` wide."""
        if self._rows_cells != cells:
            self._rows, self._rows_cells = row_starts(str(self), cells), cells
        return self._rows

    def stretches(self, start: int = 0) -> Iterator[ColumnSpan]:
        """Yield the stretches of the line, from the one that holds the column `start`."""
        if self._ends is None:
            # A list of numbers alone costs the garbage collector nothing at each key.
            self._ends = list(accumulate(piece.length for piece in self._pieces))
            odd = (piece.stored.quotes_odd for piece in self._pieces)
            self._opens = list(accumulate(odd, xor, initial=False))
        ends = self._ends
        first = max(0, min(bisect_right(ends, start), len(ends) - 1))
        for index in range(first, len(ends)):
            left = ends[index - 1] if index else 0
            yield ColumnSpan(left, ends[index], self._opens[index])


def size_of(line: str) -> int:
    """Return the characters of canonical text that a line adds."""
    return line.size if isinstance(line, LongLine) else line_size(line)


def starts_of(line: str, cells: int) -> list[int]:
    """Return the columns at which the second and later rows begin, `cells` wide."""
    return line.row_starts(cells) if isinstance(line, LongLine) else row_starts(line, cells)


def stretches_of(line: str, start: int = 0) -> Iterator[ColumnSpan]:
    """Yield the stretches of a line, from the one that holds the column `start`."""
    if isinstance(line, LongLine):
        return line.stretches(start)
    return iter((ColumnSpan(0, len(line), False),))


def _rows_cells(line: str) -> int:
    return line._rows_cells if isinstance(line, LongLine) else 0


def _known_rows(line: str, cells: int) -> list[int]:
    return line._rows if isinstance(line, LongLine) and line._rows_cells == cells else []


def _pieces_before(line: str, column: int) -> tuple[list[_Piece], int]:
    """Return the pieces before an edit at `column` that stay as they are, and their end."""
    pieces = line._pieces if isinstance(line, LongLine) else []
    count = end = 0
    while count < len(pieces) and end + pieces[count].length <= column - _MARGIN:
        end += pieces[count].length
        count += 1
    return pieces[:count], end


def _pieces_after(line: str, column: int) -> tuple[list[_Piece], int]:
    """Return the pieces after an edit up to `column` that stay as they are, and their start."""
    pieces = line._pieces if isinstance(line, LongLine) else []
    count, start = len(pieces), len(line)
    while count and start - pieces[count - 1].length >= column + _MARGIN:
        count -= 1
        start -= pieces[count].length
    return pieces[count:], start


def _cut(text: str, start: int, end: int) -> Iterator[_Piece]:
    while end - start > 2 * _STRETCH:
        middle = _cutting_point(text, start + _STRETCH, end)
        yield _Piece(middle - start, stored_size(text[start:middle]))
        start = middle
    if end > start:
        yield _Piece(end - start, stored_size(text[start:end]))


def _cutting_point(text: str, target: int, end: int) -> int:
    """Return a column near `target` to cut at, if possible outside words and numbers."""
    nearest = 1 + max(
        text.rfind(",", target - _LOOK_AROUND, target),
        text.rfind(" ", target - _LOOK_AROUND, target),
    )
    if nearest and is_between_escapes(text, nearest):
        return nearest
    return next((at for at in range(target, end) if is_between_escapes(text, at)), end)
