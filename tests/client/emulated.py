"""A client of the emulator in this process, which counts its requests."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from ccs_tui.client import ContextServiceClient
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.store import Store
from ccs_tui.emulator.testing import example_config
from ccs_tui.model.connection import Connection
from ccs_tui.model.json_text import quote
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.secret import Secret

ACCOUNT = example_config().account


class Counting:
    """The emulator in process, counting requests and how many are under way at once."""

    def __init__(self, store: Store) -> None:
        self._app = create_app(example_config(), store)
        self.requests: list[str] = []
        self.most = 0
        self._now = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.requests.append(f"{scope['raw_path'].decode()}?{scope['query_string'].decode()}")
        self._now += 1
        self.most = max(self.most, self._now)
        try:
            await asyncio.sleep(0)
            await self._app(scope, receive, send)
        finally:
            self._now -= 1


@pytest.fixture
def store() -> Any:
    store = Store()
    yield store
    store.close()


@pytest.fixture
def app(store: Store) -> Counting:
    return Counting(store)


@pytest.fixture
async def ccs(app: Counting) -> AsyncIterator[ContextServiceClient]:
    config = example_config()
    connection = Connection.to(
        "http://emulator",
        config.account,
        api_key=Secret(config.api_key.get_secret_value()),
        user=config.user,
        password=Secret(config.password.get_secret_value()),
    )
    async with ContextServiceClient(connection, app=app) as client:
        yield client


def fill(store: Store, sessions: int, characters: int = 10, namespace: str = "orders") -> set[str]:
    ids = [f"s{number:06}" for number in range(sessions)]
    value = quote("x" * characters)
    store.load(
        SeedDocument(DocumentKey(ACCOUNT, namespace, session), {"a": value}, None)
        for session in ids
    )
    return set(ids)
