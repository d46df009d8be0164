"""Watching and recordings: what a watch costs, a step of a large document, 10,000 steps."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from unittest.mock import patch

import httpx

from ccs_tui.client import Connection, ContextServiceClient, Secret
from ccs_tui.local.recording_rows import insert_step
from ccs_tui.local.recordings import Recordings
from ccs_tui.local.state import State
from ccs_tui.model.json_text import JsonText, encode, join_object
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import Profile
from ccs_tui.model.timeline.step import Cause, Step, changes_between
from ccs_tui.workspace import pace
from ccs_tui.workspace.desk_events import Event, StepSeen, WatchChanged
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.timeline import Timeline
from ccs_tui.workspace.watcher import Watcher
from ccs_tui.workspace.workspace import Workspace
from tests.benchmarks.client import running_server
from tests.benchmarks.client_child import ACCOUNT, IDS, KEY, NAMESPACE, TOKEN
from tests.benchmarks.table import Row, median

DOCUMENTS, SECONDS = 20, 20.0
STEPS = 10_000
VALUE = 1_000
"""The characters of the value that changes in a large document."""
TIMES = 8
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LARGE = DocumentKey(ACCOUNT, "bot", "large")


def measure() -> Iterator[Row]:
    """Yield the share of a core that watching takes, and the costs of steps."""
    yield asyncio.run(_measure_watching())
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_measure_large(Path(folder)))
        yield from _measure_many(Path(folder))


def _workspace(client: ContextServiceClient, connection: Connection, folder: Path) -> Workspace:
    kept = LocalState(
        State.open(folder / "state.db"),
        open_recordings=lambda: Recordings(folder / "recordings.db"),
    )
    return Workspace(client, Profile(name="benchmark", connection=connection), local=kept)


async def _measure_watching() -> Row:
    """Return what 20 documents take that are read every 2 s, also where nothing changes."""
    # Else they would soon be read less often, since they don't change.
    with (
        running_server() as url,
        tempfile.TemporaryDirectory() as folder,
        patch.object(pace, "SLOWER", 1.0),
    ):
        connection = Connection.to(url, ACCOUNT, api_key=Secret(KEY), token=Secret(TOKEN))
        client = ContextServiceClient(connection)
        async with _workspace(client, connection, Path(folder)) as workspace:
            watched = Watcher(workspace, lambda _: None)
            for number in range(DOCUMENTS):
                watched.watch(DocumentKey(ACCOUNT, NAMESPACE, IDS[number]))
            await asyncio.sleep(SECONDS / 4)  # the first readings are over by then
            began, used = perf_counter(), process_time()
            await asyncio.sleep(SECONDS)
            share = (process_time() - used) / (perf_counter() - began)
            assert all(watch.problem is None for watch in watched.watched.values())
            await watched.close()
    return Row(f"watching {DOCUMENTS} documents every 2 s: of a core", 100 * share, 3, "%")


async def _measure_large(folder: Path) -> list[Row]:
    """Return what a step of a large document takes, deep in which a value changes."""
    value = 0

    def payload() -> JsonText:
        messages = [{"role": "bot", "text": f"message {at:04} {'x' * 60}"} for at in range(8_000)]
        messages[4_000]["text"] = f"{value:04}" * (VALUE // 4)
        return join_object({"transcript": encode(messages), "intent": encode("refund")})

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=body, headers={"content-type": "application/json"})

    connection = Connection.to("http://service.invalid", ACCOUNT, token=Secret(TOKEN))
    client = ContextServiceClient(connection, transport=httpx.MockTransport(answer))
    seen: list[Step] = []
    came = asyncio.Event()

    def told(event: Event) -> None:
        if isinstance(event, StepSeen):
            seen.append(event.step)
            came.set()
        elif isinstance(event, WatchChanged) and (problem := reader.watched[LARGE].problem):
            raise AssertionError(problem)

    taken, shown, sizes = [], [], []
    async with _workspace(client, connection, folder) as workspace:
        reader = Watcher(workspace, told)
        for value in range(TIMES + 1):
            body = (
                '{"documentKey":"k","tenantId":"t","documentType":"CONTEXT",'
                f'"accountId":"{ACCOUNT}","nameSpace":"bot","sessionId":"large",'
                f'"payload":{payload()},"ttl":"2099-05-11T22:37:39.176Z"}}'
            ).encode()
            began = perf_counter()
            if value:
                reader.wake(LARGE)
            else:
                reader.watch(LARGE)
            # A loop that looks again and again would keep the threads from going on.
            await came.wait()
            came.clear()
            taken.append(perf_counter() - began)
            recording = workspace.local.recordings.load(workspace.recorder.profile, LARGE)
            began = perf_counter()
            Timeline(recording).view_of(value + 1)
            shown.append(perf_counter() - began)
            sizes.append(_bytes(folder))
        await reader.close()
    whole = [1_000 * (see + show) for see, show in zip(taken[1:], shown[1:], strict=True)]
    # A page of SQLite's file has 4,096 bytes: the mean of several steps tells what one takes.
    disk = (sizes[-1] - sizes[0]) / TIMES
    assert seen[-1].size > 600_000
    return [
        Row(f"a step of {seen[-1].size:,} characters: seen, stored, laid out",
            median(whole), 60, "ms"),
        Row(f"the same, of which {VALUE:,} characters changed: on the disk",
            disk, 2 * VALUE + 1_000, "bytes"),
    ]  # fmt: skip


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("recordings.db*"))


def _measure_many(folder: Path) -> Iterator[Row]:
    """Yield how long 10,000 steps take to be opened, and any of them to be gone to.

    It is the processor's time: nothing is waited for, and what else the machine does is not theirs.
    """
    key = DocumentKey(ACCOUNT, "bot", "many")
    path = folder / "many.db"
    _fill(path, key)
    opened, gone, blamed, taken = [], [], [], []
    for number in (1, STEPS // 3, STEPS // 2, STEPS):
        began = process_time()
        recordings = Recordings(path)
        timeline = Timeline(recordings.load("benchmark", key))
        rows = timeline.rows()
        opened.append(1_000 * (process_time() - began))
        assert len(rows) == STEPS
        began = process_time()
        timeline.view_of(number)
        gone.append(1_000 * (process_time() - began))
        began = process_time()
        timeline.blame_at(number)
        blamed.append(1_000 * (process_time() - began))
        timeline.take(timeline.analyse())
        step = timeline.recording.step(STEPS)
        timeline.recording.add(replace(step, number=STEPS + 1))
        began = process_time()
        timeline.take(timeline.analyse())
        taken.append(1_000 * (process_time() - began))
        recordings.close()
    yield Row(f"{STEPS:,} steps: the timeline opened", median(opened), 150, "ms")
    yield Row(f"{STEPS:,} steps: gone to a step", max(gone), 100, "ms")
    yield Row(f"{STEPS:,} steps: one more, in a thread", max(taken), 100, "ms")
    yield Row(f"{STEPS:,} steps: who set what, in a thread", max(blamed), None, "ms")


def _fill(path: Path, key: DocumentKey) -> None:
    """Record steps as a bot makes them, all in one transaction."""
    recordings = Recordings(path)
    with recordings._database.writing() as connection:
        connection.execute(
            "INSERT INTO recordings (profile, account, namespace, session) VALUES (?, ?, ?, ?)",
            (b"benchmark", key.account.encode(), b"bot", b"many"),
        )
        last: dict[str, JsonText] = {}
        differences: dict[str, int] = {}
        for number in range(1, STEPS + 1):
            at = NOW + timedelta(seconds=2 * number)
            properties = {
                "turn": encode(number),
                "intent": encode(f"intent {number % 7}"),
                "transcript": encode([f"line {line}" for line in range(number % 40)]),
            }
            step = Step(
                number, None if number == 1 else at - timedelta(seconds=2), at,
                changes_between(last, properties), True, at + timedelta(hours=1), 500,
                Cause.OTHERS,
            )  # fmt: skip
            insert_step(connection, 1, step, last, differences)
            last = properties
    recordings.close()
