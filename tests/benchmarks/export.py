"""An export beside a bare httpx loop that writes the same answers to a file; and its memory."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

import httpx

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.client.request_log import RequestLog
from ccs_tui.local.paths import make_folder
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Profile
from ccs_tui.workspace.export import Export
from ccs_tui.workspace.export_scope import ExportScope
from ccs_tui.workspace.workspace import Workspace
from tests.benchmarks.search import SESSIONS, running_server
from tests.benchmarks.search_child import ACCOUNT, FEW, FEW_SESSIONS, KEY, NAMESPACE, TOKEN, id_of
from tests.benchmarks.table import Row, median

BY_NAME = 2_000
"""How many of the 10,000 are read one by one; each takes as long as the next."""


def measure() -> Iterator[Row]:
    """Yield how near an export comes to the bare loop, in both ways of reading, and its memory."""
    with running_server() as url, tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measure(url, Path(folder)))
        yield _peak(url, Path(folder))


async def _measure(url: str, folder: Path) -> list[Row]:
    paged = Connection.to(url, ACCOUNT, api_key=Secret(KEY))
    both = Connection.to(url, ACCOUNT, api_key=Secret(KEY), token=Secret(TOKEN))
    some = ExportScope(keys=tuple(DocumentKey(ACCOUNT, FEW, id_of(n)) for n in range(BY_NAME)))
    ways = (
        (f"{FEW_SESSIONS:,}, by pages", paged, ExportScope((FEW,)), FEW_SESSIONS, 7),
        (f"{FEW_SESSIONS:,}, one by one (from {BY_NAME:,})", both, some, BY_NAME, 1),
    )
    return [await _ratio(*way, folder / str(number)) for number, way in enumerate(ways)]


async def _ratio(
    what: str, connection: Connection, wanted: ExportScope, documents: int, times: int, folder: Path
) -> Row:
    log = RequestLog(most=2 * documents, body_bytes=0)
    make_folder(folder)
    async with _opened(connection, log) as workspace:
        await _export(workspace, folder / "first.ndjson", wanted, documents)
        urls = [request.url for request in reversed(list(log))]
        side_by_side = workspace.client.concurrent_reads if connection.token else 1
        async with httpx.AsyncClient(
            headers={"maven-api-key": KEY, "Authorization": TOKEN},
            limits=httpx.Limits(max_connections=side_by_side),
        ) as bare:
            # Each stands between two bare loops, as a search does in its benchmark.
            ratios = []
            alone = await _bare(bare, urls, side_by_side, folder)
            for number in range(times):
                path = folder / f"{number}.ndjson"
                taken = await _export(workspace, path, wanted, documents)
                after = await _bare(bare, urls, side_by_side, folder)
                ratios.append(2 * taken / (alone + after))
                alone = after
    return Row(f"export of {what} / bare httpx", median(ratios), 1 / 0.7, "×")


@asynccontextmanager
async def _opened(connection: Connection, log: RequestLog) -> AsyncIterator[Workspace]:
    client = ContextServiceClient(connection, request_log=log)
    async with Workspace(client, Profile(name="export", connection=connection)) as workspace:
        yield workspace


async def _export(workspace: Workspace, path: Path, wanted: ExportScope, documents: int) -> float:
    began = perf_counter()
    export = Export(workspace, path, wanted)
    await export.run()
    assert export.is_complete, export.problem
    assert export.documents == documents
    return perf_counter() - began


async def _bare(http: httpx.AsyncClient, urls: list[str], side_by_side: int, folder: Path) -> float:
    """Return the seconds in which the same answers come and are written."""
    waiting = iter(urls)
    began = perf_counter()
    with (folder / "bare").open("wb") as file:

        async def work() -> None:
            for url in waiting:
                file.write((await http.get(url)).raise_for_status().content)

        await asyncio.gather(*(work() for _ in range(side_by_side)))
    return perf_counter() - began


def _peak(url: str, folder: Path) -> Row:
    """Return the most memory that the command takes for all the sessions."""
    environment = {**os.environ, "CCS_URL": url, "CCS_ACCOUNT": ACCOUNT, "CCS_API_KEY": KEY}
    argv = [sys.executable, "-m", "ccs_tui", "export", NAMESPACE, "-o", str(folder / "all.ndjson")]
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    assert process.returncode == 0, said
    kilobytes = used.ru_maxrss / (1_024 if sys.platform == "darwin" else 1)
    return Row(f"export of {SESSIONS:,}: memory at most", kilobytes / 1_024, 150, "MB")
