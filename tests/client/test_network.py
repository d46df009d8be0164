"""The way to the service that a profile asks for: each setting reaches the client.

The certificates in `certificates/` were made by the script there.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ccs_tui.client import (
    CallLimits,
    CcsError,
    Connection,
    ContextServiceClient,
    NetworkError,
    RequestTimeoutError,
    Secret,
    UnusableSettingError,
)
from ccs_tui.client.reachability import way_to
from ccs_tui.emulator.testing import RunningEmulator, ccs_emulator
from ccs_tui.model.network import DIRECT, Network
from tests.client.conftest import ACCOUNT, KEY
from tests.client.wrong_server import Received, body, wrong_server

__all__ = ["ccs_emulator"]

CERTIFICATES = Path(__file__).parent / "certificates"
EMPTY_LIST = body(b"[]")


def to(url: str, account: str = ACCOUNT, key: str = KEY, **network: object) -> ContextServiceClient:
    connection = Connection(
        account=account,
        v1_url=url,
        v2_url=url,
        api_key=Secret(key),
        network=Network(**network),  # type: ignore[arg-type]
    )
    return ContextServiceClient(connection, sleep=no_sleep)


async def no_sleep(_: float) -> None:
    pass


def path(name: str) -> str:
    return str(CERTIFICATES / name)


# ── proxies ────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def tunnels() -> AsyncIterator[tuple[str, list[str]]]:
    """Run a proxy that passes CONNECT on; yield its URL, and the targets that it was asked for."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target = head.split()[1]
        asked.append(target)
        host, _, port = target.rpartition(":")
        there, back = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))

    async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while part := await source.read(65_536):
            sink.write(part)
        sink.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}", asked
    finally:
        server.close()
        await server.wait_closed()


async def test_a_profiles_proxy_is_asked_and_not_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with wrong_server(EMPTY_LIST) as proxy:
        async with to("http://ccs.test", proxy=proxy.url) as ccs:
            assert await ccs.get_list_of_namespaces() == []
        assert [request.target for request in proxy.received] == [
            f"http://ccs.test/v1/account/{ACCOUNT}"
        ]


async def test_a_profiles_proxy_is_asked_for_this_machine_too(
    ccs_emulator: RunningEmulator,
) -> None:
    async with wrong_server(EMPTY_LIST) as proxy, to(ccs_emulator.url, proxy=proxy.url) as ccs:
        assert await ccs.get_list_of_namespaces() == []
        assert proxy.received


