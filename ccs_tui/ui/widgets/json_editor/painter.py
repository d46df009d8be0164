"""Paint one row of the editor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.widget import Widget

from ccs_tui.ui.widgets.json_editor.colours import TokenKind, tokens
from ccs_tui.ui.widgets.json_editor.glyphs import (
    glyphs,
    is_disguised,
    is_odd_space,
    is_plain,
    width,
)
from ccs_tui.ui.widgets.part_styles import part_style


@dataclass(frozen=True, slots=True)
class EditorStyles:
    """The styles of the editor. The styles of marks have only the changes to what they lie on."""

    text: Style
    gutter: Style
    cursor_gutter: Style
    kinds: dict[TokenKind, Style]
    disguised: Style
    odd_space: Style
    problem: Style
    match: Style
    selection: Style
    bracket: Style
    cursor: Style


def make_palette(widget: Widget) -> EditorStyles:
    """Return the styles that CSS gives to the classes `json-editor--…` and `text-area--…`."""
    base = widget.rich_style
    # What Textual keeps of component classes is still of the theme before while that changes.
    style = partial(part_style, widget)

    def letters(name: str) -> Style:
        found = part_style(widget, f"json-editor--{name}")
        return Style(color=found.color, bold=found.bold, italic=found.italic)

    def ground(style: Style) -> Style:
        return Style(
            bgcolor=style.bgcolor,
            bold=style.bold or None,
            underline=style.underline or None,
            reverse=style.reverse or None,
        )

    return EditorStyles(
        text=base,
        gutter=style("text-area--gutter"),
        cursor_gutter=style("text-area--cursor-gutter"),
        kinds={kind: base + letters(kind) for kind in TokenKind},
        disguised=letters("disguised"),
        odd_space=letters("disguised") + Style(underline=True),
        problem=letters("problem") + Style(underline=True),
        match=ground(part_style(widget, "json-editor--match")),
        selection=ground(style("text-area--selection")),
        bracket=ground(style("text-area--matching-bracket")),
        cursor=style("text-area--cursor"),
    )


class LineSpan(NamedTuple):
    """Columns `start` to `end` of a row, and the style on them."""

    start: int
    end: int
    style: Style


def paint_row(
    line: str, start: int, end: int, marks: Iterable[LineSpan], palette: EditorStyles, cells: int
) -> list[Segment]:
    """Paint the columns `start` to `end` of a line, exactly `cells` wide.

    Marks are in columns of the line, the later over the earlier. The column after the last one is
    the cell where the cursor rests at the end of the line.
    """
    text = line[start:end]
    plain = is_plain(text)
    left_over = max(0, cells - (len(text) if plain else width(text)))
    shown = [*(text if plain else glyphs(text)), *" " * left_over]
    runs = _runs(line, start, end, len(shown), palette)
    if not plain:
        for disguise in _disguises(text, palette):
            runs = _overlaid(runs, disguise)
    for left, right, style in marks:
        runs = _overlaid(runs, LineSpan(max(left - start, 0), right - start, style))
    segments = [Segment("".join(shown[left:right]), style) for left, right, style in runs]
    return segments if left_over else Segment.adjust_line_length(segments, cells)


def _runs(line: str, start: int, end: int, length: int, palette: EditorStyles) -> list[LineSpan]:
    """Return the colours of a row from 0 to `length`, with no gap between."""
    runs: list[LineSpan] = []
    run_start, style, at = 0, palette.text, start
    for left, right, kind in tokens(line, start, end):
        left, right = max(left, start), min(right, end)
        # A space looks the same in all colours, so it joins the run before it.
        if at < left and not line[at:left].isspace() and style is not palette.text:
            runs.append(LineSpan(run_start, at - start, style))
            run_start, style = at - start, palette.text
        colour = palette.kinds[kind]
        if colour is not style:
            if left - start > run_start:
                runs.append(LineSpan(run_start, left - start, style))
            run_start, style = left - start, colour
        at = right
    if at < end and not line[at:end].isspace() and style is not palette.text:
        runs.append(LineSpan(run_start, at - start, style))
        run_start, style = at - start, palette.text
    runs.append(LineSpan(run_start, length, style))
    return runs


def _overlaid(runs: Iterable[LineSpan], mark: LineSpan) -> list[LineSpan]:
    """Return runs with a mark over them."""
    overlaid: list[LineSpan] = []
    for run in runs:
        left, right = max(run.start, mark.start), min(run.end, mark.end)
        if left >= right:
            overlaid.append(run)
            continue
        if run.start < left:
            overlaid.append(LineSpan(run.start, left, run.style))
        overlaid.append(LineSpan(left, right, run.style + mark.style))
        if right < run.end:
            overlaid.append(LineSpan(right, run.end, run.style))
    return overlaid


def _disguises(text: str, palette: EditorStyles) -> Iterator[LineSpan]:
    for is_told, style in ((is_disguised, palette.disguised), (is_odd_space, palette.odd_space)):
        at = 0
        for told, group in groupby(text, key=is_told):
            length = len(list(group))
            if told:
                yield LineSpan(at, at + length, style)
            at += length
