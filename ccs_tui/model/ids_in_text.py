"""The ids in a text that was pasted: an API's URL, a `curl` line, a document's key, a log, a trace.

Everything is found by searching for something literal that stands beside an id, so that a log of a
megabyte takes milliseconds; no expression can go back over what it has read.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from ccs_tui.model.ids_in_urls import NamespaceMention, in_urls
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.values_in_text import (
    PLAIN_VALUE,
    QUOTES,
    bare_value_at,
    clean,
    value_of_match,
    without_escapes,
)

MOST_IDS = 100
"""Ids that are found at most."""
LONGEST_TEXT = 4_000_000
"""Characters that are looked at: the rest of a longer text is not."""
EXAMINED = 20_000
"""Places that may have an id, of each kind, that are looked at: a log repeats a few ids often."""
NEAR = 400
"""Characters within which a namespace belongs to a session id: those of one call's body."""
_NO_IDS = frozenset({"null", "none", "nil", "undefined", "true", "false", "nan", "-", "0"})

SESSION_FIELDS = ("sessionid", "conversationid", "convid", "dialogid")
"""Ends of the names of fields that hold a conversation's id, in small letters."""
PERSON_FIELDS = ("consumerid", "userid", "customerid", "visitorid")
"""The same of those that hold a person's, under which bots keep what outlives a conversation."""

_BEFORE_ID = "|".join(
    rf"(?<=[{two[0]}{two[0].upper()}][{two[1]}{two[1].upper()}]{separator}[iI][dD])"
    for two in sorted({field[-4:-2] for field in (*SESSION_FIELDS, *PERSON_FIELDS)})
    for separator in ("", "[_-]")
)
# The search is for `id`; then comes what tells most of these apart, and the value.
_ID_FIELD = re.compile(rf"(?P<end>[iI][dD])(?=[\\\"'\s:=])(?:{_BEFORE_ID}){PLAIN_VALUE}")
_FIELD_NAME = re.compile(r"[A-Za-z0-9_-]*+\Z")
_NAME_LENGTH = 40
_NAMESPACE_FIELD = re.compile(rf"(?P<end>[nN]ame_?+[sS]pace){PLAIN_VALUE}")
_KEY_FIELD = re.compile(rf"(?P<end>ocument_?+[kK]ey){PLAIN_VALUE}")
_UUID_TAIL = re.compile(
    r"-(?<=(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2}))[0-9a-fA-F]{8}-)"
    r"[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
)
_NAME_BEFORE = re.compile(r"([A-Za-z0-9_]++)(?::|/|%3[aA]|%2[fF])\Z")


@dataclass(frozen=True, slots=True)
class FoundId:
    """An id in a text, with the place where it was found.

    `namespace` is that of its document, None if the text does not say. `session` None is the
    namespace itself, or its document. `account` is another one than that which
    is connected to, None where the text names no other. `where` is a
    phrase, as `conversationId` or `a URL of v1`; `line` counts from 1.
    """

    session: str | None
    namespace: str | None
    account: str | None
    where: str
    line: int

    def key(self, account: str) -> DocumentKey | None:
        """Return the key of its document, None if the text does not say its namespace."""
        if self.namespace is None:
            return None
        return DocumentKey(self.account or account, self.namespace, self.session)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A found id at a character of the text."""

    at: int
    session: str | None
    where: str
    namespace: str | None = None
    account: str | None = None


def ids_in_text(text: str, account: str, namespaces: Collection[str] = ()) -> list[FoundId]:
    """Return the ids in a text, each once, the surest first, and in each kind in their order.

    First the documents that it names whole (keys and URLs, and a session id beside a namespace),
    then the conversation's ids, those of persons, and what looks like an id (UUIDs). `account` is
    the one that is connected to, `namespaces` are those known in it: `name:id` is taken for a key
    only with one of these.
    """
    text = without_escapes(text[:LONGEST_TEXT])
    mentions: list[NamespaceMention] = []
    urls = [_Hit(*found) for found in islice(in_urls(text, mentions), MOST_IDS)]
    fields = list(_in_fields(text, mentions))
    whole = chain(
        _in_keys(text, account),
        urls,
        (hit for hit in fields if hit.namespace is not None),
    )
    known = frozenset(namespaces)
    kinds = (
        sorted(whole, key=lambda hit: hit.at),
        [hit for hit in fields if _kind_of(hit.where) in SESSION_FIELDS],
        [hit for hit in fields if _kind_of(hit.where) in PERSON_FIELDS],
        _uuids(text, known),
    )
    return list(_each_once(text, account, chain.from_iterable(kinds)))


def _each_once(text: str, account: str, hits: "Iterator[_Hit]") -> Iterator[FoundId]:
    seen: set[tuple[str | None, str | None, str | None]] = set()
    placed: set[str | None] = set()
    for hit in hits:
        foreign = hit.account if hit.account != account else None
        what = (foreign, hit.namespace, hit.session)
        # A session whose namespace is known by now is not told again without it.
        if what in seen or (hit.namespace is None and hit.session in placed):
            continue
        if len(seen) >= MOST_IDS:
            return
        seen.add(what)
        placed.add(hit.session)
        line = text.count("\n", 0, hit.at) + 1
        yield FoundId(hit.session, hit.namespace, foreign, hit.where, line)


# ── keys ───────────────────────────────────────────────────────────────────────────────────────


def _in_keys(text: str, account: str) -> Iterator[_Hit]:
    """Yield the documents' keys: those of the account anywhere, others where a field says so."""
    found = 0
    for separator in (":", "%3A", "%3a", "%253A"):
        begin = f"{account}{separator}"
        at = text.find(begin) if account else -1
        while at >= 0 and found < MOST_IDS:
            before = text[at - 1 : at]
            if not before.isalnum() and (hit := _key_at(text, at, separator)) is not None:
                found += 1
                yield hit
            at = text.find(begin, at + len(begin))
    for field in islice(_KEY_FIELD.finditer(text), MOST_IDS):
        value = value_of_match(text, field)
        try:
            key = DocumentKey.parse(value or "")
        except ValueError:
            continue
        yield _Hit(field.start(), key.session, "documentKey", key.namespace, key.account)


