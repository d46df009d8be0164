"""Data shown truthfully: what a terminal would act on or hide is made visible.

Text from the service is data. Shown as it is, an escape sequence would colour the frame, a
bidirectional control reorder the row, and a zero-width character make two ids look the same. So a
C0 control is shown as its picture (`␊`, `␛`), and any other character that is invisible, can't be
encoded or has no agreed meaning as its code point (`<U+200B>`). The result has the width that
`cell_width` says, in every terminal that knows wide characters.

Two things are limited rather than kept. The joiners, selectors and skin tones inside an emoji are
left out, since terminals disagree about the width they make. And a character carries three
combining marks at most, so that none reaches into the rows around it.
"""

import unicodedata
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len

ELLIPSIS = "…"
"""Marks a cut, one cell wide."""

_MAX_MARKS = 3
_JOINER = "\u200d"
_KEYCAP = "\u20e3"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_EMOJI_SELECTORS = frozenset("\ufe0e\ufe0f")
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


def visible(text: str) -> str:
    """Return `text` as it is shown: one line, nothing hidden, nothing a terminal acts on."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    base, marks = "", 0
    """The last character drawn in cells of its own, and the marks it carries."""
    for at, character in enumerate(text):
        kind = _kind(character)
        if kind == "plain":
            shown.append(character)
            base, marks = character, 0
        elif kind == "mark" and base and marks < _MAX_MARKS:
            shown.append(character)
            marks += 1
        elif kind == "emoji" and _continues_emoji(base, character, text[at + 1 : at + 2]):
            continue
        elif kind == "flag" and _pairs(text, at):
            shown.append(character)
            base = ""
        else:
            shown.append(_escape(character))
            base = ""
    return "".join(shown)


@lru_cache(maxsize=4096)
def _kind(character: str) -> Literal["plain", "mark", "emoji", "flag", "hidden"]:
    if character in _FLAG_LETTERS:
        return "flag"
    if character == _JOINER or character in _EMOJI_SELECTORS or character in _SKIN_TONES:
        return "emoji"
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"} or character in _IGNORABLE:
        return "hidden"
    if category in {"Mn", "Me"} or character in _HANGUL_MEDIALS:
        return "mark"
    if cell_len(character) == 0:
        return "mark" if category == "Mc" else "hidden"
    return "plain"


def _continues_emoji(base: str, character: str, following: str) -> bool:
    """Whether a joiner, selector or skin tone belongs to the emoji `base` before it."""
    if not base:
        return False
    if character in _EMOJI_SELECTORS and base in "0123456789#*":
        return following == _KEYCAP
    pictorial = not base.isascii() and unicodedata.category(base) in {"So", "Sm", "Po", "Pd"}
    if character == _JOINER:
        return pictorial and bool(following) and unicodedata.category(following) == "So"
    return pictorial


def _pairs(text: str, at: int) -> bool:
    """Whether the flag letter at `at` is one of a pair: two letters make a flag, in two cells."""
    start = at
    while start > 0 and text[start - 1] in _FLAG_LETTERS:
        start -= 1
    return (at - start) % 2 == 1 or text[at + 1 : at + 2] in _FLAG_LETTERS


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def cell_width(shown: str) -> int:
    """Return the cells that text made by `visible` takes."""
    return len(shown) if shown.isascii() else cell_len(shown)


def cut(shown: str, width: int, at: Literal["end", "middle"] = "end") -> tuple[int, int] | None:
    """Say what of `shown` stays in `width` cells: None for all of it, else (head, tail).

    Then `shown[:head]`, an ellipsis and `shown[tail:]` take `width` cells at most, less only where
    a wide character does not fit. Cut in the middle, head and tail are of the same width.
    """
    if cell_width(shown) <= width:
        return None
    room = max(0, width - cell_width(ELLIPSIS))
    if at == "end":
        return _fitting(shown, room), len(shown)
    return _fitting(shown, room - room // 2), _fitting_end(shown, room // 2)


def _fitting(shown: str, width: int) -> int:
    """Return how many characters from the start fit into `width` cells, marks with their base."""
    if shown[: width + 1].isascii():
        return width
    used = 0
    for at, character in enumerate(shown):
        used += cell_len(character)
        if used > width:
            return at
    return len(shown)


def _fitting_end(shown: str, width: int) -> int:
    """Return where the tail of `width` cells starts; never at a mark without its base."""
    if shown[len(shown) - width :].isascii():
        return len(shown) - width
    used, start = 0, len(shown)
    for at in range(len(shown) - 1, -1, -1):
        cells = cell_len(shown[at])
        used += cells
        if used > width:
            break
        if cells:
            start = at
    return start


def shorten(text: str, width: int, at: Literal["end", "middle"] = "end") -> str:
    """Return `text` made visible in `width` cells at most, a cut marked with an ellipsis."""
    shown = visible(clip(text, width, at))
    kept = cut(shown, width, at)
    return shown if kept is None else f"{shown[: kept[0]]}{ELLIPSIS}{shown[kept[1] :]}"[:width]


def clip(text: str, width: int, at: Literal["end", "middle"] = "end") -> str:
    """Return as much of a long text as can be shown in `width` cells, and some.

    So that a value of 800,000 characters costs no more than one of a few hundred.
    """
    limit = 16 * (width + 4)
    if len(text) <= limit:
        return text
    return text[:limit] if at == "end" else text[: limit // 2] + text[-limit // 2 :]


def wrap(text: str, width: int) -> list[str]:
    """Break `text` at its spaces into lines of `width` cells at most; a new line starts a line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in map(visible, paragraph.split()):
            if line and cell_width(line) + 1 + cell_width(word) > width:
                lines.append(line)
                line = ""
            line = shorten(f"{line} {word}" if line else word, width)
        lines.append(line)
    return lines
