"""Values in a text of any kind: in quotes, escaped once or more often, or bare."""

import json
import re
from contextlib import suppress
from urllib.parse import unquote

LONGEST = 512
"""Characters of a value at most, escapes included."""
QUOTES = ("'", '"')
TRAILING = ",;.:!?)]}>'\"`|"
"""Characters at the end of a bare value that belong to the sentence around it."""

_ANSI = re.compile(r"\x1b(?:\[[0-9;:?]*+[ -/]*+[@-~]|\][^\x07\x1b]*+(?:\x07|\x1b\\)|[@-Z\\^_])")
_BARE = re.compile(r"[^\s\"'\\,;&<>(){}\[\]|`]{1,512}+")
_WORD = re.compile(r"[^\s\"'\\<>`|]{1,512}+")
PLAIN_VALUE = (
    r"\\*+[\"']?+\s*+[:=]\s*+(?:"
    r"(?P<closing>\\*+[\"'])(?P<quoted>[\w.:-]{1,128}+)(?P=closing)"
    r"|(?P<bare>[\w.:-]{1,128}+)(?=[\s,;&})\]<\"'|]|\Z))?+"
)
"""A value after a field's name, if there is nothing odd in it, and else nothing: most are such."""
_BEGIN = re.compile(r"\\*+[\"']?+\s*+[:=]\s*+(?P<escapes>\\*+)(?P<quote>[\"']?)")


def without_escapes(text: str) -> str:
    """Return a text without a terminal's codes, and without the shell's way to write `'` in `'`."""
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    return text.replace("'\\''", "'") if "'\\''" in text else text


def value_after(text: str, at: int) -> str | None:
    """Return the value after a field's name that ends at a character; None if there is none.

    It is in quotes, which may be escaped as they are in JSON within JSON, or it is bare.
    """
    begin = _BEGIN.match(text, at)
    if begin is None:
        return None
    start = begin.end()
    if not begin["quote"]:
        bare = _BARE.match(text, start)
        return clean(bare.group().rstrip(TRAILING)) if bare is not None else None
    return _quoted(text, start, begin["escapes"] + begin["quote"])


def value_of_match(text: str, field: re.Match[str]) -> str | None:
    """Return the value of a match that ends with `PLAIN_VALUE`, and has its name as `end`."""
    if (quoted := field["quoted"]) is not None:
        return str(quoted)
    if (bare := field["bare"]) is not None:
        return str(bare).rstrip(TRAILING)
    return value_after(text, field.end("end"))


def bare_value_at(text: str, at: int, *, in_quotes: bool) -> str:
    """Return the value that begins at a character, which ends with its quotes or its word."""
    if in_quotes:
        before = at - 1
        while text[before - 1 : before] == "\\":
            before -= 1
        value = _quoted(text, at, text[before:at])
        if value is not None:
            return value
    word = _WORD.match(text, at)
    return word.group().rstrip(TRAILING.replace(":", "")) if word is not None else ""


def _quoted(text: str, start: int, closing: str) -> str | None:
    """Return what stands up to the closing quote, each layer of its escapes taken off."""
    # Quotes that were escaped k times have 2ᵏ - 1 backslashes before them; a quote inside the value
    # has as many again, and backslashes at its end come in groups of 2ᵏ⁺¹.
    layers = len(closing).bit_length()
    end = text.find(closing[-1:], start, start + LONGEST)
    while end >= 0 and _backslashes(text, start, end) % 2**layers != len(closing) - 1:
        end = text.find(closing[-1:], end + 1, start + LONGEST)
    if end < 0:
        return None
    end -= len(closing) - 1
    value = text[start:end]
    if "\n" in value:
        return None
    for _ in range(layers):
        if "\\" not in value:
            break
        with suppress(ValueError):
            value = str(json.loads(f'"{value}"'))
    return value


def _backslashes(text: str, start: int, at: int) -> int:
    """Return how many backslashes stand before a character."""
    return at - start - len(text[start:at].rstrip("\\"))


def clean(value: str) -> str:
    """Return a value without one layer of percent-encoding, as it is if that makes no text."""
    if "%" not in value:
        return value
    with suppress(UnicodeDecodeError):
        return unquote(value, errors="strict")
    return value