async def test_a_profile_can_go_without_the_environments_proxy(
    ccs_emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The environment's would be refused; without it, no such host is found.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with to("http://ccs.invalid", proxy=DIRECT) as ccs:
        with pytest.raises(NetworkError) as caught:
            await ccs.get_list_of_namespaces()
        assert "127.0.0.1" not in str(caught.value)
    async with to("http://ccs.invalid") as ccs:
        with pytest.raises(NetworkError, match=r"the proxy 127\.0\.0\.1 \(HTTP_PROXY\)"):
            await ccs.get_list_of_namespaces()


async def test_a_proxy_that_refuses_is_named_by_its_setting() -> None:
    async with to("http://ccs.test", proxy="http://127.0.0.1:1") as ccs:
        with pytest.raises(NetworkError, match=r"the proxy 127\.0\.0\.1 \(proxy\)"):
            await ccs.get_list_of_namespaces()


async def test_tls_goes_through_a_proxy() -> None:
    async with (
        wrong_server(EMPTY_LIST, server_tls()) as server,
        tunnels() as (proxy, asked),
        to(server.url, proxy=proxy, ca_bundle=path("authority.pem")) as ccs,
    ):
        assert await ccs.get_list_of_namespaces() == []
        assert asked == [server.url.removeprefix("https://")]


# ── certificates ───────────────────────────────────────────────────────────────────────────────


def server_tls(*, asks: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    if asks:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(CERTIFICATES / "authority.pem")
    return context


async def test_a_profiles_authorities_are_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null/none")
    async with (
        wrong_server(EMPTY_LIST, server_tls()) as server,
        to(server.url, ca_bundle=path("authority.pem")) as ccs,
    ):
        assert await ccs.get_list_of_namespaces() == []


async def test_without_them_the_certificate_is_refused() -> None:
    async with wrong_server(EMPTY_LIST, server_tls()) as server, to(server.url) as ccs:
        with pytest.raises(CcsError, match="certificate"):
            await ccs.get_list_of_namespaces()


@pytest.mark.parametrize(
    ("certificate", "key"), [("client.pem", None), ("client.crt", "client.key")]
)
async def test_a_profiles_certificate_is_shown(certificate: str, key: str | None) -> None:
    shown: list[object] = []

    async def answer(request: Received, writer: asyncio.StreamWriter) -> None:
        shown.append(writer.get_extra_info("peercert")["subject"])
        await EMPTY_LIST(request, writer)

    async with (
        wrong_server(answer, server_tls(asks=True)) as server,
        to(
            server.url,
            ca_bundle=path("authority.pem"),
            client_certificate=path(certificate),
            client_key=key and path(key),
        ) as ccs,
    ):
        assert await ccs.get_list_of_namespaces() == []
    assert shown == [((("commonName", "ccs-tui test client"),),)]


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ({"ca_bundle": "/dev/null/none"}, "ca_bundle can't be used: /dev/null/none can't be"),
        ({"ca_bundle": __file__}, "setting ca_bundle can't be used: .* has no certificates in PEM"),
        ({"client_certificate": path("client.crt")}, "client_certificate can't be used: .* key in"),
        ({"client_certificate": path("client.crt"), "client_key": path("client-locked.key")},
         "setting client_key can't be used: the key in .* has a passphrase"),
        ({"client_certificate": path("server.pem"), "client_key": path("client.key")},
         "setting client_key can't be used: the key in .* is not that of the certificate"),
        ({"client_certificate": "/dev/null/none"}, "client_certificate can't be used: .*be read"),
    ],
)  # fmt: skip
async def test_a_certificate_that_cant_be_used_is_named(network: dict[str, str], said: str) -> None:
    async with to("https://ccs.test", **network) as ccs:
        with pytest.raises(UnusableSettingError, match=said):
            await ccs.get_list_of_namespaces()


# ── limits ─────────────────────────────────────────────────────────────────────────────────────


def test_limits_are_those_asked_for_and_the_usual_ones() -> None:
    asked = Network(connect_seconds=1.5, total_seconds=90, concurrent=3)
    assert CallLimits.of(asked) == CallLimits(connect_seconds=1.5, total_seconds=90, concurrent=3)
    assert CallLimits.of(Network()) == CallLimits()


async def test_a_profiles_time_without_an_answer_ends_a_call() -> None:
    async def never(_: Received, __: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with (
        wrong_server(never) as server,
        to(server.url, silence_seconds=0.05, total_seconds=0.2) as ccs,
    ):
        with pytest.raises(RequestTimeoutError):
            await ccs.get_list_of_namespaces()


async def test_no_more_calls_are_under_way_than_a_profile_allows() -> None:
    under_way, most = 0, 0
    go_on = asyncio.Event()

    async def answer(request: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == 2:
            go_on.set()
        await go_on.wait()
        await asyncio.sleep(0)
        under_way -= 1
        await EMPTY_LIST(request, writer)

    async with wrong_server(answer) as server, to(server.url, concurrent=2) as ccs:
        await asyncio.gather(*(ccs.get_list_of_namespaces() for _ in range(8)))
    assert most == 2


# ── the way, examined ──────────────────────────────────────────────────────────────────────────


async def test_the_way_is_examined_as_the_profile_goes_it() -> None:
    async with (
        wrong_server(EMPTY_LIST, server_tls(asks=True)) as server,
        tunnels() as (proxy, asked),
    ):
        network = Network(
            proxy=proxy, ca_bundle=path("authority.pem"), client_certificate=path("client.pem")
        )
        legs = [leg async for leg in way_to(server.url, network=network)]
        assert [leg.name for leg in legs] == ["proxy", "DNS", "TCP", "TLS"]
        assert not any(leg.problem for leg in legs)
        assert legs[0].found == f"{proxy.removeprefix('http://')}, by the setting proxy"
        assert asked == [server.url.removeprefix("https://")]


async def test_a_certificate_that_cant_be_used_is_found_on_the_way() -> None:
    network = Network(ca_bundle="/dev/null/none")
    (leg,) = [leg async for leg in way_to("https://ccs.test", network=network)]
    assert leg.problem is not None
    assert "setting ca_bundle can't be used" in leg.problem
