"""A workspace on an emulator in this process, with a clock that stands still."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.client import ContextServiceClient
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.local.state import State
from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.profile import Profile
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.local_state import LocalState
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
    asked: dict[str, Any] = field(default_factory=dict)
    """What a write asks for, while `before` and `after` are awaited: its JSON, with `sessionId`."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None
    """What happens while a write waits for its next attempt."""
    refusals: dict[str, list[Any]] = field(default_factory=dict)
    ahead: timedelta = timedelta()
    """How far the service's clock is ahead of the machine's."""
    tells_time: bool = True
    url: str = "http://service.invalid"

    def __post_init__(self) -> None:
        self.store = Store(None, self.service_clock)
        self.store.create_namespace(ACCOUNT, NAMESPACE, None)
        self._app = create_app(
            EmulatorConfig(
                ACCOUNT,
                Secret("key"),
                "user",
                Secret("pass"),
                clock=self.service_clock,
                # A login in between would be a call more.
                token_ttl_seconds=10**9,
            ),
            self.store,
        )

    def refuse(
        self,
        path: str,
        status: int,
        headers: dict[str, str],
        *,
        body: bytes = b"{}",
        times: int | None = None,
    ) -> None:
        """Answer the next calls of a path, all or so many, in the place of the emulator."""
        head = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.refusals[path] = [times, status, head, body]

    async def _is_refused(self, path: str, send: Any) -> bool:
        times, status, headers, body = self.refusals.get(path, [0, 0, [], b""])
        if times == 0:
            return False
        self.refusals[path][0] = None if times is None else times - 1
        head = self._dated([*headers, (b"content-type", b"application/json")])
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})
        return True

    def service_clock(self) -> datetime:
        """Return the present instant on the service's clock."""
        return self.clock.now + self.ahead

    async def _answer(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        asked: dict[str, Any] = {}
        if scope["type"] == "http" and not scope["path"].endswith("/token"):
            self.requests.append((scope["method"], scope["path"]))
            asked, receive = await _read(receive)
            self.asked = asked
            if self.before is not None:
                await self.before(scope["method"], scope["path"])
            if await self._is_refused(scope["path"], send):
                return
        answer: list[Any] = []

        async def hold(message: Any) -> None:
            answer.append(message)

        await self._app(scope, receive, hold)
        if scope["type"] == "http" and self.after is not None:
            self.asked = asked
            await self.after(scope["method"], scope["path"])
        for message in answer:
            if message["type"] == "http.response.start":
                await send({**message, "headers": self._dated(message["headers"])})
            else:
                await send(message)

    def _dated(self, headers: Any) -> list[tuple[bytes, bytes]]:
        others = [(name, value) for name, value in headers if name.lower() != b"date"]
        date = format_datetime(self.service_clock(), usegmt=True).encode()
        return [*others, (b"date", date)] if self.tells_time else others

    def workspace(self, kept: LocalState | None = None, **connection: Any) -> Workspace:
        given: dict[str, Any] = {
            "api_key": Secret("key"), "user": "user", "password": Secret("pass"), **connection
        }  # fmt: skip

        async def no_sleep(_: float) -> None:
            pass

        to = Connection.to(self.url, ACCOUNT, **given)
        client = ContextServiceClient(to, app=self._answer, clock=self.clock, sleep=no_sleep)
        return Workspace(
            client, Profile(name="test", connection=to), self.clock, local=kept, sleep=self._sleep
        )

    async def _sleep(self, seconds: float) -> None:
        """Let the time pass that a write waits, and others write meanwhile."""
        self.pauses.append(seconds)
        self.clock.advance(seconds=seconds)
        if self.meanwhile is not None:
            self.meanwhile()

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


async def _read(receive: Any) -> tuple[dict[str, Any], Any]:
    """Return the JSON object of a request's body, and what gives the body once more."""
    body = b""
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    pending = [{"type": "http.request", "body": body}]

    async def again() -> Any:
        return pending.pop() if pending else await receive()

    try:
        asked = json.loads(body or b"{}")
    except ValueError:  # Python makes no number of thousands of digits
        asked = {}
    return (asked if isinstance(asked, dict) else {}), again


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
async def workspace(place: Place, tmp_path: Path) -> AsyncIterator[Workspace]:
    kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path / "exports")
    async with place.workspace(kept) as workspace:
        yield workspace


async def opened(workspace: Workspace, key: DocumentKey, **texts: str | None) -> OpenDocument:
    """Open a document and edit it: a text for a property, None removes it."""
    copy = OpenDocument(await workspace.open(key))
    for name, text in texts.items():
        if text is None:
            copy.remove(name)
        else:
            copy.put_text(name, text)
    return copy
