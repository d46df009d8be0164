"""`ccs_tui.emulator.testing`: an emulator for other people's tests, over HTTP."""

import asyncio
import socket
from collections.abc import Iterator
from types import SimpleNamespace

import httpx
import pytest

from ccs_tui.emulator.server import bind
from ccs_tui.emulator.testing import RunningEmulator, ccs_emulator, running_emulator
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from tests.emulator.conftest import refused

__all__ = ["ccs_emulator"]


@pytest.fixture
def client(ccs_emulator: RunningEmulator) -> Iterator[httpx.Client]:
    headers = {"maven-api-key": ccs_emulator.key}
    with httpx.Client(base_url=ccs_emulator.url, headers=headers, timeout=30) as client:
        yield client


def test_the_fixture_gives_a_running_emulator(
    ccs_emulator: RunningEmulator, client: httpx.Client
) -> None:
    url = f"/v1/account/{ccs_emulator.account}/bot/s1/properties"
    assert client.patch(url, json={"a": 1}).status_code == 204
    auth = (ccs_emulator.user, ccs_emulator.password)
    token = client.get("/v2/authenticate/login", auth=auth).json()["token"]
    answer = client.get(
        f"/v2/context/document/{ccs_emulator.account}/bot/s1", headers={"Authorization": token}
    )
    assert answer.json()["payload"] == {"a": 1}


def test_a_test_can_fill_its_store(ccs_emulator: RunningEmulator, client: httpx.Client) -> None:
    key = DocumentKey(ccs_emulator.account, "conversation", "s1")
    ccs_emulator.store.upsert(key, {"a": encode("é")}, None)
    url = f"/v1/account/{ccs_emulator.account}/conversation/s1/properties"
    assert client.get(url).json() == {"a": "é"}


def test_two_at_once_are_apart() -> None:
    with running_emulator() as one, running_emulator() as other:
        assert one.url != other.url
        path = f"/v1/account/{one.account}"
        headers = {"maven-api-key": one.key}
        httpx.post(one.url + path, json={"name": "bot"}, headers=headers)
        assert httpx.get(other.url + path, headers=headers).json() == []


def test_its_answers_do_not_wait_for_an_acknowledgement() -> None:
    """asyncio switches Nagle's algorithm off only for a socket that says it is TCP."""
    with bind("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_nothing_listens_when_it_is_over() -> None:
    with running_emulator() as emulator:
        address = ("127.0.0.1", httpx.URL(emulator.url).port or 0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


def test_it_ends_without_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """uvicorn's server waits 0.1 s twice at its end, which is most of a small test."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(seconds)

    counting = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
    monkeypatch.setattr("uvicorn.server.asyncio", counting)
    # The client's connection is open until after the end.
    with httpx.Client(timeout=30) as client, running_emulator() as emulator:
        assert client.get(emulator.url).status_code == 404
    assert not waits


def test_its_secrets_are_not_in_its_repr(ccs_emulator: RunningEmulator) -> None:
    assert ccs_emulator.password not in repr(ccs_emulator)
    assert ccs_emulator.key not in repr(ccs_emulator)


@pytest.mark.parametrize("name", ["a/b?c#d%e", "..", "鍵 🔑", "\"'", "\n"])
def test_raw_paths_reach_it_over_http(
    ccs_emulator: RunningEmulator, client: httpx.Client, name: str
) -> None:
    segment = "".join(f"%{byte:02X}" for byte in name.encode())
    url = f"/v1/account/{ccs_emulator.account}/bot/{segment}/properties"
    assert client.put(f"{url}/{segment}", content=b"1").status_code == 204
    assert client.get(url).json() == {name: 1}
    sessions = client.get(f"/v1/account/{ccs_emulator.account}/bot/session-ids")
    assert sessions.json() == [name]


@pytest.mark.parametrize("chunked", [True, False])
def test_50_mb_over_http_are_413(
    ccs_emulator: RunningEmulator, client: httpx.Client, chunked: bool
) -> None:
    url = f"/v1/account/{ccs_emulator.account}/bot/properties"
    megabyte = b" " * 1_000_000
    body = (megabyte for _ in range(50)) if chunked else megabyte * 50
    refused(client.patch(url, content=body), 413)
    assert client.get(url).json() == {}


def test_a_body_that_ends_early_saves_nothing(
    ccs_emulator: RunningEmulator, client: httpx.Client
) -> None:
    url = httpx.URL(ccs_emulator.url)
    head = (
        f"PATCH /v1/account/{ccs_emulator.account}/bot/properties HTTP/1.1\r\n"
        f"host: localhost\r\nmaven-api-key: {ccs_emulator.key}\r\ncontent-length: 100\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port or 0)) as connection:
        connection.sendall(head.encode() + b'{"a":1}')
    answer = client.get(f"/v1/account/{ccs_emulator.account}/bot/properties")
    assert answer.json() == {}


def test_a_connection_is_used_again_after_a_refusal(
    ccs_emulator: RunningEmulator, client: httpx.Client
) -> None:
    url = f"/v1/account/{ccs_emulator.account}/bot/properties"
    for body in (b"{", b"", b"[]", b"\xff"):
        refused(client.patch(url, content=body), 400)
    assert client.patch(url, content=b"{}").status_code == 204
