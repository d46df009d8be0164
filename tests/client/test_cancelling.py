"""Calls that are left: whatever a caller does, the connections are whole afterwards.

`CANCELLED_CALLS=20000` leaves as many; 1,500 without it.
"""

import asyncio
import gzip
import os
import random
from asyncio import StreamWriter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from ccs_tui.client import CallLimits, CcsError, Connection, ContextServiceClient, Secret
from ccs_tui.model.json_text import quote
from tests.client.conftest import ACCOUNT, KEY, TOKEN
from tests.client.wrong_server import Answer, Received, WrongServer, body, head, raw, wrong_server

CALLS = int(os.environ.get("CANCELLED_CALLS", "1500"))
AT_ONCE = 24
LIMITS = CallLimits(
    connect_seconds=1, silence_seconds=0.3, total_seconds=0.5, tries=2, first_pause_seconds=0.001
)
DOCUMENT = (
    b'{"accountId":"a","documentKey":"k","nameSpace":"orders","tenantId":"a",'
    b'"payload":{},"ttl":"2030-01-01T00:00:00.000Z"}'
)
JSON = "Content-Type: application/json"


async def slow(_: Received, writer: StreamWriter) -> None:
    writer.write(head(200, JSON, length=len(DOCUMENT)))
    for part in (DOCUMENT[:30], DOCUMENT[30:]):
        await asyncio.sleep(0.002)
        writer.write(part)
        await writer.drain()


FAULTS: dict[str, Answer] = {
    "ok": body(DOCUMENT),
    "created": body(b'{"documentKey":"k","tenantId":"a"}', 201),
    "slow": slow,
    "reset": raw(head(200)[:9], then="reset"),
    "short body": raw(head(200, JSON, length=900) + b'{"a":'),
    "hang": raw(b"", then="hang"),
    "hang in the body": raw(head(200, JSON, length=900) + b"{", then="hang"),
    "429": body(b"{}", 429),
    "503": body(b"{}", 503),
    "redirect": body(b"", 302, "Location: /login"),
    "gzip": body(gzip.compress(DOCUMENT), 200, JSON, "Content-Encoding: gzip"),
    "closes afterwards": body(DOCUMENT, 200, JSON, "Connection: close"),
}


def client_of(server: WrongServer, limits: CallLimits = LIMITS) -> ContextServiceClient:
    connection = Connection.to(server.url, ACCOUNT, api_key=Secret(KEY), token=Secret(TOKEN))
    return ContextServiceClient(connection, limits=limits)


def pool_of(ccs: ContextServiceClient) -> Any:
    return ccs._transport._opened.transport._pool  # type: ignore[union-attr]


def read(ccs: ContextServiceClient) -> Any:
    return ccs.read_document("orders", "s")


def write(ccs: ContextServiceClient) -> Any:
    return ccs.save_properties("orders", "s", {"a": quote("x")})


async def leave(call: Any, seconds: float) -> None:
    """Begin a call and leave it after so long, as a screen or a timeout does."""
    task = asyncio.create_task(call)
    await asyncio.wait({task}, timeout=seconds)
    task.cancel()
    with suppress(asyncio.CancelledError, CcsError):
        await task


async def all_ended(ccs: ContextServiceClient) -> None:
    async with asyncio.timeout(5):
        while ccs._transport._exchanges._running:
            await asyncio.wait(list(ccs._transport._exchanges._running))


@pytest.fixture
async def unraised() -> list[dict[str, Any]]:
    """What reaches the loop's handler: exceptions nobody retrieved, tasks destroyed."""
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    return told


