"""A server of the benchmark: the emulator on a file, or an app that answers a constant."""

import sys
from pathlib import Path
from random import Random
from uuid import UUID

from starlette.types import ASGIApp, Receive, Scope, Send

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.server import bind, serve
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret

ACCOUNT, KEY, USER, PASSWORD = "le12345678", "bench-key", "bench", "bench-password"
SESSIONS = 100_000


def session_id(number: int) -> str:
    """Return the id of a session, a UUID as most are."""
    return str(UUID(int=Random(number).getrandbits(128)))


async def constant(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a constant."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"10")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'"00000000"'})


def emulator(path: Path) -> ASGIApp:
    """Return the emulator on a file, with many sessions in the namespace `bench`."""
    config = EmulatorConfig(ACCOUNT, Secret(KEY), USER, Secret(PASSWORD))
    store = Store(path)
    if path.name == "a.db":
        store.load(
            SeedDocument(DocumentKey(ACCOUNT, "bench", session_id(n)), {"p0": encode("00000000")})
            for n in range(SESSIONS)
        )
    return create_app(config, store)


if __name__ == "__main__":
    app = constant if sys.argv[1] == "constant" else emulator(Path(sys.argv[2]))
    listening = bind("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    serve(app, listening)
