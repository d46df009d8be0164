"""Painting a row: cells of data made visible, cut, aligned, and joined to a line of fixed width."""

from collections.abc import Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ccs_tui.ui.matching import find_marks
from ccs_tui.ui.text import ELLIPSIS, cell_width, clip, cut, visible
from ccs_tui.ui.widgets.row_list_columns import Column


class Line:
    """A line put together from left to right; neighbours of one style become one segment.

    Few segments are few bytes to the terminal: a blank takes the style of what is before it,
    since only its background is seen.
    """

    def __init__(self, blank: Style) -> None:
        self._blank = blank
        self._texts: list[str] = []
        self._styles: list[Style] = []
        self.width = 0

    def add(self, text: str, style: Style, cells: int | None = None) -> None:
        """Add text; `cells` is its width where that is known."""
        if not text:
            return
        if self._styles and self._styles[-1] == style:
            self._texts[-1] += text
        else:
            self._texts.append(text)
            self._styles.append(style)
        self.width += cell_width(text) if cells is None else cells

    def pad_to(self, width: int) -> None:
        """Add blanks up to `width` cells."""
        last = self._styles[-1] if self._styles else self._blank
        if last.underline or last.bgcolor != self._blank.bgcolor:
            last = self._blank
        missing = width - self.width
        self.add(" " * missing, last, missing)

    def strip(self, width: int) -> Strip:
        """Return the line in exactly `width` cells."""
        self.pad_to(width)
        segments = [Segment(t, s) for t, s in zip(self._texts, self._styles, strict=True)]
        return Strip(segments, self.width).crop(0, width)


def add_cell(
    line: Line,
    text: str,
    column: Column,
    x: int,
    width: int,
    style: Style,
    query: str = "",
    match: Style | None = None,
) -> None:
    """Add a cell's text at `x` in `width` cells, with what `query` matches in the style `match`."""
    shown = visible(clip(text, width, column.crop))
    kept = cut(shown, width, column.crop)
    marks = find_marks(shown, query) if query and match is not None else ()
    if kept is None:
        cropped = shown
    else:
        head, tail = kept
        cropped = f"{shown[:head]}{ELLIPSIS}{shown[tail:]}"
        marks = [_moved(at, head, tail) for at in marks]
    cells = cell_width(cropped)
    line.pad_to(x + (width - cells if column.align == "right" else 0))
    if not marks or match is None:
        line.add(cropped, style, cells)
        return
    for is_marked, run in _runs(cropped, frozenset(marks)):
        line.add(run, match if is_marked else style)


def _moved(at: int, head: int, tail: int) -> int:
    """Return where a position is after the cut; what was cut is at the ellipsis."""
    return at if at < head else head + 1 + max(-1, at - tail)


def _runs(text: str, marks: frozenset[int]) -> Sequence[tuple[bool, str]]:
    """Split a text into runs that are marked or not, combining marks with their character."""
    flags: list[bool] = []
    for at, character in enumerate(text):
        joins = at > 0 and not character.isascii() and cell_width(character) == 0
        flags.append(flags[-1] if joins else at in marks)
    return [
        (flag, "".join(text[at] for at in places))
        for flag, places in groupby(range(len(text)), key=flags.__getitem__)
    ]
