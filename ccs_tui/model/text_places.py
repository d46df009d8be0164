"""The first place in a document that has a text: in a name, or in a value."""

from collections.abc import Mapping
from enum import Enum

from ccs_tui.model.folded_text import fold
from ccs_tui.model.json_text import JsonText, kind, members, parse_array, quote
from ccs_tui.model.tree.search import starts_in
from ccs_tui.model.value_at import ValuePath


class TextPlace(Enum):
    """A part of a document in which a text is looked for, in words."""

    EITHER = "a name or a value"
    NAME = "a name"
    VALUE = "a value"


def first_place(
    properties: Mapping[str, JsonText], text: str, place: TextPlace = TextPlace.EITHER
) -> tuple[ValuePath, JsonText] | None:
    """Return the path to the first value that has a text, or whose name does, and that value.

    The text is found in any case. The characters of a string count, and not the escapes that it is
    written with; the lexeme of a number, `true`, `false` or `null` counts as it is.
    """
    folded = fold(text)
    # Most documents don't have the text, which is seen without parsing them.
    written = fold(quote(folded)[1:-1])
    if not (
        (place is not TextPlace.VALUE and folded in fold("\n".join(properties)))
        or written in fold("".join(properties.values()))
    ):
        return None
    for name, value in properties.items():
        if place is not TextPlace.VALUE and folded in fold(name):
            return (name,), value
        if written not in fold(value):
            continue
        for start in starts_in(value, folded):
            path, found, key = _at(name, value, start)
            if place is TextPlace.EITHER or _is_in(folded, key, found, place):
                return path, found
    return None


def _is_in(folded: str, key: str | int, value: JsonText, place: TextPlace) -> bool:
    if place is TextPlace.NAME:
        return isinstance(key, str) and folded in fold(key)
    if kind(value) in ("object", "array"):
        return False
    return bool(starts_in(value, folded))


def _at(name: str, value: JsonText, start: int) -> tuple[ValuePath, JsonText, str | int]:
    """Return the path, the value and the key of what starts at a place in a property's text."""
    path: list[str | int] = [name]
    at = 0
    while at != start:
        at += 1  # the bracket
        for key, child in _children(value):
            begins = at
            if isinstance(key, str):
                at += len(quote(key)) + 1
            if start < at + len(child):
                break
            at += len(child) + 1  # the comma
        path.append(key)
        value = child
        if begins == start:
            break
    return tuple(path), value, path[-1]


def _children(value: JsonText) -> list[tuple[str | int, JsonText]]:
    if kind(value) == "object":
        return list(members(value).items())
    return list(enumerate(parse_array(value)))
