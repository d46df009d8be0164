r"""JSON without loss: a value is kept as its text, so that reading and writing don't change it.

Python's parser, like most, turns `1.50` into `1.5` and `1e400` into infinity, and merges duplicate
keys. A property that was not edited must go back exactly as it came, so the values of documents are
kept as *canonical text* (`JsonText`), and become Python values only to be looked at:

- no white space outside strings; numbers as they were written; keys in the order they came;
- in strings, non-ASCII characters as themselves, and only the escapes that JSON requires, in their
  shortest form (`\n`, `\u0001`, `\"`); a lone surrogate, which UTF-8 can't carry, stays escaped.

Two values are equal if, and only if, their canonical texts are, and the service's count of a value
is the length of its canonical text.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from json.decoder import scanstring  # type: ignore[attr-defined]
from json.encoder import encode_basestring
from typing import Any, NewType

import msgspec

JsonText = NewType("JsonText", str)
"""A JSON value as canonical text, as `canonical`, `encode` and `parse_object` make it."""


class JsonError(ValueError):
    """Text that is not JSON, with the place and the reason.

    `reason` is a phrase; `line` and `column` count from 1, `offset` from 0, in code points.
    """

    def __init__(self, reason: str, text: str, offset: int) -> None:
        self.reason = reason
        self.offset = min(offset, len(text))
        self.line = text.count("\n", 0, self.offset) + 1
        self.column = self.offset - text.rfind("\n", 0, self.offset)
        super().__init__(f"line {self.line}, column {self.column}: {reason}")


class Number(str):
    """A number as it was written: `1.50` stays `1.50`, and `1e400` finite."""

    __slots__ = ()


JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | Number | bool | None


def canonical(text: str) -> JsonText:
    """Check that `text` is one JSON value and return it as canonical text.

    Raises JsonError if it is not, or if an object in it has the same key twice.
    """
    check_json(text)
    return compact(text)


def check_json(text: str) -> None:
    """Check that `text` is one JSON value, as `canonical` does, without making any."""
    _expect_end(text, _end_of(text, _skip_space(text, 0)))


def compact(valid: str) -> JsonText:
    """Return text that is known to be valid JSON as canonical text, without checking it again.

    Raises JsonError if it is nested too deeply.
    """
    if not valid.isascii():
        valid = _escape_surrogates(valid)
    try:
        return JsonText(_normalise_escapes(_format(valid, -1)))
    except RecursionError:
        raise JsonError(_TOO_DEEP, valid, 0) from None


def parse(text: str) -> JsonValue:
    """Read `text` as Python values, numbers as `Number`. Raises JsonError."""
    value, end = _scan(_raw_decode, text, _skip_space(text, 0))
    _expect_end(text, end)
    return value


def parse_object(text: str) -> dict[str, JsonText]:
    """Split a JSON object into its top-level members, each value as canonical text.

    Raises JsonError if `text` is not an object, or an object in it has the same key twice.
    """
    members: dict[str, JsonText] = {}
    at = _open(text, "{", "an object in braces")
    while not _closes(text, at, "}", bool(members)):
        at = _next(text, at, bool(members))
        if text[at : at + 1] != '"':
            raise _expected("a name in double quotes", text, at)
        try:
            name, end = scanstring(text, at + 1, True)
        except json.JSONDecodeError as error:
            raise _translate(error, text) from None
        if name in members:
            raise JsonError(f"the name {_shown(name)} is here twice", text, at)
        at = _skip_space(text, end)
        if text[at : at + 1] != ":":
            raise _expected("a colon", text, at)
        start = _skip_space(text, at + 1)
        end = _end_of(text, start)
        members[name] = compact(text[start:end])
        at = _skip_space(text, end)
    _expect_end(text, at + 1)
    return members


def parse_array(text: str) -> list[JsonText]:
    """Split a JSON array into its elements, each as canonical text.

    Raises JsonError if `text` is not an array, or an object in it has the same key twice.
    """
    elements: list[JsonText] = []
    at = _open(text, "[", "an array in brackets")
    while not _closes(text, at, "]", bool(elements)):
        at = _next(text, at, bool(elements))
        end = _end_of(text, at)
        elements.append(compact(text[at:end]))
        at = _skip_space(text, end)
    _expect_end(text, at + 1)
    return elements


def members(text: JsonText) -> dict[str, JsonText]:
    """Split the canonical text of an object into its members, each as canonical text.

    It does as `parse_object` in a fifth of the time, for text that was checked before. Raises
    JsonError if the text is no object.
    """
    try:
        raw = _split(text)
    except msgspec.DecodeError:  # no object, or one with a lone surrogate, which msgspec refuses
        return parse_object(text)
    return {name: JsonText(str(value, "utf-8")) for name, value in raw.items()}


def join_object(members: Mapping[str, JsonText]) -> JsonText:
    """Join top-level members to the canonical text of one object."""
    return JsonText("{" + ",".join(f"{quote(n)}:{v}" for n, v in members.items()) + "}")


def quote(string: str) -> JsonText:
    """Return `string` as the canonical text of a JSON string."""
    text: str = encode_basestring(string)
    return JsonText(text if text.isascii() else _escape_surrogates(text))


def encode(value: Any) -> JsonText:
    """Return a Python value (as of `json`) as canonical text.

    Raises ValueError for NaN and infinities and TypeError for what JSON has no form for.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return JsonText(text if text.isascii() else _normalise_escapes(_escape_surrogates(text)))


