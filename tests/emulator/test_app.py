"""The app itself: what happens when something around it goes wrong, and its ASGI manners."""

from typing import Any

import httpx
import pytest

from ccs_tui.emulator.app import Emulator, create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.session_pages import SOON, PagedList, PageEnds
from ccs_tui.emulator.store import Store
from tests.emulator.conftest import ACCOUNT, Service, refused


@pytest.fixture
def app(config: EmulatorConfig, store: Store) -> Emulator:
    return create_app(config, store)


async def ask(app: Emulator, scope: dict[str, Any], *messages: dict[str, Any]) -> list[Any]:
    """Give an app these messages, and return what it sends."""
    sent: list[Any] = []
    coming = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(coming)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def test_a_full_disk_is_503_and_nothing_is_half_saved(service: Service, store: Store) -> None:
    await service.create({"a": 1})
    with store._database.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    refused(await service.create({"a": 2, "b": "x" * 500_000}), 503)
    assert await service.payload() == {"a": 1}
    assert (await service.create({"a": 3})).status_code == 201


async def test_a_bug_is_500_in_json_and_in_the_log(
    config: EmulatorConfig, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store()
    store.close()
    transport = httpx.ASGITransport(app=create_app(config, store))
    async with httpx.AsyncClient(transport=transport, base_url="http://emulator") as client:
        refused(await Service(client).v1("GET", ""), 500)
    assert "closed database" in caplog.text


async def test_a_caller_who_leaves_saves_nothing(
    app: Emulator, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    scope = {
        "type": "http",
        "method": "PATCH",
        "path": "",
        "raw_path": f"/v1/account/{ACCOUNT}/bot/s1/properties".encode(),
        "query_string": b"",
        "headers": [(b"maven-api-key", b"test-key")],
    }
    begun = {"type": "http.request", "body": b'{"a":1}', "more_body": True}
    await ask(app, scope, begun, {"type": "http.disconnect"})
    refused(await service.document(), 404)
    assert not [record for record in caplog.records if record.name.startswith("ccs_tui")]
    await ask(app, scope, begun | {"more_body": False})
    assert await service.payload() == {"a": 1}


async def test_it_lives_as_asgi_servers_expect(app: Emulator) -> None:
    sent = await ask(
        app,
        {"type": "lifespan"},
        {"type": "lifespan.startup"},
        {"type": "lifespan.shutdown"},
    )
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_ends_of_walks_that_nobody_continued_are_forgotten() -> None:
    walks = PageEnds()
    listing = PagedList("ids", ACCOUNT, "bot", 10)
    for page in range(1_000):
        walks.note(listing, page, f"s{page}", now=0)
    walks.note(listing, 5_000, "last", now=SOON + 1)
    assert len(walks._ends) == 1
    assert walks.take(listing, 5_001, now=SOON + 1) == "last"
