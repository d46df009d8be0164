"""A page in a browser reaches nothing; a bot, and whoever is allowed, everything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.origins import parse_host, parse_origin
from ccs_tui.emulator.server import assemble
from ccs_tui.emulator.store import Store
from tests.emulator.conftest import ACCOUNT, Service, refused

HERE = "http://127.0.0.1:8700"
LAN = "http://192.168.7.5:8700"
V1 = f"/v1/account/{ACCOUNT}"
BODY = f'{{"accountId":"{ACCOUNT}","nameSpace":"bot","sessionId":"s1","payload":{{"a":1}}}}'

PAGES = {
    "another site": {"Origin": "http://evil.example"},
    "a form of another site": {"Origin": "http://evil.example", "Content-Type": "text/plain"},
    "a file, or a frame without rights": {"Origin": "null"},
    "another port of this machine": {"Origin": "http://localhost:3000"},
    "a name that only looks so": {"Origin": "http://127.0.0.1:8700.evil.example"},
    "no origin at all": {"Origin": "x"},
    "the rebound name as its own origin": {
        "Host": "evil.example:8700", "Origin": "http://evil.example:8700",
    },
    "a rebound name": {"Host": "evil.example:8700"},
    "a rebound name without a port": {"Host": "evil.example"},
    "a name below localhost's": {"Host": "localhost.evil.example:8700"},
    "a name behind another": {"Host": "localhost:8700@evil.example"},
    "an address of others": {"Host": "192.0.2.1:8700"},
    "an empty host": {"Host": ""},
    "no host": {"Host": ":8700"},
    "an image of another site": {"Sec-Fetch-Site": "cross-site"},
    "an image of another port": {"Sec-Fetch-Site": "same-site"},
    "an image with a rebound name": {"Sec-Fetch-Site": "same-origin", "Host": "evil.example"},
}  # fmt: skip
BOTS = {
    "as httpx does": {},
    "localhost": {"Host": "localhost:8700"},
    "in capitals": {"Host": "LOCALHOST:8700"},
    "with a dot": {"Host": "localhost.:8700"},
    "another port, as behind a tunnel": {"Host": "localhost:12345"},
    "without a port": {"Host": "127.0.0.1"},
    "another loopback address": {"Host": "127.0.1.1:8700"},
    "IPv6": {"Host": "[::1]:8700"},
    "typed into a browser": {"Sec-Fetch-Site": "none"},
    "its own origin": {"Host": "localhost:8700", "Origin": "http://localhost:8700"},
}
CALLS = [
    ("GET", V1),
    ("HEAD", V1),
    ("PUT", f"{V1}/bot/s1/properties/a"),
    ("POST", "/v2/context/document/create?access_token=t0ken"),
    ("DELETE", f"{V1}/bot"),
    ("GET", "/v2/authenticate/login"),
    ("POST", "/__emulator__/reset"),
    ("GET", "/openapi.json"),
    ("OPTIONS", V1),
    ("GET", "/nowhere"),
]


@asynccontextmanager
async def asking(
    config: EmulatorConfig,
    store: Store,
    url: str = HERE,
    hosts: tuple[str, ...] = (),
    origins: tuple[str, ...] = (),
) -> AsyncIterator[httpx.AsyncClient]:
    app, _ = assemble(config, store, hosts=hosts, origins=origins)
    transport = httpx.ASGITransport(app=app)
    key = {"maven-api-key": "test-key"}
    async with httpx.AsyncClient(transport=transport, base_url=url, headers=key) as client:
        yield client


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
async def test_a_page_reaches_no_call(
    config: EmulatorConfig, store: Store, service: Service, page: dict[str, str]
) -> None:
    await service.create({"a": 0})
    async with asking(config, store) as client:
        for method, path in CALLS:
            answer = await client.request(method, path, headers=page, content=BODY)
            if method == "HEAD":
                assert (answer.status_code, answer.content) == (403, b"")
            else:
                refused(answer, 403)
            assert not [name for name in answer.headers if name.startswith("access-control")]
    assert await service.payload() == {"a": 0}


@pytest.mark.parametrize("bot", BOTS.values(), ids=BOTS.keys())
async def test_a_bot_reaches_every_call(
    config: EmulatorConfig, store: Store, bot: dict[str, str]
) -> None:
    async with asking(config, store) as client:
        assert (await client.put(f"{V1}/bot/s1/properties/a", content="1", headers=bot)).is_success
        assert (await client.get(f"{V1}/bot/s1/properties", headers=bot)).json() == {"a": 1}


async def test_a_preflight_is_refused(config: EmulatorConfig, store: Store) -> None:
    asks = {"Origin": "http://evil.example", "Access-Control-Request-Method": "PUT"}
    async with asking(config, store) as client:
        answer = await client.options(V1, headers=asks)
    refused(answer, 403)
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_two_hosts_are_none(config: EmulatorConfig, store: Store) -> None:
    two = [("Host", "localhost"), ("Host", "evil.example")]
    async with asking(config, store) as client:
        refused(await client.get(V1, headers=two), 403)


async def test_a_page_that_is_allowed_calls_as_browsers_do(
    config: EmulatorConfig, store: Store
) -> None:
    origin = "http://localhost:3000"
    asks = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "maven-api-key",
    }
    async with asking(config, store, origins=(origin,)) as client:
        told = await client.options(V1, headers=asks)
        assert told.status_code == 204
        assert told.headers["access-control-allow-origin"] == origin
        assert told.headers["access-control-allow-methods"] == "PUT"
        assert told.headers["access-control-allow-headers"] == "maven-api-key"
        answer = await client.get(V1, headers={"Origin": origin})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == origin
        refused(await client.get(V1, headers={"Origin": "http://localhost:3001"}), 403)


async def test_a_name_that_is_allowed_is_served_and_no_other(
    config: EmulatorConfig, store: Store
) -> None:
    for url in (HERE, LAN):
        async with asking(config, store, url, hosts=("host.docker.internal",)) as client:
            allowed = {"Host": "host.docker.internal:8700"}
            assert (await client.get(V1, headers=allowed)).is_success
            assert (await client.get(V1)).is_success
            refused(await client.get(V1, headers={"Host": "evil.example"}), 403)


async def test_elsewhere_than_on_loopback_any_name_is_served_but_no_page(
    config: EmulatorConfig, store: Store
) -> None:
    async with asking(config, store, LAN) as client:
        assert (await client.get(V1, headers={"Host": "emulator:8700"})).is_success
        for origin in ("http://evil.example", "http://emulator:8700"):
            page = {"Host": "emulator:8700", "Origin": origin}
            refused(await client.get(V1, headers=page), 403)


async def test_the_refusal_names_the_option(config: EmulatorConfig, store: Store) -> None:
    async with asking(config, store) as client:
        message = refused(await client.get(V1, headers={"Host": "emulator.test:1"}), 403)
        assert message.endswith("--allow-host emulator.test.")
        message = refused(await client.get(V1, headers={"Origin": "http://a.test"}), 403)
        assert message.endswith("--allow-origin http://a.test.")


@pytest.mark.parametrize(
    "text", ["", " ", "http://a", "a/b", "a:80", "[::1]:80", "[x]", "[ab]", "a b", "*"]
)
def test_what_is_no_host(text: str) -> None:
    with pytest.raises(ValueError, match="without a port"):
        parse_host(text)


@pytest.mark.parametrize("text", ["", "*", "localhost:3000", "http://", "http://a/", "http://a/b"])
def test_what_is_no_origin(text: str) -> None:
    with pytest.raises(ValueError, match="reads like"):
        parse_origin(text)


def test_hosts_and_origins_are_compared_as_browsers_write_them() -> None:
    assert parse_host("Host.Docker.Internal") == "host.docker.internal"
    assert parse_host("FD00::1") == parse_host("[fd00::1]") == "[fd00::1]"
    assert parse_origin("HTTP://A.test:80") == "http://a.test"
    assert parse_origin("https://a.test:443") == "https://a.test"
    assert parse_origin("null") == "null"
