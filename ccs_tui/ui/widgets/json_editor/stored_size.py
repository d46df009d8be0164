"""The characters that a line of JSON adds to the stored text, counted without a parser.

A JSON string never spans lines, so each line stands for itself: a document's size is the sum of
its lines' sizes, and an edit changes only the sizes of the lines it touches. For valid JSON the
sum is the length of its canonical text (`ccs_tui.model.json_text`): white space outside strings
counts nothing, an escape as the character or the escape it becomes, a control character typed raw
as the escape that it needs. For what is not JSON yet, a string that is not closed ends with its
line.
"""

import re
from typing import NamedTuple

_RAW_SURROGATE = re.compile("[\ud800-\udfff]")
_RAW_CONTROL = re.compile("[\x00-\x1f]")
_UNICODE_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u([0-9a-fA-F]{4})"
)
_SHORT_ESCAPES = frozenset('"\\\b\f\n\r\t')


class StoredSize(NamedTuple):
    """The characters that a part of a line adds, if it begins `outside` or `inside` a string.

    `quotes_odd` is True if it ends on the other side of a quote than it began.
    """

    outside: int
    inside: int
    quotes_odd: bool


def line_size(line: str) -> int:
    """Return the characters of canonical text that a line adds."""
    if "\\" in line or not line.isprintable():
        return stored_size(line).outside
    if '"' not in line:
        return len(line) - line.count(" ")
    return len(line) - "".join(line.split('"')[::2]).count(" ")


def text_size(text: str) -> int:
    """Return the sum of the sizes of the lines of `text`."""
    stored = _with_escapes_as_stored(text)
    parts = stored.split('"')
    inside = "".join(parts[1::2])
    if "\n" in inside:
        return sum(map(line_size, text.split("\n")))
    return len(stored) - _spaces("".join(parts[::2])) + _escapes_needed(inside)


def stored_size(text: str) -> StoredSize:
    """Return the size of a part of a line that neither begins nor ends within an escape."""
    text = _with_escapes_as_stored(text)
    parts = text.split('"')
    spaces = [_spaces("".join(parts[turn::2])) for turn in (0, 1)]
    escapes = [_escapes_needed("".join(parts[turn::2])) for turn in (0, 1)]
    return StoredSize(
        outside=len(text) - spaces[0] + escapes[1],
        inside=len(text) - spaces[1] + escapes[0],
        quotes_odd=len(parts) % 2 == 0,
    )


def is_between_escapes(text: str, at: int) -> bool:
    """Return whether `text` can be counted in two parts, cut at `at`, wherever its strings begin.

    It looks only at a few characters around `at`, and may answer no where yes were right.
    """
    before = text[max(0, at - 5) : at]
    after = text[at : at + 4]
    return not (
        before.endswith("\\")
        or "\\u" in before
        or (after.startswith("\\u") and after[2:3] in "dD" and after[3:] in "cdefCDEF")
        or _RAW_SURROGATE.search(before[-1:] + after[:1])
    )


def _spaces(text: str) -> int:
    spaces = text.count(" ")
    return spaces if text.isprintable() else spaces + sum(map(text.count, "\t\n\r"))


def _escapes_needed(text: str) -> int:
    if text.isprintable():
        return 0
    return sum(1 if c in _SHORT_ESCAPES else 5 for c in _RAW_CONTROL.findall(text))


def _with_escapes_as_stored(text: str) -> str:
    """Put as many fillers in place of each escape as canonical text takes for it."""
    if not text.isascii() and _RAW_SURROGATE.search(text):
        text = _RAW_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    if "\\" not in text:
        return text
    text = text.replace("\\\\", "xx").replace('\\"', "xx").replace("\\/", "x")
    return _UNICODE_ESCAPE.sub(_fillers, text) if "\\u" in text else text


def _fillers(match: re.Match[str]) -> str:
    if match[1] is None:
        return "x"
    character = chr(int(match[1], 16))
    if character in _SHORT_ESCAPES:
        return "xx"
    return "xxxxxx" if character < " " or "\ud800" <= character <= "\udfff" else "x"
