"""A table for people, as wide as the terminal: no line of it wraps there."""

from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from unicodedata import combining, east_asian_width

import click

from ccs_tui.cli.output import is_terminal, styled
from ccs_tui.model.harmless_text import harmless

_BETWEEN = "  "
MOST_SHOWN = 120
"""The most cells of a column."""
ID, LEAST = 36, 3
"""The cells of a session's id, which stays whole where it can, and the fewest of any column."""


def write_table(
    titles: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()
) -> None:
    """Write a table for people, with the columns at `right` to the right.

    On a terminal it is cut to the width of that: the last column, which tells what is in something,
    before an id. Other cells lose their middle, since names differ at their ends.
    """
    listed = [[_cut(harmless(cell), MOST_SHOWN) for cell in row] for row in (titles, *rows)]
    widths = [max(map(text_cells, column)) for column in zip(*listed, strict=True)]
    if is_terminal():
        widths = fitting_widths(
            widths, get_terminal_size().columns - len(_BETWEEN) * (len(widths) - 1)
        )
    at_right, last = set(right), len(widths) - 1
    for number, row in enumerate(listed):
        shown = [
            _padded(
                _cut(cell, width) if at == last else _cut_middle(cell, width),
                width,
                to_right=at in at_right,
            )
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        line = _BETWEEN.join(shown).rstrip()
        click.echo(styled(line, bold=True) if number == 0 else line)


def fitting_widths(widths: Sequence[int], room: int) -> list[int]:
    """Return the widths of columns that have `room` cells together, if they can be so narrow."""
    fitted = [*widths]
    over = sum(fitted) - room
    *others, last = range(len(fitted))
    for columns, least in (([last], 8), (others, ID), ([last], LEAST), (others, LEAST)):
        while over > 0 and columns:
            widest = max(columns, key=fitted.__getitem__)
            if fitted[widest] <= least:
                break
            fitted[widest] -= 1
            over -= 1
    return fitted


def text_cells(text: str) -> int:
    """Return how many cells of a terminal a text takes.

    The screen's own widths need rich, which no command imports.
    """
    return sum(map(_cells, text)) if not text.isascii() else len(text)


def _cells(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _padded(text: str, width: int, *, to_right: bool) -> str:
    space = " " * max(0, width - text_cells(text))
    return space + text if to_right else text + space


def _cut(text: str, most: int) -> str:
    return text if text_cells(text) <= most else f"{_start(text, most - 1)}…"


def _cut_middle(text: str, most: int) -> str:
    if text_cells(text) <= most:
        return text
    end = _start(text[::-1], (most - 1) // 2)[::-1]
    return f"{_start(text, most - 1 - text_cells(end))}…{end}"


def _start(text: str, most: int) -> str:
    """Return the start of a text, as much of it as `most` cells hold."""
    taken = 0
    for at, character in enumerate(text):
        taken += _cells(character)
        if taken > most:
            return text[:at]
    return text