def decode(text: JsonText) -> Any:
    """Return canonical text as plain Python values.

    This is convenient but loses digits: numbers become int and float. An integer of more digits
    than `sys.get_int_max_str_digits()` becomes a `Number`. Raises JsonError if the text is nested
    too deeply.
    """
    try:
        try:
            return json.loads(text)
        except ValueError:
            return json.loads(text, parse_int=lambda digits: _int_or_number(digits))
    except RecursionError:
        raise JsonError(_TOO_DEEP, text, 0) from None


def pretty(text: JsonText) -> str:
    """Return canonical text indented by two spaces a level, for people to read and edit.

    Text that is nested too deeply to be indented is returned unchanged.
    """
    try:
        return _format(text, 2)
    except RecursionError:
        return text


KINDS = {
    "{": "object",
    "[": "array",
    '"': "string",
    "t": "boolean",
    "f": "boolean",
    "n": "null",
}


def kind(text: JsonText) -> str:
    """Return the type of a value: object, array, string, number, boolean or null."""
    return KINDS.get(text[:1], "number")


# ── inside ─────────────────────────────────────────────────────────────────────────────────────


class _DuplicateKeyError(ValueError):
    pass


class _ConstantError(ValueError):
    pass


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateKeyError
    return members


def _refuse(constant: str) -> None:
    raise _ConstantError(constant)


_raw_decode = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=Number, parse_int=Number, parse_constant=_refuse
).raw_decode