def _key_at(text: str, at: int, separator: str) -> _Hit | None:
    """Return the document whose key begins at a character; in quotes it goes on to their end."""
    value = bare_value_at(text, at, in_quotes=text[at - 1 : at] in QUOTES)
    for _ in range(separator.count("%") + separator.count("25")):
        value = clean(value)
    try:
        key = DocumentKey.parse(value)
    except ValueError:
        return None
    if not re.fullmatch(r"[A-Za-z0-9_]+", key.namespace):
        return None
    return _Hit(at, key.session, "a document's key", key.namespace, key.account)


# ── fields ─────────────────────────────────────────────────────────────────────────────────────


def _in_fields(text: str, mentions: list[NamespaceMention]) -> Iterator[_Hit]:
    """Yield the ids that are values of fields, as of JSON; a session's with its namespace."""
    mentions.extend(
        NamespaceMention(field.start(), value)
        for field in islice(_NAMESPACE_FIELD.finditer(text), EXAMINED)
        if (value := value_of_match(text, field))
    )
    mentions.sort(key=lambda mention: mention.at)
    taken: set[tuple[str | None, str]] = set()
    near = 0
    for field in islice(_ID_FIELD.finditer(text), EXAMINED):
        value, at, namespace = value_of_match(text, field), field.start(), None
        while near + 1 < len(mentions) and mentions[near + 1].at <= at:
            near += 1
        if mentions:
            nearest = min(mentions[near : near + 2], key=lambda mention: abs(mention.at - at))
            namespace = nearest.namespace if abs(nearest.at - at) <= NEAR else None
        if not value or (namespace, value) in taken or value.lower() in _NO_IDS:
            continue
        end = field.end("end")
        name = _FIELD_NAME.search(text, max(0, end - _NAME_LENGTH), end)
        if name is None or not (kind := _kind_of(name.group())):
            continue
        if kind == SESSION_FIELDS[0]:
            taken.add((namespace, value))
            yield _Hit(name.start(), value, name.group(), namespace)
        elif (None, value) not in taken:
            taken |= {(None, value), (namespace, value)}
            yield _Hit(name.start(), value, name.group())
        if len(taken) > MOST_IDS:
            return


def _kind_of(field: str) -> str:
    """Return the end of a field's name by which it is known, "" if it is not."""
    plain = field.replace("_", "").replace("-", "").lower()
    return next((end for end in (*SESSION_FIELDS, *PERSON_FIELDS) if plain.endswith(end)), "")


# ── what looks like an id ──────────────────────────────────────────────────────────────────────


def _uuids(text: str, known: frozenset[str]) -> Iterator[_Hit]:
    """Yield the UUIDs, with the known namespace that stands before one; in capitals also small."""
    seen: set[tuple[str | None, str]] = set()
    for tail in islice(_UUID_TAIL.finditer(text), EXAMINED):
        at = tail.start() - 8
        uuid, namespace = text[at : tail.end()], None
        if text[at - 1 : at] in (":", "/") or text[at - 3 : at - 2] == "%":
            named = _NAME_BEFORE.search(text, max(0, at - 80), at)
            namespace = named[1] if named is not None and named[1] in known else None
        if (namespace, uuid) in seen:
            continue
        seen.add((namespace, uuid))
        yield _Hit(at, uuid, "a UUID", namespace)
        if uuid != (small := uuid.lower()):
            yield _Hit(at, small, "a UUID, in small letters", namespace)
        if len(seen) > MOST_IDS:
            return
