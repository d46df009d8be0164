"""Data shown truthfully: what a terminal would act on or hide is made visible.

Text from the service is data. Shown as it is, an escape sequence would colour the frame, a
bidirectional control reorder the row, and a zero-width character make two ids look the same. So a
C0 control is shown as its picture (`␊`, `␛`), and any other character that is invisible, can't be
encoded or has no agreed meaning as its code point (`<U+200B>`). The result has the width that
`cell_width` says, in every terminal that knows wide characters; but for the vowel signs of Indic
scripts, about which they disagree.

Two things are limited rather than kept. The joiners, selectors and skin tones inside an emoji are
left out, since terminals disagree about the width they make. And a character carries three
combining marks at most, so that none reaches into the rows around it.
"""

import unicodedata
from collections.abc import Sequence
from typing import Literal

from ccs_tui.ui.terminal.character_widths import (
    EMOJI_SELECTORS,
    FLAG_LETTERS,
    JOINER,
    KEYCAP,
    MAX_MARKS,
    cell_width,
    class_of,
    is_pictorial,
)

Crop = Literal["end", "middle"]
"""The place at which a text that is too long is cut."""

ELLIPSIS = "…"
"""Marks a cut, one cell wide."""


def visible(text: str) -> str:
    """Return `text` as it is shown: one line, nothing hidden, nothing a terminal acts on."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    base, marks = "", 0
    """The last character drawn in cells of its own, and how many marks it carries."""
    for at, character in enumerate(text):
        kind = class_of(character)
        if kind == "plain":
            shown.append(character)
            base, marks = character, 0
        elif kind == "mark" and base and marks < MAX_MARKS:
            shown.append(character)
            marks += 1
        elif kind == "flag" and _is_paired(text, at):
            shown.append(character)
            base = ""
        elif kind != "emoji" or not _continues_emoji(base, text, at):
            shown.append(_escape(character))
            base = ""
    return "".join(shown)


def _continues_emoji(base: str, text: str, at: int) -> bool:
    """Return whether the joiner, selector or skin tone at `at` belongs to the emoji `base`."""
    character, before, following = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if not base:
        return False
    if base.isascii():
        is_keycap = base in "0123456789#*" and following == KEYCAP
        return is_keycap and before == base and character in EMOJI_SELECTORS
    if not is_pictorial(base):
        return False
    if character == JOINER:
        return unicodedata.category(following or " ") == "So"
    return before == base


def _is_paired(text: str, at: int) -> bool:
    """Return whether the flag letter at `at` is one of a pair: two make a flag, in two cells."""
    start = at
    while start > 0 and text[start - 1] in FLAG_LETTERS:
        start -= 1
    return (at - start) % 2 == 1 or text[at + 1 : at + 2] in FLAG_LETTERS


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def cut(shown: str, width: int, at: Crop = "end", focus: range | None = None) -> Sequence[range]:
    """Return what of `shown` stays in `width` cells: parts of it, an ellipsis where one is cut.

    Cut in the middle, head and tail stay, of the same width. If `focus` would be cut away, it
    stays with less around it. With wide characters the result may be a cell narrower.
    """
    if cell_width(shown) <= width:
        return (range(len(shown)),)
    room = max(0, width - 1)
    if at == "end":
        kept = [range(_fitting(shown, room))]
    else:
        tail = range(_fitting_end(shown, room // 2), len(shown))
        kept = [range(_fitting(shown, room - room // 2)), *([tail] if tail else [])]
    if focus is None or any(part.start <= focus.start and focus.stop <= part.stop for part in kept):
        return kept
    return _cut_around(shown, width, at, focus)


def _cut_around(shown: str, width: int, at: Crop, focus: range) -> list[range]:
    """Return `focus`, the head, and the tail or what follows, as far as each fits."""
    room = max(0, width - 2)
    stop = focus.start + _fitting(shown[focus.start : focus.stop], room)
    rest = room - cell_width(shown[focus.start : stop])
    kept = [range(_fitting(shown, rest // 2)), range(focus.start, stop)]
    if at == "middle":
        kept.append(range(_fitting_end(shown, rest - rest // 2), len(shown)))
    *before, last = _joined(kept) or [range(0)]
    spare = max(0, width - cell_width(join_cut(shown, [*before, last])))
    last = range(last.start, last.stop + _fitting(shown[last.stop :], spare))
    spare = max(0, width - cell_width(join_cut(shown, [*before, last])))
    last = range(_fitting_end(shown[: last.start], spare), last.stop)
    return _joined([*before, last])


def _joined(parts: Sequence[range]) -> list[range]:
    """Return the parts that are not empty; parts that meet become one."""
    joined: list[range] = []
    for part in filter(None, parts):
        if joined and part.start <= joined[-1].stop:
            joined[-1] = range(joined[-1].start, max(part.stop, joined[-1].stop))
        else:
            joined.append(part)
    return joined


def join_cut(shown: str, kept: Sequence[range]) -> str:
    """Return the parts that `cut` kept, with an ellipsis for each that it did not."""
    pieces: list[str] = []
    end = 0
    for part in (*kept, range(len(shown), len(shown))):
        if part.start > end or not kept:
            pieces.append(ELLIPSIS)
        pieces.append(shown[part.start : part.stop])
        end = part.stop
    return "".join(pieces)


def _fitting(shown: str, width: int) -> int:
    """Return the number of characters from the start that fit into `width` cells."""
    if shown[: width + 1].isascii():
        return min(width, len(shown))
    used = 0
    for at, character in enumerate(shown):
        used += cell_width(character)
        if used > width:
            return at
    return len(shown)


def _fitting_end(shown: str, width: int) -> int:
    """Return the start of the tail of `width` cells; never at a mark without its base."""
    fast = max(0, len(shown) - width)
    if shown[fast:].isascii():
        return fast
    used, start = 0, len(shown)
    for at in range(len(shown) - 1, -1, -1):
        cells = cell_width(shown[at])
        used += cells
        if used > width:
            break
        if cells:
            start = at
    return start


def shorten(text: str, width: int, at: Crop = "end") -> str:
    """Return `text` made visible in `width` cells at most, a cut marked with an ellipsis."""
    if width <= 0:
        return ""
    shown = visible(clip(text, width, at))
    return join_cut(shown, cut(shown, width, at))


def clip(text: str, width: int, at: Crop = "end") -> str:
    """Return as much of a long text as `width` cells can show, and some more.

    So a value of 800,000 characters costs no more than one of a few hundred.
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


def cause(problem: str) -> str:
    """Return why a call failed, for a row that says what it was about: `the service is in …`."""
    _, failed, why = problem.partition(" failed: ")
    return why if failed else problem