def _unique_names(pairs: list[tuple[str, JsonValue]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _DuplicateKeyError


# A number that is only checked becomes the length of its text, which takes no memory and no time:
# the scanner is one call that lets no other thread go on.
_raw_check = json.JSONDecoder(
    object_pairs_hook=_unique_names, parse_float=len, parse_int=len, parse_constant=_refuse
).raw_decode
_Reader = Callable[[str, int], tuple[JsonValue, int]]

_split = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|-?(?:NaN|Infinity)', re.DOTALL)
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


def _int_or_number(digits: str) -> int | Number:
    try:
        return int(digits)
    except ValueError:
        return Number(digits)


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _expect_end(text: str, at: int) -> None:
    if (at := _skip_space(text, at)) != len(text):
        raise JsonError("unexpected text after the value", text, at)


def _open(text: str, bracket: str, what: str) -> int:
    at = _skip_space(text, 0)
    if text[at : at + 1] != bracket:
        raise JsonError(f"{what} is expected here", text, at)
    return _skip_space(text, at + 1)


def _expected(what: str, text: str, at: int) -> JsonError:
    return JsonError(f"{what} is expected here" if at < len(text) else _EARLY_END, text, at)


def _closes(text: str, at: int, bracket: str, follows: bool) -> bool:
    """Return whether the container ends at `at`; `follows` means that it has a part already."""
    if (character := text[at : at + 1]) == bracket:
        return True
    if follows and character != ",":
        raise _expected(f"a comma or {bracket}", text, at)
    return False


def _next(text: str, at: int, follows: bool) -> int:
    return _skip_space(text, at + 1) if follows else at


def _end_of(text: str, at: int) -> int:
    """Check the value that begins at `at`, and return where it ends. Raises JsonError."""
    return _scan(_raw_check, text, at)[1]


def _scan(read: _Reader, text: str, at: int) -> tuple[JsonValue, int]:
    """Read the value that begins at `at`; return it and where it ends. Raises JsonError."""
    try:
        return read(text, at)
    except json.JSONDecodeError as error:
        raise _translate(error, text) from None
    except RecursionError:
        raise JsonError(_TOO_DEEP, text, at) from None
    except _ConstantError as error:
        raise JsonError(f"{error} is not JSON", text, _find_constant(text, at)) from None
    except _DuplicateKeyError:
        offset, name = _find_duplicate(text, at)
        raise JsonError(f"the name {_shown(name)} is here twice", text, offset) from None


def _format(text: str, indent: int) -> str:
    """Indent valid JSON by `indent` spaces a level, or compact it with -1; its tokens stay."""
    try:
        return msgspec.json.format(text, indent=indent)
    except msgspec.DecodeError:
        # msgspec refuses lone surrogates even as escapes: a mark hides them.
        mark = unused_in(text)
        hidden = _ESCAPE.sub(lambda match: _hide(match[0], mark), text)
        return msgspec.json.format(hidden, indent=indent).replace(mark, "\\u")


def unused_in(text: str) -> str:
    """Return a mark that is not in a text, and does not come into it by being put in either."""
    # The mark's ends differ, so that no part of a mark makes another mark with the text beside it.
    return next(mark for at in count() if (mark := f"\ue000{at}\ue001") not in text)


def _hide(escape: str, mark: str) -> str:
    lone = len(escape) == 6 and escape[2] in "dD" and escape[3] in "89abcdefABCDEF"
    return mark + escape[2:] if lone else escape


def _escape_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub(_joined_or_escaped, text)
    return text


def _joined_or_escaped(match: re.Match[str]) -> str:
    """Join two halves of a character that belong together; make a lone half an escape."""
    if len(match[0]) == 2:
        return match[0].encode("utf-16", "surrogatepass").decode("utf-16")
    return f"\\u{ord(match[0]):04x}"


def _normalise_escapes(text: str) -> str:
    # The other escapes have only one form. One character is found 20 times as quickly.
    if "\\" in text and ("\\u" in text or "\\/" in text):
        return _ESCAPE.sub(_shortest, text)
    return text


def _shortest(match: re.Match[str]) -> str:
    escape = match[0]
    if escape == "\\/":
        return "/"
    if escape[1] != "u":
        return escape
    character: str = json.loads(f'"{escape}"')
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character < " " or "\ud800" <= character <= "\udfff":
        return escape.lower()
    return character


_EARLY_END = "the text ends too early"
_TOO_DEEP = "it is nested too deeply"

# The messages of the standard library's scanner, in words for people.
_REASONS = {
    "Expecting value": "a value is expected here",
    "Expecting property name enclosed in double quotes": "a name in double quotes is expected here",
    "Expecting ':' delimiter": "a colon is expected here",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected here",
    "Illegal trailing comma before end of object": "a comma after the last member",
    "Illegal trailing comma before end of array": "a comma after the last element",
    "Unterminated string starting at": "the string that starts here never ends",
    "Invalid control character at": "a control character must be escaped in a string",
    "Invalid \\escape": "there is no such escape",
    "Invalid \\uXXXX escape": "\\u needs four hexadecimal digits",
    "Extra data": "unexpected text after the value",
}


def _translate(error: json.JSONDecodeError, text: str) -> JsonError:
    reason = _REASONS.get(error.msg.removesuffix(": "), error.msg)
    return JsonError(_EARLY_END if _is_at_end(error, text) else reason, text, error.pos)


def _is_at_end(error: json.JSONDecodeError, text: str) -> bool:
    return error.pos >= len(text.rstrip(" \t\n\r")) and text.strip(" \t\n\r") != ""


def _shown(name: str) -> str:
    quoted = quote(name)
    return quoted if len(quoted) <= 40 else f'{quoted[:38]}…"'


def _tokens(text: str, at: int) -> Iterator[tuple[int, str]]:
    return ((match.start(), match[0]) for match in _TOKEN.finditer(text, at))


def _find_constant(text: str, at: int) -> int:
    return next((start for start, token in _tokens(text, at) if token[-1] in "Ny"), at)


def _find_duplicate(text: str, at: int) -> tuple[int, str]:
    """Find the second occurrence of a name within its object; only needed after a failure."""
    seen: list[set[str] | None] = []
    before = ""
    name_at, quoted = at, ""
    for start, lexeme in _tokens(text, at):
        if lexeme == "{":
            seen.append(set())
        elif lexeme == "[":
            seen.append(None)
        elif lexeme in ("}", "]"):
            seen.pop()
        elif lexeme == ":" and before.startswith('"') and seen and (names := seen[-1]) is not None:
            name = json.loads(quoted)
            if name in names:
                return name_at, name
            names.add(name)
        elif lexeme.startswith('"'):
            name_at, quoted = start, lexeme
        before = lexeme
    return at, ""
