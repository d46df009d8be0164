"""The server of searches and exports: 100,000 sessions of about 1 kB, and 10,000 beside."""

import sys

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.server import bind, serve
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import encode, quote
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret

ACCOUNT, KEY, TOKEN = "le12345678", "benchmark-key", "benchmark-token"
NAMESPACE, FEW = "bot", "few"
EVERY = 500
"""One session of so many has what is searched for."""
FEW_SESSIONS = 10_000


def id_of(number: int) -> str:
    """Return a session's id."""
    return f"3f2c9d1e-7b0a-4c1d-9e2f-{number:012}"


def main() -> None:
    """Print the URL and serve until killed."""
    config = EmulatorConfig(ACCOUNT, Secret(KEY), "robot", Secret("password"), token=Secret(TOKEN))
    store = Store()
    for namespace, sessions in ((NAMESPACE, int(sys.argv[1])), (FEW, FEW_SESSIONS)):
        store.load(
            SeedDocument(
                DocumentKey(ACCOUNT, namespace, id_of(number)),
                {
                    "intent": quote("refund" if number % EVERY == 0 else "rebook flight"),
                    "slots": encode({"from": "TLV", "to": None, "n": number}),
                    **{f"property{n}": quote("x" * 80) for n in range(9)},
                },
                None,
            )
            for number in range(sessions)
        )
    listening = bind("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    serve(create_app(config, store), listening)


if __name__ == "__main__":
    main()
