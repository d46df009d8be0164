"""A search of 100,000 sessions, beside a bare httpx loop over the same pages; and its memory."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import httpx

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.client.request_log import RequestLog
from ccs_tui.model.profile import Profile
from ccs_tui.model.query import Query
from ccs_tui.workspace.search import Search
from ccs_tui.workspace.workspace import Workspace
from tests.benchmarks.search_child import ACCOUNT, EVERY, FEW, KEY, NAMESPACE
from tests.benchmarks.table import Row

SESSIONS = 100_000
QUERIES = {
    "a text": "refund",
    "a path": "intent=refund",
    "an expression": "where:intent == 'refund'",
}


def measure() -> Iterator[Row]:
    """Yield how near a search comes to the bare loop, for each kind of term, and its memory."""
    with running_server() as url:
        yield from asyncio.run(_measure(url))


async def _measure(url: str) -> list[Row]:
    connection = Connection.to(url, ACCOUNT, api_key=Secret(KEY))
    log = RequestLog(most=10_000, body_bytes=0)
    client = ContextServiceClient(connection, request_log=log)
    # As the program does: what was imported is no garbage, and is not looked through.
    gc.freeze()
    async with (
        Workspace(client, Profile(name="search", connection=connection)) as workspace,
        httpx.AsyncClient(headers={"maven-api-key": KEY}) as bare,
    ):
        await _search(workspace, FEW, "refund")
        before = sum(1 for _ in log)
        memory = await _growth(workspace)
        pages = [request.url for request in reversed(list(log)[:-before])]
        rows = []
        # Each search stands between two bare loops, so that a machine that becomes slower or
        # quicker meanwhile does as much to both.
        alone = await _bare(bare, pages)
        for what, query in QUERIES.items():
            taken = await _search(workspace, NAMESPACE, query)
            after = await _bare(bare, pages)
            rows.append(
                Row(
                    f"search of {SESSIONS:,}, {what} / bare httpx",
                    2 * taken / (alone + after), 1 / 0.7, "×",
                )
            )  # fmt: skip
            alone = after
    return [*rows, Row(f"search of {SESSIONS:,}: memory beyond the hits", memory, 60, "MB")]


async def _search(workspace: Workspace, namespace: str, query: str) -> float:
    began = perf_counter()
    search = Search(workspace, namespace, Query(query))
    await search.run()
    assert search.is_complete, search.scan.problem
    assert search.found == -(-search.scan.documents // EVERY)
    return perf_counter() - began


async def _bare(http: httpx.AsyncClient, pages: list[str]) -> float:
    """Return the seconds in which the same pages come, of which only the bytes are counted."""
    began = perf_counter()
    count = 0
    for page in pages:
        count += len((await http.get(page)).content)
    assert count
    return perf_counter() - began


async def _growth(workspace: Workspace) -> float:
    """Return the megabytes by which a search makes the process grow at most, NaN if unknown."""
    try:
        before = _begin_peak()
    except OSError:
        return float("nan")
    await _search(workspace, NAMESPACE, "refund")
    return _megabytes("VmHWM") - before


def _begin_peak() -> float:
    """Let the peak of the process's memory begin anew, and return what it has now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _megabytes("VmRSS")


def _megabytes(name: str) -> float:
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith(name)).split()[1]) / 1_000


@contextmanager
def running_server() -> Iterator[str]:
    """Run the server of 100,000 sessions, and yield its URL."""
    command = [sys.executable, "-m", "tests.benchmarks.search_child", str(SESSIONS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.kill()
