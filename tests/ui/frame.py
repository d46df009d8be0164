"""The frame of an app as text, put together from the lines of its widgets.

Textual cuts and joins the lines of all widgets with their styles, and dims what is behind a dialog,
which is a quarter of what a test of the screen costs. Whoever looks for words needs the characters.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len
from textual._context import visible_screen_stack
from textual.app import App
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

SECOND_HALF = ""
"""The cell that a wide character takes beside its own."""


class _OddWidthError(Exception):
    """A line has other cells than its characters have one by one: joined emoji, for instance."""


def frame_text(app: App[None]) -> str:
    """Return the screen with what is behind a dialog, line by line."""
    screen, behind = app.screen, app._background_screens
    try:
        return "\n".join(map("".join, _rows(screen, behind)))
    except _OddWidthError:
        visible_screen_stack.set(behind)
        return "\n".join(strip.text for strip in screen._compositor.render_strips())


def _rows(screen: Screen[object], behind: Sequence[Screen[object]]) -> list[list[str]]:
    """Return the cells of a screen by rows; `behind` are those behind it, the nearest last."""
    width, height = screen._compositor.size
    rows = [[" "] * width for _ in range(height)]
    # Textual has the foremost widget first.
    for widget, region, clip in reversed(list(_in_sight(screen))):
        if widget is screen and behind and screen.styles.background.a < 1:
            rows = _rows(behind[-1], behind[:-1])
            continue
        seen = region.intersection(clip)
        lines = widget.render_lines(seen.translate((-region.x, -region.y)))
        for y, strip in zip(seen.line_range, lines, strict=False):
            _paint(rows[y], seen.x, _cells(strip, seen.width))
    return rows


def _in_sight(screen: Screen[object]) -> Iterator[tuple[Widget, Region, Region]]:
    for widget, (region, clip) in screen._compositor.visible_widgets.items():
        if region.intersection(clip).area:
            yield widget, region, clip


def _cells(strip: Strip, width: int) -> list[str]:
    """Return the characters of a line by cells, as many as its width."""
    cells = _by_cells(strip.text)
    if len(cells) != width:
        raise _OddWidthError
    return cells[:]


@lru_cache(maxsize=8192)
def _by_cells(text: str) -> list[str]:
    """Return a text by cells: what has no width goes with the character before it."""
    if text.isascii() and text.isprintable():
        return list(text)
    cells: list[str] = []
    for character in text:
        width = cell_len(character)
        if width or not cells:
            cells += [character, *[SECOND_HALF] * (width - 1)]
        else:
            cells[-1] += character
    return cells


def _paint(row: list[str], x: int, cells: list[str]) -> None:
    """Put cells into a row, and blanks for the halves of what they cut in two."""
    end = x + len(cells)
    if row[x : x + 1] == [SECOND_HALF]:
        row[x - 1] = " "
    if row[end : end + 1] == [SECOND_HALF]:
        row[end] = " "
    row[x:end] = cells
