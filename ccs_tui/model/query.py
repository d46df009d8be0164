"""A query: the line by which documents are searched, and what it finds in one of them.

Its terms stand in one line with spaces between, and a document has to fit them all:

| term | it fits documents |
| --- | --- |
| `refund`, `"two words"` | with this text in a name or a value, in any case |
| `name:refund`, `value:refund` | with it in a name alone, or in a value alone |
| `intent=refund`, `slots.to=null`, `n!=3` | with this value at a path, or another one there |
| `has:slots.to`, `no:slots.to` | with anything at a path, or with nothing there |
| `type:slots.to=null` | with a value of this type at a path |
| `size>100k`, `size<2k` | of more or fewer characters |
| `expires<2h`, `expires>30d` | that expire sooner or later than in so long |
| `where:EXPRESSION` | of which a JMESPath expression is true; the rest of the line belongs to it |
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import parse_duration, remaining_seconds
from ccs_tui.model.expression import Expression, ExpressionError
from ccs_tui.model.json_text import KINDS, JsonText, kind, quote
from ccs_tui.model.text_places import TextPlace, first_place
from ccs_tui.model.tree.paths import PathError, format_path, parse_path
from ccs_tui.model.value_at import value_at

TYPES = sorted({*KINDS.values(), "number"})
_UNITS = {"": 1, "k": 1_000, "m": 1_000_000}
_WORD = re.compile(r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")(?=\s|$)|(?P<word>\S+))')
_TERM = re.compile(r"(?P<key>name|value|has|no|type|where):(?P<rest>.*)", re.DOTALL)
_MEASURE = re.compile(r"(?P<what>size|expires)\s*(?P<sign>[<>])\s*(?P<rest>.*)", re.DOTALL)
_COMPARED = re.compile(r"([^<>=\s]+)([<>]=?)([^<>=\s]+)")
_EQUALS = re.compile(
    r"""(?P<path>(?:[^=!<>\s"]|"(?:[^"\\]|\\.)*")+?)(?P<sign>!?=)(?P<rest>.*)""", re.DOTALL
)


class QueryError(ValueError):
    """A query that can't be read; the text says what is wrong with which term."""


class Match(NamedTuple):
    """The part of a document that fits: a value and its path, or all of it, with the path `()`."""

    path: tuple[str | int, ...] = ()
    value: JsonText | None = None


WHOLE = Match()
Fits = Callable[[Mapping[str, JsonText]], Match | None]
"""Returns what fits in a document's properties, or None if nothing does."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """A bound on a number: of characters, or of seconds."""

    sign: str
    number: int

    def fits(self, number: int) -> bool:
        return number > self.number if self.sign == ">" else number < self.number


class Query:
    """A query, read once and asked of many documents. Raises QueryError.

    `words` says what it asks for, as people would. `hints` are sentences on terms that read like a
    comparison of a value, and are looked for as text. `misfit` is why the expression of `where:`
    can't be asked of documents, None as soon as it could be of one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.misfit: str | None = None
        self.hints: list[str] = []
        self._is_asked = False
        self._terms: list[Fits] = []
        self._sizes: list[_Limit] = []
        self._expiries: list[_Limit] = []
        words: list[str] = []
        for term, is_quoted in _split(text):
            words.append(self._take_text(term) if is_quoted else self._take(term))
        if not words:
            raise QueryError("Type what to look for.")
        self.words = ", ".join(words)

    @property
    def needs_expiry(self) -> bool:
        """True if it can be asked only of a document whose expiry is known."""
        return bool(self._expiries)

    def match(self, document: Document) -> Match | None:
        """Return what fits in a document, whatever its expiry, or None. Raises QueryError."""
        if self._sizes and not all(limit.fits(document.size) for limit in self._sizes):
            return None
        best = WHOLE
        for fits in self._terms:
            found = fits(document.properties)
            if found is None:
                return None
            best = best if best.path else found
        return best

    def fits_expiry(self, expires_at: datetime, now: datetime) -> bool:
        """Return whether an expiry fits, at an instant of the service's clock."""
        return all(limit.fits(remaining_seconds(expires_at, now)) for limit in self._expiries)

    # ── reading ────────────────────────────────────────────────────────────────────────────────

    def _take(self, term: str) -> str:
        """Take a term, and return it in words."""
        if (measure := _MEASURE.fullmatch(term)) is not None:
            return self._take_measure(measure["what"], measure["sign"], measure["rest"])
        if (keyed := _TERM.fullmatch(term)) is None:
            equals = _EQUALS.fullmatch(term)
            if equals is not None:
                return self._take_equals(equals)
            if (compared := _COMPARED.fullmatch(term)) is not None:
                self.hints.append(
                    f"{term} is looked for as text: only size and expires are compared so. For a "
                    f"value write where:{compared[1]} {compared[2]} `{compared[3]}`."
                )
            return self._take_text(term)
        key, rest = keyed["key"], _unquoted(keyed["rest"])
        if not rest.strip():
            raise QueryError(f"{key}: needs something after the colon.")
        if key in ("name", "value"):
            return self._take_text(rest, TextPlace.NAME if key == "name" else TextPlace.VALUE)
        if key == "where":
            return self._take_expression(rest)
        return self._take_type(rest) if key == "type" else self._take_presence(key, keyed["rest"])

    def _take_text(self, text: str, place: TextPlace = TextPlace.EITHER) -> str:
        def fits(properties: Mapping[str, JsonText]) -> Match | None:
            found = first_place(properties, text, place)
            return None if found is None else Match(*found)

        self._terms.append(fits)
        return f"“{text}” in {place.value}"

    def _take_equals(self, equals: re.Match[str]) -> str:
        path, text = _path(equals["path"]), equals["rest"]
        # What is typed is JSON, or else the characters of a string.
        wanted = {text, quote(_unquoted(text))}
        is_other = equals["sign"] == "!="

        def fits(properties: Mapping[str, JsonText]) -> Match | None:
            found = value_at(properties, path)
            if found is None or (found in wanted) is is_other:
                return None
            return Match(path, found)

        self._terms.append(fits)
        return f"{format_path(path)} {'is not' if is_other else 'is'} {text or 'empty'}"

    def _take_presence(self, key: str, text: str) -> str:
        path, wanted = _path(text), key == "has"

        def fits(properties: Mapping[str, JsonText]) -> Match | None:
            found = value_at(properties, path)
            if (found is not None) is not wanted:
                return None
            return Match(path, found) if wanted else WHOLE

        self._terms.append(fits)
        return f"{'with' if wanted else 'without'} {format_path(path)}"

    def _take_type(self, text: str) -> str:
        name, sign, wanted = text.rpartition("=")
        if not sign or wanted not in TYPES:
            raise QueryError(f"type: reads like type:slots.to=null, with {', '.join(TYPES)}.")
        path = _path(name)

        def fits(properties: Mapping[str, JsonText]) -> Match | None:
            found = value_at(properties, path)
            return None if found is None or kind(found) != wanted else Match(path, found)

        self._terms.append(fits)
        return f"{format_path(path)} is of type {wanted}"

    def _take_expression(self, text: str) -> str:
        try:
            expression = Expression(text)
        except ExpressionError as error:
            raise QueryError(f"where: {error}.") from None

        def fits(properties: Mapping[str, JsonText]) -> Match | None:
            try:
                holds = expression.holds(properties)
            except ExpressionError as error:
                # It does not fit this document's values, so it isn't true.
                self.misfit = None if self._is_asked else error.reason
                return None
            self._is_asked, self.misfit = True, None
            return WHOLE if holds else None

        self._terms.append(fits)
        return f"where {text}"

    def _take_measure(self, what: str, sign: str, text: str) -> str:
        more, fewer = ("later", "sooner") if what == "expires" else ("more", "fewer")
        if what == "expires":
            try:
                self._expiries.append(_Limit(sign, parse_duration(text)))
            except ValueError as error:
                raise QueryError(f"expires{sign}{text}: {error}") from None
            return f"expires {more if sign == '>' else fewer} than in {text}"
        number = re.fullmatch(r"(\d{1,9})([km]?)", text.lower())
        if number is None:
            raise QueryError(f"size{sign}{text}: a size reads like 800, 100k or 1m.")
        self._sizes.append(_Limit(sign, int(number[1]) * _UNITS[number[2]]))
        return f"{more if sign == '>' else fewer} than {text} characters"


def _split(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the terms of a line, and whether each stood in quotes."""
    at = 0
    while (word := _WORD.match(text, at)) is not None:
        if word["quoted"] is not None:
            yield _unquoted(word["quoted"]), True
            at = word.end()
            continue
        start = word.start("word")
        if text.startswith("where:", start):
            yield text[start:].rstrip(), False
            return
        at = _end_of_term(text, start)
        yield text[start:at], False


def _end_of_term(text: str, at: int) -> int:
    """Return where the term ends that begins at `at`: at a space that stands in no quotes."""
    is_quoted = False
    while at < len(text) and (is_quoted or not text[at].isspace()):
        if is_quoted and text[at] == "\\":
            at += 1
        is_quoted ^= text[at : at + 1] == '"'
        at += 1
    return min(at, len(text))


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    return text


def _path(text: str) -> tuple[str | int, ...]:
    try:
        path = tuple(parse_path(text))
    except PathError as error:
        raise QueryError(str(error)) from None
    if not path or not isinstance(path[0], str):
        raise QueryError(f"{text or 'A path'} has to begin with the name of a property.")
    return path
