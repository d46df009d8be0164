"""The explorer as people run it, on an emulator in this process that sees each request come."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.server import bind, make_server
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.testing import example_config
from ccs_tui.local.drafts import StoredDraft
from ccs_tui.local.journal import Entry, Outcome
from ccs_tui.local.state import State
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.local_state import STATE_FILE
from tests.benchmarks.terminal import Terminal

CONFIG = example_config()
# The one that is shown first: no key is needed to get there.
KEY = DocumentKey(CONFIG.account, "bot")
EXPLORER = [sys.executable, "-m", "ccs_tui"]
F7, CTRL_HOME, CTRL_S, DOWN, UP = "\x1b[18~", "\x1b[1;5H", "\x13", "\x1b[B", "\x1b[A"


@dataclass(frozen=True, slots=True)
class Seen:
    """A write as it came to the service, and what the journal had of it at that moment."""

    what: str
    entry: Entry | None


@dataclass
class Watched:
    """A service with one document.

    A request has three moments: it comes, it is about to be answered, it is answered. `at_moment`
    is called at each; `writes` are those that are no reads.
    """

    state_file: Path
    latency_seconds: float = 0.0
    at_moment: Callable[[], None] = lambda: None
    writes: list[Seen] = field(default_factory=list)
    url: str = ""

    def __post_init__(self) -> None:
        self.store = Store(None)
        self.store.create_namespace(KEY.account, KEY.namespace, 30 * 86_400)
        self._app = create_app(CONFIG, self.store)

    def put(self, **properties: Any) -> None:
        self.store.upsert(KEY, {name: encode(value) for name, value in properties.items()}, None)

    def stored(self, name: str) -> str | None:
        document = self.store.read(KEY)
        return None if document is None else document.properties.get(name)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] != "GET":
            with closing(State.open(self.state_file)) as state:
                entries = state.journal.entries(limit=1)
            sent = entries and entries[0].outcome is Outcome.SENT
            self.writes.append(
                Seen(f"{scope['method']} {scope['path']}", entries[0] if sent else None)
            )
        self.at_moment()
        await asyncio.sleep(self.latency_seconds)
        self.at_moment()
        await self._app(scope, receive, send)
        self.at_moment()


@contextmanager
def watched_service(latency_seconds: float = 0.0) -> Iterator[Watched]:
    """Run a service until the block is left; its clients keep their state where the test does."""
    watched = Watched(state_file(), latency_seconds)
    with closing(watched.store), bind("127.0.0.1", 0) as listening:
        server = make_server(watched)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        watched.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            yield watched
        finally:
            server.stop()
            thread.join()


def explorer(service: Watched) -> Terminal:
    """Start the explorer on a service, in a terminal of its own."""
    return Terminal(
        EXPLORER,
        environment={
            "CCS_URL": service.url,
            "CCS_ACCOUNT": CONFIG.account,
            "CCS_API_KEY": CONFIG.api_key.get_secret_value(),
            "CCS_USER": CONFIG.user,
            "CCS_PASSWORD": CONFIG.password.get_secret_value(),
        },
    )


def edit_selected_property(terminal: Terminal) -> None:
    """Go to the editor of the property under the cursor, with all of its text selected."""
    terminal.send("e")
    terminal.wait_until_shown("Format")
    terminal.send(F7)


def state_file() -> Path:
    return Path(os.environ["CCS_STATE_DIR"]) / STATE_FILE


def the_draft() -> StoredDraft | None:
    """Return the draft on disk, as another process reads it."""
    drafts = all_drafts()
    assert len(drafts) <= 1
    return drafts[0] if drafts else None


def all_drafts() -> list[StoredDraft]:
    """Return the drafts on disk, of all explorers."""
    with closing(State.open(state_file())) as state:
        assert state.notice is None
        return state.drafts.all()


def drafted(name: str) -> str | None:
    """Return the text that the draft on disk has for a property."""
    draft = the_draft()
    return draft.edits[name].text if draft is not None and name in draft.edits else None
