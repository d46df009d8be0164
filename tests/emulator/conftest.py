"""An emulator in process, asked by raw requests, with a clock that moves when it is told to."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.testing import example_config
from ccs_tui.model.expiry import format_instant

ACCOUNT = "le12345678"


class MovingClock:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 11, 21, 37, 39, 176_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def text(self, seconds: float = 0) -> str:
        """The instant `seconds` from now, as the service writes it."""
        return format_instant(self.now + timedelta(seconds=seconds))


class Service:
    """Raw requests with the right credentials; what is in `body` goes out as it is."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.key = {"maven-api-key": "test-key"}
        self.token = {"Authorization": ""}

    async def log_in(self) -> str:
        answer = await self.client.get(
            "/v2/authenticate/login", auth=("test-user", "test-password")
        )
        assert answer.status_code == 200
        token: str = answer.json()["token"]
        self.token = {"Authorization": token}
        return token

    async def v1(
        self, method: str, path: str, body: Any = None, account: str = ACCOUNT
    ) -> httpx.Response:
        """Call `/v1/account/ACCOUNT` and `path`; a `body` that is no text is sent as JSON."""
        return await self._send(method, f"/v1/account/{account}{path}", body, self.key)

    async def v2(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Call `/v2/context/document` and `path`; a `body` that is no text is sent as JSON."""
        return await self._send(method, f"/v2/context/document{path}", body, self.token)

    async def _send(
        self, method: str, path: str, body: Any, headers: dict[str, str]
    ) -> httpx.Response:
        if body is None or isinstance(body, str | bytes):
            return await self.client.request(method, path, content=body, headers=headers)
        return await self.client.request(method, path, json=body, headers=headers)

    # What most tests need of v2, with the account filled in.

    async def create(
        self,
        payload: Any,
        ttl: int | None = None,
        namespace: str = "bot",
        session: str | None = "s1",
    ) -> httpx.Response:
        body = {"payload": payload} | ({} if ttl is None else {"ttlSeconds": ttl})
        return await self.v2("POST", "/create", self.request(namespace, session) | body)

    async def document(self, namespace: str = "bot", session: str | None = "s1") -> httpx.Response:
        tail = "" if session is None else f"/{session}"
        return await self.v2("GET", f"/{ACCOUNT}/{namespace}{tail}")

    async def payload(self, namespace: str = "bot", session: str | None = "s1") -> Any:
        answer = await self.document(namespace, session)
        assert answer.status_code == 200, answer.text
        return answer.json()["payload"]

    def request(self, namespace: str = "bot", session: str | None = "s1") -> dict[str, Any]:
        head = {"accountId": ACCOUNT, "nameSpace": namespace}
        return head if session is None else head | {"sessionId": session}


def refused(answer: httpx.Response, status: int) -> str:
    """Assert that a call was refused as every call is, and return the message."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert list(body) == ["message"]
    assert body["message"]
    return str(body["message"])


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def config(clock: MovingClock) -> EmulatorConfig:
    return example_config(clock)


@pytest.fixture
def store(clock: MovingClock) -> Iterator[Store]:
    with closing(Store(clock=clock)) as store:
        yield store


@pytest.fixture
async def service(config: EmulatorConfig, store: Store) -> AsyncIterator[Service]:
    transport = httpx.ASGITransport(app=create_app(config, store))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        service = Service(client)
        await service.log_in()
        yield service
