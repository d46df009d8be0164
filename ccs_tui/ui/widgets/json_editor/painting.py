"""Paint one row of the editor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from ccs_tui.ui.widgets.json_editor.colours import Kind, tokens
from ccs_tui.ui.widgets.json_editor.glyphs import glyphs, is_disguised, is_plain, width

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
) -> list[Segment]:
    """Paint the columns `start` to `end` of a line, exactly `cells` wide.

    Marks are in columns of the line, the later over the earlier. The column after the last one is
    the cell where the cursor rests at the end of the line.
    """
    text = line[start:end]
    styles = [palette.text] * (len(text) + (end == len(line)))
    for left, right, kind in tokens(line, start, end):
        left, right = max(left, start) - start, min(right, end) - start
        styles[left:right] = [palette.kinds[kind]] * (right - left)
    plain = is_plain(text)
    if not plain:
        marks = [*_disguises(text, start, palette.disguised), *marks]
    for left, right, style in marks:
        for at in range(max(left - start, 0), min(right - start, len(styles))):
            styles[at] += style
    shown = text if plain else glyphs(text)
    segments = list(_segments([*shown, " "], styles))
    left_over = cells - (len(styles) if plain else width(text) + len(styles) - len(text))
    if left_over < 0:
        return Segment.adjust_line_length(segments, cells)
    segments.append(Segment(" " * left_over, palette.text))
    return segments


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
