"""The way to the service, leg by leg, over loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.reachability import Leg, way_to
from ccs_tui.emulator.testing import RunningEmulator, ccs_emulator, running_emulator

__all__ = ["ccs_emulator"]

SHORT = CallLimits(connect_seconds=0.2, silence_seconds=0.2)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


async def legs_to(url: str) -> list[Leg]:
    return [leg async for leg in way_to(url, SHORT)]


@asynccontextmanager
async def listening(answer: bytes | None) -> AsyncIterator[int]:
    """A server that sends `answer` to whatever comes, or with None nothing ever."""

    ended = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if answer is None:
            await ended.wait()
        else:
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        ended.set()
        server.close()


async def test_each_leg_to_a_service_is_told(ccs_emulator: RunningEmulator) -> None:
    legs = await legs_to(ccs_emulator.url)
    assert [leg.name for leg in legs] == ["proxy", "DNS", "TCP", "HTTP"]
    assert not any(leg.problem for leg in legs)
    assert legs[1].found == "127.0.0.1 is an address, and needs no name server"


async def test_a_refused_connection_ends_the_way() -> None:
    async with listening(None) as port:
        pass
    legs = await legs_to(f"http://127.0.0.1:{port}")
    assert legs[-1].name == "TCP"
    assert legs[-1].problem == f"the connection to 127.0.0.1:{port} was refused"
    assert legs[-1].advice


async def test_an_unknown_name_ends_the_way() -> None:
    legs = await legs_to("http://nowhere.invalid")
    assert legs[-1].name == "DNS"
    assert legs[-1].problem


@pytest.mark.parametrize("answer", [None, b"SSH-2.0-nothing\r\n"])
async def test_what_speaks_no_http_is_told(answer: bytes | None) -> None:
    async with listening(answer) as port:
        legs = await legs_to(f"http://127.0.0.1:{port}")
    assert legs[-1].name == "HTTP"
    assert legs[-1].problem


async def test_what_speaks_no_tls_is_told(ccs_emulator: RunningEmulator) -> None:
    legs = await legs_to(ccs_emulator.url.replace("http:", "https:"))
    assert legs[-1].name == "TLS"
    assert legs[-1].problem


async def test_a_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_emulator() as emulator:
        address = emulator.url.removeprefix("http://")
        monkeypatch.setenv("HTTPS_PROXY", f"http://somebody:planted@{address}")
        legs = await legs_to("https://z2.context.liveperson.net")
    assert legs[0].found == f"{address}, by the variable HTTPS_PROXY"
    assert legs[-1].problem
    assert "refused the connection" in legs[-1].problem
    assert "planted" not in repr(legs)


async def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:99999")
    (leg,) = await legs_to("https://z2.context.liveperson.net")
    assert leg.problem
    assert "HTTPS_PROXY" in leg.problem
