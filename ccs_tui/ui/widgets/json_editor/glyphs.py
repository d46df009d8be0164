"""What a character looks like in the editor, and how many cells that takes.

As `ccs_tui.ui.text.visible` shows them, with one difference: every character of a text that is
edited is shown, the joiners and selectors of an emoji too, so that the cursor can be on it. The
width of a text is the sum of the widths of its characters, whatever stands beside them.
"""

from itertools import groupby
from typing import Final
from unicodedata import category

from ccs_tui.ui.text import cell_width, visible

_MAX_MARKS = 3
_FIRST_FLAG_LETTER, _LAST_FLAG_LETTER = "\U0001f1e6", "\U0001f1ff"


def is_plain(text: str) -> bool:
    """Whether each character of `text` is shown as itself, in one cell."""
    return text.isascii() and text.isprintable()


def is_disguised(character: str) -> bool:
    """Whether a character is not shown as itself, or looks like a space and is another one."""
    return GLYPHS[character] != character or (character != " " and category(character) == "Zs")


def glyphs(text: str) -> list[str]:
    """Return what is shown for each character: of combining marks, three in a row at most."""
    shown = [GLYPHS[character] for character in text]
    if not is_plain(text):
        at = 0
        for is_mark, group in groupby(text, key=lambda character: not CELLS[character]):
            length = len(list(group))
            if is_mark:
                # One with nothing before it would be drawn upon the frame.
                kept = _MAX_MARKS if at else 0
                shown[at + kept : at + length] = [""] * max(0, length - kept)
            at += length
    return shown


def width(text: str) -> int:
    """Return the cells that `text` takes when shown."""
    return len(text) if is_plain(text) else sum(map(CELLS.__getitem__, text))


def column_at(text: str, cell: int) -> int:
    """Return the index in `text` of the character that covers a cell, or its length."""
    if is_plain(text):
        return min(max(cell, 0), len(text))
    end = 0
    for index, character in enumerate(text):
        end += CELLS[character]
        if end > cell:
            return index
    return len(text)


class _Glyphs(dict[str, str]):
    """How each character is shown; filled as they are met."""

    def __missing__(self, character: str) -> str:
        if _FIRST_FLAG_LETTER <= character <= _LAST_FLAG_LETTER:
            glyph = chr(ord("A") + ord(character) - ord(_FIRST_FLAG_LETTER))
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
