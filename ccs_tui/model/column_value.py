"""A value in a column of a list: what is kept of it, how it is shown, and how it is ordered.

Of each value its canonical text is kept, up to `MOST_CHARACTERS` characters. None means that
nothing is at the path, which is not the same as a `null` there.
"""

import re
from decimal import MAX_EMAX, MIN_EMIN, Context

from ccs_tui.model.json_text import JsonText, kind, parse

MOST_CHARACTERS = 80
"""The characters that are kept of a value; one more says that there were more."""
UNREADABLE = "?"
"""The value of a document that could not be read: no other value has this text."""
ABSENT, UNREAD = "–", "·"
"""The marks of a document that has nothing at the path, and of one that was not read yet."""
CUT = "…"

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_CUT_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$")
_WORDS = frozenset({"null", "true", "false", UNREADABLE, ABSENT, UNREAD})
_RANKS = {"null": 0, "boolean": 1, "number": 2, "string": 3, "array": 4, "object": 5}
# A float rounds a number with more digits, and makes a huge one infinite.
_DIGITS = Context(prec=MOST_CHARACTERS, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def keep(text: JsonText | None) -> str | None:
    """Return what is kept of a value: its beginning, and of a number with more digits `~` and it
    rounded.
    """
    if text is None or len(text) <= MOST_CHARACTERS:
        return text
    if kind(text) == "number":
        return f"~{_DIGITS.create_decimal(text)}"
    return f"{text[:MOST_CHARACTERS]}{CUT}"


def shown_value(kept: str | None) -> str:
    """Return the text of a kept value for a list: strings without quotes, unless they need them.

    A string needs quotes where it would be taken for another value, for a mark, or for nothing.
    """
    if kept is None:
        return ABSENT
    if kept[0] != '"':
        return kept
    characters = _characters(kept)
    is_plain = (
        characters.strip() == characters != ""
        and characters not in _WORDS
        and characters[0] not in '"[{~'
        and not _NUMBER.fullmatch(characters)
    )
    beginning = kept.removesuffix(CUT)
    text = characters if is_plain else _CUT_ESCAPE.sub(r"\1", beginning)
    return text if beginning == kept else f"{text}{CUT}"


def order(kept: str | None) -> tuple[int, object, str] | None:
    """Return the key by which kept values are sorted; None for what has none, which comes last.

    First null, then false, true, numbers by value, strings by their characters in any case, arrays
    and objects by their text. Only the part of a long value that is kept counts.
    """
    if kept is None or kept == UNREADABLE:
        return None
    if kept[0] == "~":
        return 2, _DIGITS.create_decimal(kept[1:]), ""
    rank = _RANKS[kind(JsonText(kept))]
    if rank == 2:
        return 2, _DIGITS.create_decimal(kept), ""
    characters = _characters(kept) if rank == 3 else kept
    return rank, characters.casefold(), characters


def _characters(kept: str) -> str:
    """Return the characters of a kept string, as far as they were kept."""
    if not kept.endswith(CUT):
        return str(parse(kept))
    return str(parse(_CUT_ESCAPE.sub(r"\1", kept.removesuffix(CUT)) + '"'))
