"""Where the rows of a line begin when it is wrapped.

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

# How many rows before an edit may have looked at what it changed to find their end: each leaves at
# most half of what it looked at to the next.
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


class MovedRows(NamedTuple):
    """The row starts of a line after an edit, and which of its rows (from, up to) the edit changed.

    The rows from `changed_to` on show what they showed before, if there are as many.
    """

    starts: list[int]
    changed_from: int
    changed_to: int


def moved_rows(
    old: Sequence[int], line: str, cells: int, start: int, old_end: int, new_end: int
) -> MovedRows:
    """Wrap `line` after an edit, given its row starts before it.

    What stood in columns `start` to `old_end` stands in `start` to `new_end` now.
    """
    kept = max(0, bisect_right(old, start) - _ROWS_THAT_LOOK_AHEAD)
    starts = list(old[:kept])
    delta = new_end - old_end
    at = starts[-1] if starts else 0
    same = len(old)
    while (at := _next_start(line, at, cells)) < len(line):
        if at >= new_end:
            same = bisect_left(old, at - delta)
            if same < len(old) and old[same] == at - delta:
                break
        starts.append(at)
    changed_to = len(starts) + 1
    if at < len(line):
        starts.extend([column + delta for column in old[same:]] if delta else old[same:])
    changed_from = kept
    while (
        changed_from < min(len(starts), len(old))
        and starts[changed_from] == old[changed_from] <= start
    ):
        changed_from += 1
    return MovedRows(starts, changed_from, changed_to)


def _next_start(line: str, start: int, cells: int) -> int:
    """Return where the row after the one that begins at `start` begins."""
    end = _full_row_end(line, start, cells)
    if end >= len(line):
        return len(line)
    middle, last_quarter = start + (end - start) // 2, end - (end - start) // 4
    cut = 1 + max(line.rfind(" ", middle, end), line.rfind(",", middle, end))
    if not cut and last_quarter < end:
        cut = 1 + line.rfind(max(line[last_quarter:end]), last_quarter, end)
    return cut if cut and cells_at(line, cut) else end


def _full_row_end(line: str, start: int, cells: int) -> int:
    """Return where a row that begins at `start` is full, at least one character on."""
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
