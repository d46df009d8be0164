"""A workspace on an emulator in this process, with a clock that stands still."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from ccs_tui.client import ContextServiceClient
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.local.state import State
from ccs_tui.model.connection import Connection, Secret
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Profile
from ccs_tui.workspace.keeping import Kept
from ccs_tui.workspace.working_copy import WorkingCopy, edit_of
from ccs_tui.workspace.workspace import Workspace

ACCOUNT, NAMESPACE = "le1", "bot"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class StoppedClock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Place:
    """An emulator; `before` is awaited before each request, `after` once it was answered.

    They may write, wait, or raise: then the request is lost on the way, or its answer is.
    """

    clock: StoppedClock = field(default_factory=StoppedClock)
    before: Callable[[str, str], Awaitable[None]] | None = None
    after: Callable[[str, str], Awaitable[None]] | None = None
    requests: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = Store(None, self.clock)
        self.store.create_namespace(ACCOUNT, NAMESPACE, None)
        self._app = create_app(
            EmulatorConfig(ACCOUNT, SecretStr("key"), "user", SecretStr("pass"), clock=self.clock),
            self.store,
        )

    async def _answer(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not scope["path"].endswith("/token"):
            self.requests.append((scope["method"], scope["path"]))
            if self.before is not None:
                await self.before(scope["method"], scope["path"])
        answer: list[Any] = []

        async def hold(message: Any) -> None:
            answer.append(message)

        await self._app(scope, receive, hold)
        if scope["type"] == "http" and self.after is not None:
            await self.after(scope["method"], scope["path"])
        for message in answer:
            await send(message)

    def workspace(self, kept: Kept | None = None, **connection: Any) -> Workspace:
        given: dict[str, Any] = {
            "api_key": Secret("key"), "user": "user", "password": Secret("pass"), **connection
        }  # fmt: skip

        async def no_sleep(_: float) -> None:
            pass

        to = Connection.to("http://service.invalid", ACCOUNT, **given)
        client = ContextServiceClient(to, app=self._answer, clock=self.clock, sleep=no_sleep)
        return Workspace(client, Profile(name="test", connection=to), self.clock, kept=kept)

    def put(self, session: str | None, ttl: int | None = None, **properties: Any) -> None:
        payload = {name: encode(value) for name, value in properties.items()}
        self.store.upsert(self.key(session), payload, ttl)

    def stored(self, session: str | None = "s1") -> dict[str, str] | None:
        document = self.store.read(self.key(session))
        return None if document is None else dict(document.properties)

    def expires_at(self, session: str | None = "s1") -> datetime | None:
        document = self.store.read(self.key(session))
        return None if document is None else document.expires_at

    def key(self, session: str | None = "s1") -> DocumentKey:
        return DocumentKey(ACCOUNT, NAMESPACE, session)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
async def workspace(place: Place, tmp_path: Path) -> AsyncIterator[Workspace]:
    kept = Kept(State.open(tmp_path / "state.db", place.clock), tmp_path / "exports")
    async with place.workspace(kept) as workspace:
        yield workspace


async def opened(workspace: Workspace, key: DocumentKey, **texts: str | None) -> WorkingCopy:
    """Open a document and edit it: a text for a property, None removes it."""
    copy = WorkingCopy(await workspace.open(key))
    for name, text in texts.items():
        if text is None:
            copy.remove(name)
        else:
            copy.edit(name, edit_of(text))
    return copy
