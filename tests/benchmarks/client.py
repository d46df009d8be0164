"""Reading 10,000 sessions over loopback with 20 ms of added latency, beside a bare httpx loop."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter

import httpx

from ccs_tui.client import CallLimits, Connection, ContextServiceClient, Secret
from tests.benchmarks.client_child import ACCOUNT, IDS, KEY, NAMESPACE, SESSIONS, TOKEN
from tests.benchmarks.table import Row, median

ONE_BY_ONE, SIDE_BY_SIDE = 200, 2_000
"""How many of the 10,000 are read in these ways; each takes as long as the next."""
TIMES = 3
CONCURRENT = CallLimits().concurrent


def measure() -> Iterator[Row]:
    """Yield how much faster much is read than one by one, and how near to bare httpx."""
    with running_server() as url:
        yield from asyncio.run(_measure(url))


async def _measure(url: str) -> list[Row]:
    requested: list[str] = []
    connection = Connection.to(url, ACCOUNT, api_key=Secret(KEY), token=Secret(TOKEN))
    async with (
        ContextServiceClient(connection) as ccs,
        httpx.AsyncClient(headers={"maven-api-key": KEY, "Authorization": TOKEN}) as bare,
    ):

        async def one_by_one() -> None:
            for session in IDS[:ONE_BY_ONE]:
                await ccs.read_document(NAMESPACE, session)

        async def side_by_side() -> None:
            ids = IDS[:SIDE_BY_SIDE]
            assert len([r async for r in ccs.read_documents(NAMESPACE, ids)]) == SIDE_BY_SIDE

        async def scan() -> None:
            assert len([row async for row in ccs.scan_namespace(NAMESPACE)]) == SESSIONS

        async def bare_documents() -> None:
            path = f"{url}/v2/context/document/{ACCOUNT}/{NAMESPACE}"
            await _get_all(
                bare, [f"{path}/{session}" for session in IDS[:SIDE_BY_SIDE]], CONCURRENT
            )

        async def bare_pages() -> None:
            await _get_all(bare, requested, 1)

        requested += [f"{url}{target}" for target in await _targets_of_a_scan(connection)]
        single = await _seconds(one_by_one) * SESSIONS / ONE_BY_ONE
        documents = await _seconds(side_by_side) * SESSIONS / SIDE_BY_SIDE
        documents_bare = await _seconds(bare_documents) * SESSIONS / SIDE_BY_SIDE
        pages, pages_bare = await _seconds(scan), await _seconds(bare_pages)
    return [
        Row("10,000 documents one by one (from 200)", single, None, "s"),
        Row(f"read_documents, {CONCURRENT} at a time (from 2,000)", documents, None, "s"),
        Row(
            "read_documents / bare httpx, as many at a time",
            documents / documents_bare,
            1.5,
            "×",
        ),
        Row("read_documents / one by one", documents / single, None, "×"),
        Row(f"scan_namespace, {len(requested)} pages", pages, None, "s"),
        Row("scan_namespace / bare httpx, the same pages", pages / pages_bare, 1.5, "×"),
        Row("scan_namespace / one by one", pages / single, 1 / 15, "×"),
    ]


async def _seconds(run: Callable[[], Awaitable[None]]) -> float:
    taken = []
    for _ in range(TIMES):
        started = perf_counter()
        await run()
        taken.append(perf_counter() - started)
    return median(taken)


async def _get_all(http: httpx.AsyncClient, urls: Iterable[str], concurrent: int) -> None:
    waiting = iter(urls)

    async def work() -> None:
        for url in waiting:
            (await http.get(url)).raise_for_status().json()

    await asyncio.gather(*(work() for _ in range(concurrent)))


async def _targets_of_a_scan(connection: Connection) -> list[str]:
    """Return the paths and queries that a scan asks for."""
    targets: list[str] = []

    class Noting(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            targets.append(request.url.raw_path.decode())
            return await super().handle_async_request(request)

    async with ContextServiceClient(connection, transport=Noting()) as ccs:
        async for _ in ccs.scan_namespace(NAMESPACE):
            pass
    return targets


@contextmanager
def running_server() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.client_child"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.kill()
