"""Paint one row of the editor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ccs_tui.ui.widgets.json_editor.colours import Kind, tokens
from ccs_tui.ui.widgets.json_editor.glyphs import glyphs, is_disguised, is_plain

COMPONENTS = frozenset(f"json-editor--{name}" for name in [*Kind, "disguised", "problem", "match"])
"""The classes that a theme gives colours to, beside those of TextArea."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The styles of the editor. Of the marks, only what they change in what they lie on."""

    text: Style
    gutter: Style
    cursor_gutter: Style
    kinds: dict[Kind, Style]
    disguised: Style
    problem: Style
    match: Style
    selection: Style
    bracket: Style
    cursor: Style


class Mark(NamedTuple):
    """Columns `start` to `end` of a row, and what lies on them."""

    start: int
    end: int
    style: Style


def paint_row(
    line: str, start: int, end: int, marks: Iterable[Mark], palette: Palette, cells: int
) -> Strip:
    """Paint the columns `start` to `end` of a line, `cells` wide.

    Marks are in columns of the line, the later over the earlier. The column after the last one is
    the cell where the cursor rests at the end of the line.
    """
    text = line[start:end]
    styles = [palette.text] * (len(text) + (end == len(line)))
    for left, right, kind in tokens(line, start, end):
        left, right = max(left, start) - start, min(right, end) - start
        styles[left:right] = [palette.kinds[kind]] * (right - left)
    if not is_plain(text):
        marks = [*_disguises(text, start, palette.disguised), *marks]
    for left, right, style in marks:
        for at in range(max(left - start, 0), min(right - start, len(styles))):
            styles[at] += style
    segments = list(_segments([*glyphs(text), " "], styles))
    return Strip(segments).adjust_cell_length(cells, palette.text)


def _disguises(text: str, start: int, style: Style) -> Iterator[Mark]:
    for at, character in enumerate(text, start):
        if is_disguised(character):
            yield Mark(at, at + 1, style)


def _segments(shown: list[str], styles: list[Style]) -> Iterator[Segment]:
    at = 0
    for _, group in groupby(styles, key=id):
        run = list(group)
        yield Segment("".join(shown[at : at + len(run)]), run[0])
        at += len(run)
