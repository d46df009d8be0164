"""The painted line of a row: cells made visible, cut, aligned and joined to a fixed width."""

from collections.abc import Callable, Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import clip, cut, join_cut, visible
from ccs_tui.ui.widgets.row_list.columns import Column, ColumnPlace

NO_STYLE = Style()


class PaintedLine:
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
        if last.underline or last.reverse or last.bgcolor != self._blank.bgcolor:
            last = self._blank
        missing = width - self.width
        self.add(" " * missing, last, missing)

    def strip(self, width: int) -> Strip:
        """Return the line in exactly `width` cells."""
        self.pad_to(width)
        segments = [Segment(t, s) for t, s in zip(self._texts, self._styles, strict=True)]
        return Strip(segments, self.width).crop(0, width)


def add_cell(
    line: PaintedLine,
    text: str,
    column: Column,
    lies: ColumnPlace,
    style: Style,
    marks_of: Callable[[str], Sequence[int]] | None = None,
    marked_style: Style = NO_STYLE,
) -> None:
    """Add a cell's text in its place; `marks_of` returns the characters of it to mark."""
    shown = visible(clip(text, lies.width, column.crop))
    marks = marks_of(shown) if marks_of is not None else ()
    kept = cut(shown, lies.width, column.crop, _focus(marks, lies.width))
    cropped = join_cut(shown, kept)
    cells = cell_width(cropped)
    line.pad_to(lies.x + (lies.width - cells if column.align == "right" else 0))
    if not marks:
        line.add(cropped, style, cells)
        return
    flags = _flags(shown, kept, frozenset(marks))
    for flag, places in groupby(range(len(cropped)), key=flags.__getitem__):
        line.add("".join(cropped[at] for at in places), marked_style if flag else style)


def _focus(marks: Sequence[int], width: int) -> range | None:
    """Return the part that must not be cut away: the marks, unless they are all over."""
    if not marks:
        return None
    whole = range(marks[0], marks[-1] + 1)
    return whole if len(whole) in {len(marks), *range(width // 2)} else None


def _flags(shown: str, kept: Sequence[range], marks: frozenset[int]) -> list[bool]:
    """Return for each character of the cropped text whether it is marked.

    An ellipsis is marked if it hides a mark, and a combining mark if its character is marked.
    """
    flags: list[bool] = []
    end = 0
    for part in (*kept, range(len(shown), len(shown))):
        if part.start > end:
            flags.append(not marks.isdisjoint(range(end, part.start)))
        for at in part:
            joins = not shown[at].isascii() and cell_width(shown[at]) == 0
            flags.append(flags[-1] if joins and flags else at in marks)
        end = part.stop
    return flags
