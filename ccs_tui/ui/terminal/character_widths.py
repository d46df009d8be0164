"""The widths of characters: how many cells one takes, alone and beside others.

Terminals disagree about some: emoji that are joined, flags, marks. These are named here once, for
whatever shows text and for whatever compares what is shown.
"""

import unicodedata
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len

JOINER = "\u200d"
"""Joins two emoji into one."""
KEYCAP = "\u20e3"
EMOJI_SELECTORS = frozenset("\ufe0e\ufe0f")
SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
JOINERS = frozenset({JOINER, *EMOJI_SELECTORS, *SKIN_TONES})
"""The characters that belong to the emoji before them."""
FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of which two make a flag, in two cells."""
PICTORIAL = frozenset({"So", "Sm", "Po", "Pd"})
"""The categories of the characters that can be an emoji."""
MAX_MARKS = 3
"""The combining marks that are shown on a character; more would reach into the rows around it."""

_NEW_EMOJI = ("\U0001fa70", "\U0001faff")
"""The block that gets the new emoji, which only new terminals know."""
_HANGUL_MEDIALS = frozenset(map(chr, range(0x1161, 0x1200)))
_IGNORABLE = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810)),
            *(0x3164, *range(0xFE00, 0xFE10), 0xFFA0, *range(0xE0100, 0xE01F0)),
        ),
    )
)
"""Characters that are drawn as nothing but are neither controls nor formats by category."""

CharacterClass = Literal["plain", "mark", "emoji", "flag", "hidden"]


@lru_cache(maxsize=4096)
def class_of(character: str) -> CharacterClass:
    """Say how a character stands beside others.

    A `mark` is drawn upon the character before it, what is `emoji` belongs to the emoji before it,
    a `flag` letter makes a flag with another, and what is `hidden` is not drawn, or not as a glyph.
    """
    if character in FLAG_LETTERS:
        return "flag"
    if character in JOINERS:
        return "emoji"
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} or character in _IGNORABLE:
        return "hidden"
    if category in {"Mn", "Me"} or character in _HANGUL_MEDIALS:
        return "mark"
    if cell_len(character) == 0:
        return "mark" if category == "Mc" else "hidden"
    return "plain"


def is_pictorial(character: str) -> bool:
    """Return whether a character can be an emoji that others are joined to."""
    return unicodedata.category(character) in PICTORIAL


def cell_width(shown: str) -> int:
    """Return the cells that a text takes in which all is visible."""
    return len(shown) if shown.isascii() else cell_len(shown)


@lru_cache(maxsize=4096)
def certain_width(character: str) -> int:
    """Return the cells that every terminal gives a character, whatever follows; 0 if they differ.

    What joins with its neighbours is a mark or a format by its category, has no width, as the
    vowels and finals of Hangul, or is named above.
    """
    if not character.isprintable() or unicodedata.category(character)[0] == "M":
        return 0
    if character in FLAG_LETTERS or character in SKIN_TONES:
        return 0
    if _NEW_EMOJI[0] <= character <= _NEW_EMOJI[1]:
        return 0
    width = cell_len(character)
    wide = unicodedata.east_asian_width(character) in "WF"
    return width if width == (2 if wide else 1) else 0
