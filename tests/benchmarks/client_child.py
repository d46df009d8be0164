"""The server that the client is measured against: 10,000 sessions, 20 ms of added latency."""

import socket
from random import Random

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.faults import Trouble, Troubled
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.server import bind, serve
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import quote
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret

ACCOUNT, KEY, TOKEN, NAMESPACE = "le12345678", "benchmark-key", "benchmark-token", "orders"
SESSIONS, LATENCY_SECONDS = 10_000, 0.020
BOTS = tuple(f"bot{number:02}" for number in range(29))
"""Further namespaces; in a third of them are the documents of the first three ids."""
IDS = tuple(f"3f2c9d1e-7b0a-4c1d-9e2f-{number:012}" for number in range(SESSIONS))


def main() -> None:
    """Print the URL and serve until killed."""
    config = EmulatorConfig(ACCOUNT, Secret(KEY), "robot", Secret("password"), token=Secret(TOKEN))
    store = Store()
    properties = {f"property{number}": quote("x" * 80) for number in range(10)}  # about 1 kB
    store.load(SeedDocument(DocumentKey(ACCOUNT, NAMESPACE, i), properties, None) for i in IDS)
    store.load(
        SeedDocument(DocumentKey(ACCOUNT, bot, session), properties, None)
        for bot in BOTS[::3]
        for session in IDS[:3]
    )
    for bot in BOTS:
        store.create_namespace(ACCOUNT, bot, None)
    app = Troubled(create_app(config, store), Trouble(LATENCY_SECONDS), Random(7))
    listening = bind("127.0.0.1", 0)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    serve(app, listening)


if __name__ == "__main__":
    main()
