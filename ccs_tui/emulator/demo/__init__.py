"""The demo: the contexts of an invented airline, and a bot that keeps one conversation going.

The same seed gives the same data.

- `airline`: the sessions of the airline's bot
- `bot`: the bot that keeps one conversation going
- `conversation`: a conversation as the properties of its session
- `large`: documents near the service's limit
- `oddities`: values, names and ids that a tool must not trip over
- `others`: the other namespaces: orders, the VIP list, the reserved `conversation`
- `scripts`: the texts that the conversations vary
- `vocabulary`: the words that fill the texts
"""

from collections.abc import Iterator
from itertools import islice
from random import Random

from ccs_tui.emulator.demo.airline import AIRLINE, airline_sessions, namespace_settings
from ccs_tui.emulator.demo.bot import DemoBot
from ccs_tui.emulator.demo.others import conversations, orders, vips
from ccs_tui.emulator.seed import SeedDocument
from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Namespace
from ccs_tui.model.expiry import DAY
from ccs_tui.model.names import NamespaceKey

__all__ = ["DemoBot", "demo_documents", "demo_namespaces", "load_demo"]

SESSIONS = 1_200
"""The sessions of the airline's bot, unless told otherwise."""


def demo_namespaces() -> tuple[Namespace, ...]:
    """Return the namespaces to create before the documents, with their configured TTLs."""
    return (
        Namespace(AIRLINE, ttl_seconds=30 * DAY),
        Namespace("orders", ttl_seconds=90 * DAY),
        Namespace("vipList"),
    )


def demo_documents(account: str, sessions: int = SESSIONS, seed: int = 7) -> Iterator[SeedDocument]:
    """Yield the demo's documents; `sessions` is the number of sessions in `airlineBot`.

    The same seed gives the same documents; a smaller number of sessions gives the first of them.
    """
    airline = NamespaceKey(account, AIRLINE)
    yield SeedDocument(airline.document(), namespace_settings(), 394 * DAY)
    talks: list[str] = []
    for session, properties, ttl_seconds in islice(airline_sessions(Random(seed)), sessions):
        yield SeedDocument(airline.document(session), properties, ttl_seconds)
        if "transcript" in properties and len(talks) < 60:
            talks.append(session)
    others = {
        "orders": orders(Random(seed)),
        "vipList": vips(Random(seed)),
        "conversation": conversations(Random(seed), talks),
    }
    for namespace, documents in others.items():
        key = NamespaceKey(account, namespace)
        for session, properties, ttl_seconds in documents:
            yield SeedDocument(key.document(session), properties, ttl_seconds)


def load_demo(store: Store, account: str, sessions: int = SESSIONS, seed: int = 7) -> None:
    """Fill `store` with the demo's namespaces and documents."""
    for namespace in demo_namespaces():
        store.create_namespace(account, namespace.name, namespace.ttl_seconds)
    store.load(demo_documents(account, sessions, seed))
