"""The columns at which the rows of a wrapped line begin.

A row ends after a space or a comma if there is one in its second half. Where there is none, it ends
after the highest character of its last quarter, not where it is full: what is there says where the
row ends, not what is before, so that an edit moves a few rows even of text that is all one word,
and the ones below stay. No row begins with a combining mark, and no character is parted.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ccs_tui.ui.widgets.json_editor.glyphs import SAME_WIDTH, is_plain, width
from ccs_tui.ui.widgets.json_editor.glyphs import cells as cells_at

# The rows before an edit that may have looked at the changed text to find their ends: of the
# characters that a row looked at beyond its end, the next row looks at no more than half again.
_ROWS_THAT_LOOK_AHEAD = 10


def row_starts(line: str, cells: int) -> list[int]:
    """Return the columns at which the second and later rows of `line` begin, `cells` wide."""
    starts: list[int] = []
    if len(line) <= cells and (is_plain(line) or width(line) <= cells):
        return starts
    start = 0
    while (start := _next_start(line, start, cells)) < len(line):
        starts.append(start)
    return starts


class Wrapped(NamedTuple):
    """The row starts of a line after an edit, and which of its rows (from, up to) are new.

    The rows before `new_from` are the head's. The starts from `new_to` on are the last ones of the
    tail.
    """

    starts: list[int]
    new_from: int
    new_to: int


def wrap_spliced(
    line: str, cells: int, head: Sequence[int], start: int, tail: Sequence[int], end: int
) -> Wrapped:
    """Wrap a line made of the beginning of one, up to `start`, and the end of one, from `end` on.

    The text between these columns is new. `head` and `tail` are the row starts of the two, as far
    as they are known, those of the tail as columns of `line`.
    """
    kept = max(0, bisect_right(head, start) - _ROWS_THAT_LOOK_AHEAD)
    starts = list(head[:kept])
    at = starts[-1] if starts else 0
    rest: Sequence[int] = []
    while (at := _next_start(line, at, cells)) < len(line):
        if at >= end:
            same = bisect_left(tail, at)
            if same < len(tail) and tail[same] == at:
                rest = tail[same:]
                break
        starts.append(at)
    new_to = len(starts) + 1
    starts.extend(rest)
    new_from = kept
    while new_from < min(len(starts), len(head)) and starts[new_from] == head[new_from] <= start:
        new_from += 1
    return Wrapped(starts, new_from, new_to)


def _next_start(line: str, start: int, cells: int) -> int:
    """Return the start of the row after the one that begins at `start`."""
    end = _full_row_end(line, start, cells)
    if end >= len(line):
        return len(line)
    middle, last_quarter = start + (end - start) // 2, end - (end - start) // 4
    cut = 1 + max(line.rfind(" ", middle, end), line.rfind(",", middle, end))
    if not cut and last_quarter < end:
        cut = 1 + line.rfind(max(line[last_quarter:end]), last_quarter, end)
    return cut if cut and cells_at(line, cut) else end


def _full_row_end(line: str, start: int, cells: int) -> int:
    """Return the column at which a row from `start` is full, at least one character on."""
    end, room = start + cells, 0
    if not is_plain(line[start:end]):
        end, room = start, cells
    while room and end < len(line):
        if run := SAME_WIDTH.match(line, end, end + room):
            each = 1 if run["narrow"] else 2
            fitting = min(run.end() - end, room // each)
            if not fitting:
                break
        else:
            each, fitting = cells_at(line, end), 1
            if each > room:
                break
        end += fitting
        room -= each * fitting
    end = max(end, start + 1)
    while end < len(line) and not cells_at(line, end):
        end += 1
    return end
