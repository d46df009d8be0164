"""JSON as people and programs write it, each text beside the canonical text that it must become.

The pairs are made together, from the same choices, so that no code of ours decides what is right.
"""

import re
from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True)
class Written:
    """A value as it is written, and its canonical text."""

    text: str
    canonical: str


SHORT = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip


def _escaped(character: str, upper: bool) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = (units[at : at + 2].hex() for at in range(0, len(units), 2))
    return "".join("\\u" + (pair.upper() if upper else pair) for pair in pairs)


def _canonical_character(character: str) -> str:
    if character in SHORT:
        return SHORT[character]
    if character < " " or "\ud800" <= character <= "\udfff":
        return _escaped(character, upper=False)
    return character


def _written(plain: str, way: int) -> Written:
    """Return a character, written in one of the ways that JSON has for it."""
    ways = [_escaped(plain, upper=False), _escaped(plain, upper=True)]
    if plain in SHORT:
        ways.append(SHORT[plain])
    elif plain >= " " and not "\ud800" <= plain <= "\udfff":
        ways.append(plain)
    if plain == "/":
        ways.append("\\/")
    return Written(ways[way % len(ways)], _canonical_character(plain))


# Examples are drawn as often as all else is done: none of these makes a strategy while it draws.
_notable_characters = st.sampled_from('"\\/\b\f\n\r\t\x00\x1f\x7f\x9b é中🏖\u2028\ufeff\ue000')
_halves = st.sampled_from(["\ud800", "\udbff", "\udc00", "\udfff"])
_characters = st.one_of(st.characters(exclude_categories=["Cs"]), _notable_characters, _halves)
_plain_strings = st.lists(st.tuples(_characters, st.integers(0, 11)), max_size=8)


def _has_no_pair(characters: list[tuple[str, int]]) -> bool:
    """Whether no two halves stand so that they are one character."""
    return not re.search("[\ud800-\udbff][\udc00-\udfff]", "".join(c for c, _ in characters))


def _quoted(plain: list[tuple[str, int]]) -> Written:
    characters = [_written(character, way) for character, way in plain]
    return Written(
        f'"{"".join(c.text for c in characters)}"', f'"{"".join(c.canonical for c in characters)}"'
    )


strings = _plain_strings.filter(_has_no_pair).map(_quoted)
"""Strings, any of their characters escaped in one way or another."""

_digits = st.text("0123456789", min_size=1, max_size=20)
_fractions = st.just("") | _digits.map(lambda digits: f".{digits}")
_signs = st.sampled_from(["e", "E", "e+", "E+", "e-", "E-"])
_exponents = st.just("") | st.tuples(_signs, st.text("0123456789", min_size=1, max_size=4)).map(
    "".join
)
numbers = st.one_of(
    st.tuples(
        st.sampled_from(["", "-"]),
        st.integers(0, 10**31 - 1).map(str),
        _fractions,
        _exponents,
    ).map("".join),
    st.sampled_from(["0", "-0", "1.0", "1.50", "1e400", "1E+5", "9007199254740993", "9" * 5_000]),
).map(lambda lexeme: Written(lexeme, lexeme))

_WHITE = ["", " ", "\t", "\n", "\r"]
spaces = st.sampled_from(sorted({before + after for before in _WHITE for after in _WHITE}))
words = st.sampled_from(["true", "false", "null"]).map(lambda word: Written(word, word))


@st.composite
def _joined(draw: st.DrawFn, parts: list[Written], brackets: str) -> Written:
    """Put `parts` between brackets with commas, and white space wherever it may be."""
    spaced = [draw(spaces) + part.text + draw(spaces) for part in parts] or [draw(spaces)]
    return Written(
        brackets[0] + ",".join(spaced) + brackets[1],
        brackets[0] + ",".join(part.canonical for part in parts) + brackets[1],
    )


_names = st.lists(strings, max_size=4, unique_by=lambda name: name.canonical)


@st.composite
def _members(draw: st.DrawFn, values: st.SearchStrategy[Written]) -> list[Written]:
    members = []
    for name in draw(_names):
        value = draw(values)
        members.append(
            Written(
                f"{name.text}{draw(spaces)}:{draw(spaces)}{value.text}",
                f"{name.canonical}:{value.canonical}",
            )
        )
    return members


def objects(values: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    """Objects of these values."""
    return _members(values).flatmap(lambda members: _joined(members, "{}"))


def arrays(values: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    """Arrays of these values."""
    return st.lists(values, max_size=4).flatmap(lambda elements: _joined(elements, "[]"))


def _containers(values: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return st.one_of(arrays(values), objects(values))


values = st.recursive(st.one_of(strings, numbers, words), _containers, max_leaves=12)
"""Any value, written in any way."""

_python_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
)


def _python_containers(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.lists(values, max_size=4), st.dictionaries(st.text(), values, max_size=4))


python_values = st.recursive(_python_leaves, _python_containers, max_leaves=12)
"""Plain Python values that JSON has a form for."""

payloads = st.dictionaries(st.text(), python_values, max_size=6)
"""Documents' properties as plain Python values."""
