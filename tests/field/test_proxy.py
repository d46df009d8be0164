"""Each fault of the proxy is what it says: to its client, and to the service behind it."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from ccs_tui.emulator.testing import RunningEmulator, running_emulator
from ccs_tui.model.names import DocumentKey
from tests.field.proxy import READS, WRITES, Fault, Proxy, Rule, parse_rule, proxy_thread

LOST = {Fault.RESET, Fault.SHORT, Fault.HANG, Fault.HANG_MIDWAY, Fault.CUT, Fault.STUCK}
DONE = {
    Fault.NONE, Fault.RESET, Fault.SHORT, Fault.HANG, Fault.HANG_MIDWAY, Fault.BAD_GATEWAY,
    Fault.LATE, Fault.DROP_IDLE, Fault.DELAY,
}  # fmt: skip
ANSWERS = {
    Fault.BAD_GATEWAY: 502,
    Fault.TOO_MANY: 429,
    Fault.UNAVAILABLE: 503,
    Fault.REDIRECT: 302,
    Fault.NOT_FOUND: 404,
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as emulator:
        yield emulator


def client_of(proxy: Proxy, emulator: RunningEmulator) -> httpx.Client:
    headers = {"maven-api-key": emulator.key}
    return httpx.Client(base_url=proxy.url, headers=headers, timeout=0.3, trust_env=False)


@pytest.mark.parametrize("fault", Fault)
def test_a_write_meets(fault: Fault, emulator: RunningEmulator) -> None:
    rules = [Rule(fault, methods=WRITES, seconds=1 if fault in LOST | {Fault.TOO_MANY} else 0.05)]
    where = f"/v1/account/{emulator.account}/bot/{fault.name}/properties/intent"
    with proxy_thread(emulator.url, rules) as proxy, client_of(proxy, emulator) as client:
        if fault in LOST:
            with pytest.raises(httpx.TransportError):
                client.put(where, json="book")
        else:
            assert client.put(where, json="book").status_code == ANSWERS.get(fault, 204)
        # What doesn't meet the rule is not touched, on the same connections.
        assert client.get(where).status_code == (200 if fault in DONE else 404)
    stored = emulator.store.read(DocumentKey(emulator.account, "bot", fault.name))
    assert (stored is not None) == (fault in DONE)
    assert [(one.request.method, one.fault, one.status) for one in proxy.exchanges] == [
        ("PUT", fault, 204 if fault in DONE else None),
        ("GET", Fault.NONE, 200 if fault in DONE else 404),
    ]
    assert proxy.open_connections == 0


def test_an_idle_connection_is_dropped(emulator: RunningEmulator) -> None:
    asked = (
        f"GET /v1/account/{emulator.account} HTTP/1.1\r\nHost: localhost\r\n"
        f"maven-api-key: {emulator.key}"
    )
    with (
        proxy_thread(emulator.url, [Rule(Fault.DROP_IDLE, seconds=0.01)]) as proxy,
        socket.create_connection(("127.0.0.1", int(proxy.url.rpartition(":")[2]))) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(f"{asked}\r\n\r\n".encode())
        assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
        assert b"keep-alive" in answers.read()  # to the end


def fates(emulator: RunningEmulator, seed: int, beside: bool) -> list[Fault]:
    rules = [Rule(Fault.UNAVAILABLE, 0.5, READS, "session-ids")]
    here, there = (f"/v1/account/{emulator.account}/{name}/session-ids" for name in "ab")
    with proxy_thread(emulator.url, rules, seed) as proxy, client_of(proxy, emulator) as client:
        for _ in range(12):
            client.get(here)
            if beside:
                client.get(there)
        return [one.fault for one in proxy.exchanges if one.request.path == here]


def test_a_seed_decides_whatever_comes_beside(emulator: RunningEmulator) -> None:
    alone = fates(emulator, 1, beside=False)
    assert set(alone) == {Fault.UNAVAILABLE, Fault.NONE}
    assert fates(emulator, 1, beside=True) == alone
    assert fates(emulator, 2, beside=False) != alone


def test_a_rule_holds_for_so_many_requests(emulator: RunningEmulator) -> None:
    rules = [Rule(Fault.UNAVAILABLE, times=2)]
    with proxy_thread(emulator.url, rules) as proxy, client_of(proxy, emulator) as client:
        statuses = [client.get("/v1/account/" + emulator.account).status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_a_reading_by_post_is_no_write(emulator: RunningEmulator) -> None:
    rules = [Rule(Fault.UNAVAILABLE, methods=WRITES)]
    with proxy_thread(emulator.url, rules) as proxy, client_of(proxy, emulator) as client:
        assert client.post("/v2/context/document/properties", json={}).status_code == 401
        assert client.post("/v2/context/document/create", json={}).status_code == 503


def test_a_rule_is_written_so() -> None:
    assert parse_rule("reset:0.3:write") == Rule(Fault.RESET, 0.3, WRITES)
    assert parse_rule("late") == Rule(Fault.LATE)
    assert parse_rule("429:1:read:20") == Rule(Fault.TOO_MANY, 1, READS, seconds=20)
    with pytest.raises(ValueError, match="sometimes"):
        parse_rule("reset:1:sometimes")
