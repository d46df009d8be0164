"""The look of a character in the editor, and the cells that it takes.

The glyphs are those of `ccs_tui.ui.text.visible`. The width of a text is the sum of the widths of
its characters, and all that can matter for one is what stands before it: the joiners, selectors and
skin tones of an emoji are not shown after it, and elsewhere are as the code points they are.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final
from unicodedata import category

from ccs_tui.ui.terminal.character_widths import (
    FLAG_LETTERS,
    JOINERS,
    MAX_MARKS,
    cell_width,
    is_pictorial,
)
from ccs_tui.ui.text import visible

_JOINER = re.compile(f"[{''.join(sorted(JOINERS))}]")

SAME_WIDTH: Final = re.compile(
    r"(?P<narrow>[ -~¡-¬®-ʯА-ѯא-תؠ-ي‐-‧]+)"
    r"|(?P<wide>[、-〩ぁ-ゖ゠-ヿ㐀-䶿一-鿿가-힣！-｠]+)"
)
"""Common characters that are shown as themselves: in one cell each, or in two."""


def is_plain(text: str) -> bool:
    """Return whether each character of `text` is shown as itself, in one cell."""
    return text.isascii() and text.isprintable()


def is_disguised(character: str) -> bool:
    """Return whether a character is not shown as itself."""
    return GLYPHS[character] != character


def is_odd_space(character: str) -> bool:
    """Return whether a character looks like a space and is another one."""
    return character != " " and category(character) == "Zs"


def cells(text: str, at: int) -> int:
    """Return the cells of the character at `at`: none if it belongs to the one before."""
    character = text[at]
    return 0 if character in JOINERS and _belongs_to_emoji(text, at) else CELLS[character]


def glyphs(text: str) -> list[str]:
    """Return the glyph of each character; of combining marks, three in a row at most."""
    shown = [GLYPHS[character] for character in text]
    if is_plain(text):
        return shown
    for match in _JOINER.finditer(text):
        if _belongs_to_emoji(text, match.start()):
            shown[match.start()] = ""
    at = 0
    for is_mark, group in groupby(text, key=lambda character: not CELLS[character]):
        length = len(list(group))
        if is_mark:
            # A mark with nothing before it would be drawn upon the frame.
            kept = MAX_MARKS if at else 0
            shown[at + kept : at + length] = [""] * max(0, length - kept)
        at += length
    return shown


def width(text: str) -> int:
    """Return the cells that `text` takes when shown."""
    return len(text) if is_plain(text) else sum(_each_cells(text))


def column_at(text: str, cell: int) -> int:
    """Return the index in `text` of the character that covers a cell, or its length."""
    if is_plain(text):
        return min(max(cell, 0), len(text))
    end = 0
    for index, taken in enumerate(_each_cells(text)):
        end += taken
        if end > cell:
            return index
    return len(text)


def _each_cells(text: str) -> Iterator[int]:
    if _JOINER.search(text):
        return (cells(text, at) for at in range(len(text)))
    return map(CELLS.__getitem__, text)


def _belongs_to_emoji(text: str, at: int) -> bool:
    """Return whether the joiner at `at` follows an emoji, or others that do."""
    while at and text[at] in JOINERS:
        at -= 1
    return not text[at].isascii() and text[at] not in JOINERS and is_pictorial(text[at])


class _Glyphs(dict[str, str]):
    """The glyph of each character; filled as they are met."""

    def __missing__(self, character: str) -> str:
        if character in FLAG_LETTERS:
            glyph = chr(ord("A") + ord(character) - ord(min(FLAG_LETTERS)))
        else:
            # After a letter a combining mark is shown as itself.
            glyph = visible(f"x{character}")[1:]
        self[character] = glyph
        return glyph


class _Cells(dict[str, int]):
    """The cells that each character takes; filled as they are met."""

    def __missing__(self, character: str) -> int:
        cells = self[character] = cell_width(GLYPHS[character])
        return cells


GLYPHS: Final = _Glyphs()
CELLS: Final = _Cells()
