"""Hints: sentences on a value, or on the place it is at, that say what it is, or what comes of it.

Each is a pure function from what is shown to a sentence or None, and stands in `HINTS`, where the
first one that has something to say speaks. Each can be switched off by its name.
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ccs_tui.model.expiry import DAY, HOUR, MINUTE, local_time
from ccs_tui.model.json_text import JsonError, JsonText, canonical, decode, kind
from ccs_tui.model.place_hints import (
    KnownPlace,
    beyond,
    empty_account,
    proxy,
    shortened,
    twins,
    unlisted,
)
from ccs_tui.model.words import counted

MOST_CHARACTERS = 20_000
"""The characters of a value up to which it is looked at, since that happens at each row."""
LARGEST_EXACT = 2**53
"""From here on not every whole number has a double of its own, which is what JavaScript has."""
_MILLISECONDS = range(946_684_800_000, 4_102_444_800_000)
_SECONDS = range(946_684_800, 4_102_444_800)
"""The years 2000 to 2099."""
_OF_TIME = re.compile(r"(time|date|stamp|expir|until|since|created|updated|(^|_)(at|on|ts))$|At$")
"""The ends of names that hold times: a number of ten digits may be anything else as well."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:?\d\d)?")
_TOKEN = re.compile(r"eyJ[\w-]{8,}\.(?P<claims>[\w-]+)\.[\w-]*")
_ENVELOPE = frozenset({"payload", "nameSpace", "accountId", "sessionId", "ttlSeconds"})
"""The names in the body of a call of v2 that saves."""


