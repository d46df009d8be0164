"""The emulator's own calls: health and reset."""

import httpx

from ccs_tui import __version__
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.server import assemble
from ccs_tui.emulator.store import Store
from tests.emulator.conftest import MovingClock, Service, refused

RESET = "/__emulator__/reset"


async def test_health_needs_no_credentials(service: Service, clock: MovingClock) -> None:
    answer = await service.client.get("/__emulator__/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": __version__, "now": clock.text()}


async def test_reset_deletes_everything(service: Service) -> None:
    for session in ("s1", None):
        await service.create({"a": 1}, session=session)
    await service.v1("POST", "/namespace/bot/session?ttlSecond=60", {"sessionId": "s1"})
    answer = await service.client.post(RESET, headers=service.key)
    assert answer.status_code == 204
    for path in ("", "/bot/session-ids", "/namespace/bot/session"):
        assert (await service.v1("GET", path)).json() == []
    refused(await service.document(session=None), 404)
    assert (await service.create({"a": 2})).status_code == 201


async def test_reset_needs_the_key(service: Service) -> None:
    await service.create({"a": 1})
    refused(await service.client.post(RESET), 403)
    refused(await service.client.get(RESET, headers=service.key), 405)
    assert await service.payload() == {"a": 1}


async def test_reset_brings_back_what_it_was_filled_with(
    config: EmulatorConfig, store: Store
) -> None:
    app = create_app(config, store, lambda: store.create_namespace(config.account, "seeded", None))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://emulator"
    ) as client:
        service = Service(client)
        await service.v1("POST", "", {"name": "mine"})
        await client.post(RESET, headers=service.key)
        names = [each["name"] for each in (await service.v1("GET", "")).json()]
        assert names == ["seeded"]


async def test_the_demo_is_loaded_where_there_is_nothing(
    config: EmulatorConfig, store: Store
) -> None:
    assert assemble(config, store)[1] is None
    assert store.list_namespaces(config.account) == []
    for _ in range(2):
        _, bot = assemble(config, store, demo=True)
        assert bot is not None
        bot.close()
        store.delete_namespace(config.account, "vipList")
        names = [namespace.name for namespace in store.list_namespaces(config.account)]
        assert names == ["airlineBot", "callRouter", "orders", "passengers", "paymentBot"]
