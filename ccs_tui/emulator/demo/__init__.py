"""The demo: the contexts of an invented airline and its bots, two of which talk on.

The same seed and time give the same data.

- `airline`: the sessions of the airline's bot
- `bot`: the two bots, each of which keeps a conversation going; what fills a store needs none
- `consumers`: the consumers, and what other bots keep about them and their conversations
- `conversation`: a conversation as the properties of its session
- `incident`: a slot that a late function call overwrites, at rest and while one looks
- `large_documents`: documents near the service's limit
- `oddities`: values, names and ids that a tool must not trip over
- `other_namespaces`: the other namespaces: orders, the VIP list, the reserved `conversation`
- `phone_map`: the map of phone numbers of a third bot
- `scripts`: the texts that the conversations vary
- `vocabulary`: the words that fill the texts
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING

from ccs_tui.emulator.demo.airline import AIRLINE, airline_sessions, namespace_settings
from ccs_tui.emulator.demo.consumers import (
    AIRLINE_TTL,
    ORDER_TTL,
    PASSENGER_TTL,
    PASSENGERS,
    PAYMENT_TTL,
    PAYMENTS,
    orders_of,
    passengers,
    payments_of,
)
from ccs_tui.emulator.demo.incident import INCIDENTS, LIVE_INCIDENT
from ccs_tui.emulator.demo.other_namespaces import conversations, orders, vips
from ccs_tui.emulator.demo.phone_map import CALL_ROUTER, phone_map
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Namespace
from ccs_tui.model.expiry import DAY
from ccs_tui.model.names import NamespaceKey

if TYPE_CHECKING:
    from ccs_tui.emulator.demo.conversation import Properties

__all__ = ["demo_documents", "demo_namespaces", "load_demo"]

TALKS = 60
"""The conversations of which other namespaces have something too, but for those of the incident."""
A_TIME = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
"""The time before which everything was written, unless told otherwise."""
SESSIONS = 1_200
"""The sessions of the airline's bot, unless told otherwise."""


def demo_namespaces() -> tuple[Namespace, ...]:
    """Return the namespaces to create before the documents, with their configured TTLs."""
    return (
        Namespace(AIRLINE, ttl_seconds=AIRLINE_TTL),
        Namespace(CALL_ROUTER),
        Namespace("orders", ttl_seconds=ORDER_TTL),
        Namespace(PASSENGERS, ttl_seconds=PASSENGER_TTL),
        Namespace(PAYMENTS, ttl_seconds=PAYMENT_TTL),
        Namespace("vipList"),
    )


def demo_documents(
    account: str, sessions: int = SESSIONS, seed: int = 7, now: datetime = A_TIME
) -> Iterator[SeedDocument]:
    """Yield the demo's documents; `sessions` is the number of sessions in `airlineBot`.

    The same seed and time give the same documents; a smaller number of sessions gives the first of
    them. What was written was written before `now`.
    """
    airline = NamespaceKey(account, AIRLINE)
    yield SeedDocument(airline.document(), namespace_settings(), 394 * DAY)
    talks: dict[str, Properties] = {}
    begun = islice(airline_sessions(Random(seed), now), sessions)
    for session, properties, ttl_seconds in begun:
        yield SeedDocument(airline.document(session), properties, ttl_seconds)
        if "transcript" in properties and (len(talks) < TALKS or session in INCIDENTS):
            talks[session] = properties
    known = {session: each for session, each in talks.items() if "consumerId" in each}
    at_rest = {session: each for session, each in known.items() if session != LIVE_INCIDENT}
    others = {
        "orders": chain(orders(Random(seed)), orders_of(at_rest, now)),
        "vipList": vips(Random(seed)),
        "conversation": conversations(Random(seed), talks),
        PASSENGERS: passengers(Random(seed), known, now),
        PAYMENTS: payments_of(Random(seed), at_rest, now),
        CALL_ROUTER: phone_map(Random(seed), now),
    }
    for namespace, documents in others.items():
        key = NamespaceKey(account, namespace)
        for session, properties, ttl_seconds in documents:
            yield SeedDocument(key.document(session), properties, ttl_seconds)


def load_demo(
    store: Store, account: str, sessions: int = SESSIONS, seed: int = 7, now: datetime = A_TIME
) -> None:
    """Fill `store` with the demo's namespaces and documents, all of them written before `now`."""
    for namespace in demo_namespaces():
        store.create_namespace(account, namespace.name, namespace.ttl_seconds)
    store.load(demo_documents(account, sessions, seed, now))
