"""The service's history as the rig saw it pass, and what of the bot's was overwritten unsaid.

Each text that is written has a token of its own: `b00012z` is of the bot, `u00012z` of the user. So
where a text came from, and whether it was ever on the screen, is seen by itself.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from math import inf
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.field.proxy import Exchange

TOKEN = re.compile(r"[bu]\d{5}z")
NAMESPACE = "field"
SAID_SECONDS = 120.0
"""For so long after a write it may be said what it replaced: it goes on until it is decided."""
NOTHING: Mapping[str, list[float]] = MappingProxyType({})
UNSURE_SECONDS = 2.0
"""For so long before it the rig is not sure that a document has not expired."""
_V1_PROPERTIES = re.compile(rf"^/v1/account/[^/]+/{NAMESPACE}/([^/]+)/properties$")
_V2_DOCUMENT = re.compile(rf"^/v2/context/document/[^/]+/{NAMESPACE}/([^/]+)$")


class Kind(Enum):
    """What a call does to a document."""

    READ = auto()
    WRITE = auto()
    DELETE = auto()
    DELETE_DOCUMENT = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """A call on one document, and when it was under way at the service.

    `values` is what was read or written; a property that it deletes is None there. `came` is when
    its caller had sent it. `done` says whether the service did it, `delivered` whether the caller
    was told.
    """

    of_bot: bool
    kind: Kind
    session: str
    values: Mapping[str, str | None]
    came: float
    begin: float
    end: float
    done: bool = True
    delivered: bool = True
    until: float = inf
    """When what it wrote is gone by itself, as far as the rig knows."""
    found: bool = True
    """Whether a document that was read was there."""


def tokens(text: str) -> set[str]:
    """Return the tokens in a text."""
    return set(TOKEN.findall(text))


@dataclass
class History:
    """All calls on the documents of the rig."""

    events: list[Event] = field(default_factory=list)
    arrived: set[str] = field(default_factory=set)
    """The tokens that were ever on the service."""
    blind_spots: int = 0
    """Writes of the bot that were overwritten in the instant that nobody can see."""
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._judged: set[int] = set()

    def add(self, event: Event) -> None:
        """Note a call."""
        with self._lock:
            self.events.append(event)
            if event.kind is Kind.WRITE and event.done:
                self.arrived |= tokens(" ".join(filter(None, event.values.values())))

    def add_exchange(self, exchange: Exchange) -> Event | None:
        """Note what passed the proxy, if it was on a document; return that."""
        event = event_of(exchange)
        if event is not None:
            self.add(event)
        return event

    def overwritten_unsaid(
        self,
        told: Mapping[str, float],
        said: Mapping[str, list[float]] = NOTHING,
        kept: Callable[[], set[str]] = set,
        left: Sequence[float] = (),
    ) -> list[str]:
        """Judge what came since the last call; return a sentence for each fault.

        Nothing may be under way. `told` has, of each token of the bot that the user was shown when
        deciding about it, when that was first; `said`, of each session, when it was said that
        theirs was replaced, as had been chosen for the property before. `kept` reads the journal:
        what a document had when it was deleted must be there, shown or not, and what was replaced
        as chosen by a save that the user did not wait for: `left` has when he went.
        """
        with self._lock:
            events = sorted(self.events, key=lambda one: one.end)
        found: list[str] = []
        for event in events:
            if id(event) in self._judged:
                continue
            self._judged.add(id(event))
            if not event.done or event.of_bot or event.kind is Kind.READ:
                continue
            if event.kind is Kind.DELETE_DOCUMENT or _soon(left, event):
                found += self._judge(event, events, told, kept())
            elif not _soon(said.get(event.session, ()), event):
                found += self._judge(event, events, told)
        return found

    def _judge(
        self,
        event: Event,
        events: list[Event],
        told: Mapping[str, float],
        kept: Set[str] = frozenset(),
    ) -> Iterable[str]:
        """Judge a write by what came before it."""
        whole = event.kind is Kind.DELETE_DOCUMENT
        own = [one for one in events if one.session == event.session and one is not event]
        before = [one for one in own if one.end <= event.begin]
        names = {name for one in before for name in one.values} if whole else event.values
        for name in sorted(names):
            value = event.values.get(name)
            last = _last_write(before, name)
            if last is None or not last.of_bot or last.until - UNSURE_SECONDS <= event.begin:
                continue
            theirs = last.values[name]
            if theirs is None or theirs == value:
                continue
            readings = [
                one for one in before
                if one.kind is Kind.READ and not one.of_bot and one.done and one.delivered
            ]  # fmt: skip
            at = f"{event.begin - self.began:.1f} s"
            where = f"At {at} {theirs} in {name} of {event.session}"
            seen = [one for one in readings if one.begin >= last.end]
            if seen and not seen[-1].found:
                continue
            unkept = tokens(theirs) - kept
            if seen and whole:
                if unkept:
                    yield f"{where} was read, not kept, and deleted with its document."
                continue
            if seen:
                if any(told.get(token, event.end) >= event.end for token in unkept):
                    yield f"{where} was read, not shown, and overwritten with {value}."
                continue
            since = readings[-1].end if readings else 0.0
            if any(
                not one.of_bot and one.kind is event.kind and (whole or name in one.values)
                and since < one.came < event.came
                for one in own
            ):  # fmt: skip
                yield f"{where} was overwritten with {value}: repeated with no reading between."
            else:
                self.blind_spots += 1


def _soon(moments: Iterable[float], event: Event) -> bool:
    """Return whether one of the moments is soon after the end of a call."""
    return any(event.end <= at <= event.end + SAID_SECONDS for at in moments)


def _last_write(events: list[Event], name: str) -> Event | None:
    """Return the last call that changed a property, None if it was gone with its document."""
    for one in reversed(events):
        if one.done and one.kind is Kind.DELETE_DOCUMENT:
            return None
        if one.done and one.kind in (Kind.WRITE, Kind.DELETE) and name in one.values:
            return one
    return None


def event_of(exchange: Exchange) -> Event | None:
    """Return what a call of the explorer does to a document; None if it does nothing to one."""
    request, answer = exchange.request, exchange.answer
    path = urlsplit(request.path).path
    done = answer is not None and answer.status < 300
    found_none = answer is not None and answer.status == 404

    def event(kind: Kind, session: str, values: Mapping[str, str | None]) -> Event:
        return Event(
            False, kind, session, values, exchange.came,
            exchange.asked or exchange.came, exchange.answered or exchange.came,
            done, exchange.delivered,
        )  # fmt: skip

    found = _V2_DOCUMENT.match(path) or _V1_PROPERTIES.match(path)
    if request.method == "GET" and found is not None:
        read = json.loads(answer.content) if answer is not None and done else {}
        payload = read.get("payload", {}) if path.startswith("/v2") else read
        reading = event(Kind.READ, unquote(found[1]), _texts(payload))
        return replace(reading, done=True, found=False) if found_none else reading
    if not path.startswith("/v2/context/document/") or request.method == "GET":
        return None
    body = json.loads(request.content or b"{}")
    session = body.get("sessionId", "")
    if body.get("nameSpace") != NAMESPACE:
        return None
    if path.endswith("/create"):
        return event(Kind.WRITE, session, _texts(body["payload"]))
    if path.endswith("/property/delete"):
        return event(Kind.DELETE, session, dict.fromkeys(body["propertyToDelete"]))
    if path.endswith("/document/delete"):
        return event(Kind.DELETE_DOCUMENT, session, {})
    return None


def _texts(payload: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in payload.items()
    }
