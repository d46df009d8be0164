"""The colours of a line's characters, told from the line alone.

A JSON string never spans lines, so a regular expression over what is visible is as good as
parsing the document. Where a string is not closed, it ends with its line.
"""

import re
from bisect import bisect_right
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from ccs_tui.ui.widgets.json_editor.long_line import stretches_of

_LOOK_AHEAD = 256
_TOKEN = re.compile(
    r"""
    (?P<string>"(?:[^"\\]|\\.)*+"?+(?P<colon>[ \t]*:)?)
    | (?P<number>-?\d[\d.eE+-]*)
    | (?P<keyword>\b(?:true|false|null)\b)
    | (?P<punctuation>[{}\[\],:]+)
    """,
    re.VERBOSE,
)
_REST_OF_STRING = re.compile(r'(?:[^"\\]|\\.)*+"?+(?P<colon>[ \t]*:)?')


class TokenKind(StrEnum):
    """The kind of a stretch of text, named like the style it has."""

    KEY = "key"
    STRING = "string"
    NUMBER = "number"
    KEYWORD = "keyword"
    PUNCTUATION = "punctuation"


class ColouredText(NamedTuple):
    """Columns `start` to `end`, and the kind of their text."""

    start: int
    end: int
    kind: TokenKind


def tokens(line: str, start: int, end: int) -> list[ColouredText]:
    """Return the tokens of `line` that have a part in the columns `start` to `end`, in order."""
    found: list[ColouredText] = []
    for left, right, in_string in stretches_of(line, start):
        if left >= end:
            break
        # A string that goes on beyond the stretch counts as one here. One that ends in it is told
        # again by the next stretch.
        in_stretch = _tokens(line[left : right + _LOOK_AHEAD], in_string)
        first = bisect_right(in_stretch, start - left, key=attrgetter("end"))
        until = min(right, end) - left
        for token_start, token_end, kind in islice(in_stretch, first, None):
            if token_start >= until:
                break
            found.append(ColouredText(left + token_start, min(left + token_end, right), kind))
    return found


@lru_cache(maxsize=256)
def _tokens(text: str, in_string: bool) -> tuple[ColouredText, ...]:
    found: list[ColouredText] = []
    at = 0
    if in_string and (rest := _REST_OF_STRING.match(text)):
        at = _add_string(found, rest, 0)
    for match in _TOKEN.finditer(text, at):
        if match["string"] is not None:
            _add_string(found, match, match.start())
        else:
            found.append(ColouredText(*match.span(), TokenKind(match.lastgroup or "")))
    return tuple(found)


def _add_string(found: list[ColouredText], match: re.Match[str], start: int) -> int:
    """Add a string, which is a key if a colon follows; return where it ends."""
    if match["colon"] is None:
        found.append(ColouredText(start, match.end(), TokenKind.STRING))
    else:
        found.append(ColouredText(start, match.start("colon"), TokenKind.KEY))
        found.append(ColouredText(match.end() - 1, match.end(), TokenKind.PUNCTUATION))
    return match.end()