async def assert_whole(ccs: ContextServiceClient, server: WrongServer) -> None:
    """All connections are free, all can be in use at once, and a call is answered."""
    await all_ended(ccs)
    pool = pool_of(ccs)
    assert pool._requests == []
    assert all(c.is_idle() or c.is_closed() or c.has_expired() for c in pool.connections)
    assert ccs._transport._limit._busy == 0
    arrived = 0
    everybody = asyncio.Event()

    async def together(request: Received, writer: StreamWriter) -> None:
        nonlocal arrived
        arrived += 1
        if arrived == ccs._limits.concurrent:
            everybody.set()
        await everybody.wait()
        await FAULTS["ok"](request, writer)

    ccs._transport._limits = CallLimits()  # a busy machine needs longer than a fault may last
    ccs._transport._limit._size = float(ccs._limits.concurrent)  # after the 429s
    server.answer = together
    async with asyncio.timeout(5):
        await asyncio.gather(*(read(ccs) for _ in range(ccs._limits.concurrent)))


@pytest.mark.matrix
@pytest.mark.parametrize("do", [read, write], ids=["reads", "writes"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_calls_left_at_random_moments_leave_all_connections_whole(
    fault: str, do: Callable[[ContextServiceClient], Any], unraised: list[dict[str, Any]]
) -> None:
    chance = random.Random(f"{fault}")
    async with wrong_server(FAULTS[fault]) as server, client_of(server) as ccs:
        # One call ended by itself, so that the client's start is not among the moments.
        await leave(do(ccs), 1)
        for _ in range(max(1, CALLS // len(FAULTS) // 2 // AT_ONCE)):
            moments = [chance.choice((0, 0.001, 0.005, 0.03)) for _ in range(AT_ONCE)]
            await asyncio.gather(*(leave(do(ccs), m * chance.random()) for m in moments))
        await assert_whole(ccs, server)
    assert unraised == []


async def test_faults_and_calls_of_every_kind_mixed(unraised: list[dict[str, Any]]) -> None:
    chance = random.Random(9)

    async def answer(request: Received, writer: StreamWriter) -> None:
        await FAULTS[chance.choice(list(FAULTS))](request, writer)

    async with wrong_server(answer) as server, client_of(server) as ccs:
        for _ in range(CALLS // AT_ONCE):
            calls = [chance.choice((read, write))(ccs) for _ in range(AT_ONCE)]
            await asyncio.gather(*(leave(call, chance.random() * 0.02) for call in calls))
        await assert_whole(ccs, server)
    assert unraised == []


async def test_a_read_that_is_left_gives_its_connection_back_at_once() -> None:
    async with wrong_server(FAULTS["hang"]) as server, client_of(server, CallLimits()) as ccs:
        for _ in range(3):
            await asyncio.gather(*(leave(read(ccs), 0.02) for _ in range(16)))
        async with asyncio.timeout(1):
            await all_ended(ccs)
        server.answer = FAULTS["ok"]
        async with asyncio.timeout(1):
            await read(ccs)


async def test_a_write_that_is_left_goes_on_to_its_end() -> None:
    let_go = asyncio.Event()
    arrived = asyncio.Event()
    done: list[bytes] = []

    async def answer(request: Received, writer: StreamWriter) -> None:
        arrived.set()
        await let_go.wait()
        done.append(request.body)
        await FAULTS["created"](request, writer)

    async with wrong_server(answer) as server, client_of(server, CallLimits()) as ccs:
        task = asyncio.create_task(write(ccs))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        let_go.set()
        await all_ended(ccs)
        assert len(done) == 1
        assert pool_of(ccs)._requests == []


async def test_closing_ends_reads_and_waits_for_writes(unraised: list[dict[str, Any]]) -> None:
    async with wrong_server(slow) as server:
        ccs = client_of(server, CallLimits())
        await read(ccs)
        server.answer = FAULTS["hang"]
        left = [asyncio.create_task(read(ccs)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        async with asyncio.timeout(2):
            await ccs.aclose()
        for task in left:
            with pytest.raises(CcsError):
                await task
        with pytest.raises(CcsError, match="The client is closed"):
            await read(ccs)
    assert unraised == []


async def test_time_is_up_although_every_byte_comes_in_time() -> None:
    async def drips_headers(_: Received, writer: StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with wrong_server(drips_headers) as server, client_of(server) as ccs:
        async with asyncio.timeout(LIMITS.total_seconds * 4):
            with pytest.raises(CcsError, match="did not answer in time"):
                await read(ccs)
        await assert_whole(ccs, server)