@dataclass(frozen=True, slots=True)
class Hinted:
    """A value that is shown: its path, its canonical text, the instant.

    `text` is None for an object or array, for what is no JSON yet, and for what is too long. `has`
    says whether the document has a property.
    """

    path: Sequence[str | int]
    text: JsonText | None = field(repr=False)
    has: Callable[[str], bool]
    now: datetime

    @property
    def string(self) -> str | None:
        """The characters of a string, None if it is something else."""
        if self.text is None or kind(self.text) != "string":
            return None
        return str(decode(self.text))

    @property
    def whole_number(self) -> int | None:
        """The value of a whole number, None if it is something else."""
        if self.text is None or not re.fullmatch(r"-?\d{1,400}", self.text):
            return None
        return int(self.text)


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint: the `name` by which it is switched off, what it is `about`, and its sentence.

    It is on a value, `of`, or on a place, `at`.
    """

    name: str
    about: str
    of: Callable[[Hinted], str | None] = lambda _: None
    at: Callable[[KnownPlace], str | None] = lambda _: None


def hint_of(
    hinted: Hinted | None, off: Collection[str], place: KnownPlace | None = None
) -> tuple[Hint, str] | None:
    """Return the first hint that has something to say and is not `off`, with its sentence.

    What is to be said of the value comes before what is to be said of its place.
    """
    hints = [hint for hint in HINTS if hint.name not in off]
    if hinted is not None:
        for hint in hints:
            if (sentence := hint.of(hinted)) is not None:
                return hint, sentence
    if place is not None:
        for hint in hints:
            if (sentence := hint.at(place)) is not None:
                return hint, sentence
    return None


def _epoch(hinted: Hinted) -> str | None:
    """Say which instant a number of milliseconds, or of seconds by its name, is."""
    number = hinted.whole_number
    if number is None:
        return None
    if number in _MILLISECONDS:
        return _time(" (milliseconds since 1970)", number / 1_000, hinted.now)
    name = next((key for key in reversed(hinted.path) if isinstance(key, str)), "")
    if number in _SECONDS and _OF_TIME.search(name):
        return _time(" (seconds since 1970)", number, hinted.now)
    return None


def _iso(hinted: Hinted) -> str | None:
    """Say what local time an ISO time is, and how long ago."""
    string = hinted.string
    found = _ISO.fullmatch(string) if string is not None else None
    if string is None or found is None:
        return None
    try:
        instant = datetime.fromisoformat(string)
    except ValueError:
        return "it looks like a time, and there is no such one"
    if found["zone"] is None:
        return "a time without a zone: only who wrote it knows of which clock"
    return _time("", instant.timestamp(), hinted.now)


def _time(what: str, seconds: float, now: datetime) -> str:
    instant = datetime.fromtimestamp(seconds, UTC)
    local = local_time(instant)
    return f"{local:%a} {local.day} {local:%b %Y %H:%M:%S} here, {age(instant, now)}{what}"


def age(instant: datetime, now: datetime) -> str:
    """Return how far an instant is, in its largest unit: `4 m ago`, `in 12 d`, `now`."""
    seconds = int((now - instant).total_seconds())
    for name, unit in (("d", DAY), ("h", HOUR), ("m", MINUTE)):
        if abs(seconds) >= unit:
            count = f"{abs(seconds) // unit:,} {name}"
            return f"{count} ago" if seconds > 0 else f"in {count}"
    return "now"


def _token(hinted: Hinted) -> str | None:
    """Say that a string is a token, until when it lets in, and who has it."""
    found = _TOKEN.fullmatch(hinted.string or "")
    if found is None:
        return None
    try:
        claims = decode(canonical(urlsafe_b64decode(f"{found['claims']}===").decode()))
    except (Base64Error, UnicodeDecodeError, JsonError):
        return None
    expires = claims.get("exp") if isinstance(claims, dict) else None
    until = ""
    if isinstance(expires, int) and expires in _SECONDS:
        instant = datetime.fromtimestamp(expires, UTC)
        says = "it expired" if instant <= hinted.now else "it expires"
        until = f", {says} {age(instant, hinted.now)}"
    return f"a token (JWT){until}: whoever reads this document has it"


def _json_in_string(hinted: Hinted) -> str | None:
    """Say that a string holds an object or array as JSON."""
    string = (hinted.string or "").strip()
    if string[:1] not in ("{", "["):
        return None
    try:
        value = decode(canonical(string))
    except JsonError:
        return None
    noun = "property" if isinstance(value, dict) else "element"
    what = "an object" if isinstance(value, dict) else "an array"
    return f"a string that holds JSON, {what} of {counted(len(value), noun)}: o and f8 show it"


def _inexact(hinted: Hinted) -> str | None:
    """Say what JavaScript makes of a number that it has no double for."""
    number = hinted.whole_number
    if number is None or abs(number) < LARGEST_EXACT:
        return None
    try:
        as_double = int(float(number))
    except OverflowError:
        return "in JavaScript this number is Infinity"
    return None if as_double == number else f"in JavaScript this number is {as_double}"


def _spaces(hinted: Hinted) -> str | None:
    """Say that a property's name has spaces."""
    name = hinted.path[0] if len(hinted.path) == 1 else ""
    if isinstance(name, str) and any(c.isspace() for c in name):
        return "its name has spaces: routing policies can't read such a property"
    return None


def _envelope(hinted: Hinted) -> str | None:
    """Say that the properties are those of a call of v2, and not the ones in it."""
    if len(hinted.path) != 1 or hinted.path[0] not in _ENVELOPE:
        return None
    others = sum(hinted.has(name) for name in _ENVELOPE - {"payload"})
    if not hinted.has("payload") or others < 2:
        return None
    return "the body of a v2 call, saved over v1: bots look for what is in payload at the top"


HINTS = (
    Hint("envelope", "v2 calls saved over v1", _envelope),
    Hint("spaces", "names with spaces", _spaces),
    Hint("epoch", "numbers that are times", _epoch),
    Hint("iso", "times in strings", _iso),
    Hint("token", "tokens", _token),
    Hint("json", "JSON in strings", _json_in_string),
    Hint("inexact", "numbers that JavaScript changes", _inexact),
    Hint("proxy", "answers that a proxy may have given", at=proxy),
    Hint("empty", "accounts without namespaces", at=empty_account),
    Hint("shortened", "lives that the next save shortens", at=shortened),
    Hint("twins", "what v1 and v2 read without a session", at=twins),
    Hint("unlisted", "namespaces that are not listed", at=unlisted),
    Hint("beyond", "sessions that the toolbelt does not list", at=beyond),
)
"""All hints; of two that have something to say, the first one speaks."""
