"""Several that record the same: what one of them missed is a gap only where no other read."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from ccs_tui.local.lookout import Look, Lookout
from ccs_tui.local.recordings import Recordings
from ccs_tui.local.state import State
from ccs_tui.model.document import Document
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.sweeper import Sweeper
from ccs_tui.workspace.watcher import CLOSED, SLEPT, Watcher
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import NAMESPACE, NOON, Place

PAGES = f"/v1/account/le1/{NAMESPACE}/session-properties"
BY_NAME = f"/v2/context/document/le1/{NAMESPACE}/s1"


class Process:
    """One that records; `read` has it read once more, and waits until that is done."""

    def __init__(self, end: Callable[[], Awaitable[None]]) -> None:
        self.end = end
        self._asleep, self._woken = asyncio.Event(), asyncio.Event()

    async def sleep(self, _: float) -> None:
        self._asleep.set()
        await self._woken.wait()
        self._woken.clear()

    async def has_read(self) -> None:
        async with asyncio.timeout(20):
            await self._asleep.wait()

    async def read(self) -> None:
        self._asleep.clear()
        self._woken.set()
        await self.has_read()


class Machine:
    """A machine on which processes record what is in a place, each with the state open itself."""

    def __init__(self, place: Place, folder: Path, stack: AsyncExitStack) -> None:
        self.place, self._folder, self._stack = place, folder, stack

    async def _workspace(self) -> Workspace:
        recordings = Recordings(self._folder / "recordings.db", self.place.clock)
        self._stack.callback(recordings.close)
        kept = LocalState(State.open(None, self.place.clock), open_recordings=lambda: recordings)
        return await self._stack.enter_async_context(self.place.workspace(kept))

    async def _begun(self, process: Process) -> Process:
        self._stack.push_async_callback(process.end)
        await process.has_read()
        return process

    async def sweep(
        self, matches: Callable[[Document], bool] = lambda _: True, seconds: float = 60
    ) -> Process:
        """Begin to sweep the namespace every so many seconds; the first sweep is done."""

        async def end() -> None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        process, workspace = Process(end), await self._workspace()
        sweeper = Sweeper(workspace, NAMESPACE, matches, seconds=seconds, sleep=process.sleep)
        task = asyncio.create_task(sweeper.run())
        return await self._begun(process)

    async def watch(self) -> Process:
        """Begin to watch the session, as the explorer does; the first reading is done."""
        watcher = Watcher(await self._workspace(), lambda _: None, random=Random(1))
        process = Process(watcher.close)
        watcher._sleep = process.sleep
        watcher.watch(self.place.key())
        return await self._begun(process)

    async def kill(self, process: Process) -> None:
        """End a process with no chance to say until when it read, but what it said before."""
        said = {path: path.read_bytes() for path in (self._folder / "lookouts").glob("*.looks")}
        recordings = Recordings(self._folder / "recordings.db", self.place.clock)
        await process.end()
        with recordings._database.writing() as connection:
            connection.execute("UPDATE recordings SET seen = NULL")
        recordings.close()
        for path, text in said.items():
            path.write_bytes(text)

    def gaps(self, session: str = "s1") -> list[tuple[float, float, str]]:
        """Return the gaps of a recording, in seconds since noon, and why each is."""
        recordings = Recordings(self._folder / "recordings.db", self.place.clock)
        try:
            found = recordings.load("test", self.place.key(session)).gaps
        finally:
            recordings.close()
        return [(_seconds(gap.since), _seconds(gap.until), gap.why) for gap in found]


def _seconds(instant: datetime) -> float:
    return round((instant - NOON).total_seconds(), 1)


@pytest.fixture
async def machine(place: Place, tmp_path: Path) -> AsyncIterator[Machine]:
    place.put("s1", n=1)
    async with AsyncExitStack() as stack:
        yield Machine(place, tmp_path, stack)


Begin = Callable[[Machine], Awaitable[Process]]
KINDS = pytest.mark.parametrize("other", [Machine.sweep, Machine.watch])
"""What was there first."""
BESIDE = pytest.mark.parametrize("one", [Machine.sweep, Machine.watch])


@KINDS
@BESIDE
async def test_one_that_begins_beside_another_claims_no_gap(
    machine: Machine, other: Begin, one: Begin
) -> None:
    first = await other(machine)
    for _ in range(20):
        machine.place.clock.advance(seconds=2)
        await first.read()
    machine.place.clock.advance(seconds=5)
    await one(machine)
    assert machine.gaps() == []


@KINDS
@BESIDE
async def test_one_that_begins_after_another_was_killed_claims_the_stretch_since_its_last_reading(
    machine: Machine, other: Begin, one: Begin
) -> None:
    first = await other(machine)
    for _ in range(20):
        machine.place.clock.advance(seconds=2)
        await first.read()
    await machine.kill(first)
    machine.place.clock.advance(seconds=600)
    second = await one(machine)
    assert machine.gaps() == [(40, 640, CLOSED)]
    await second.end()
    machine.place.clock.advance(seconds=60)
    await one(machine)
    assert machine.gaps() == [(40, 640, CLOSED), (640, 700, CLOSED)]


@KINDS
@BESIDE
async def test_one_that_ends_last_and_read_before_the_other_makes_no_gap_longer(
    machine: Machine, other: Begin, one: Begin
) -> None:
    slow, quick = await other(machine), await one(machine)
    for _ in range(20):
        machine.place.clock.advance(seconds=2)
        await quick.read()
    await quick.end()
    await slow.end()
    machine.place.clock.advance(seconds=60)
    await machine.watch()
    assert machine.gaps() == [(40, 100, CLOSED)]


@BESIDE
async def test_one_that_sleeps_on_for_hours_is_none_that_reads(
    machine: Machine, one: Begin
) -> None:
    """It may have been stopped: it did not read within the time in which it said it would."""
    await machine.sweep()
    machine.place.clock.advance(hours=1)
    await one(machine)
    assert machine.gaps() == [(0, 3_600, CLOSED)]


async def test_sweeps_that_failed_are_no_gap_where_a_watch_read(machine: Machine) -> None:
    swept, watched = await machine.sweep(), await machine.watch()
    machine.place.refuse(PAGES, 403, {})
    for _ in range(60):
        machine.place.clock.advance(seconds=2)
        await watched.read()
    await swept.read()
    machine.place.refuse(PAGES, 403, {}, times=0)
    await swept.read()
    assert machine.gaps() == []


async def test_readings_that_failed_are_a_gap_from_where_another_that_ended_read(
    machine: Machine,
) -> None:
    watched, swept = await machine.watch(), await machine.sweep()
    machine.place.refuse(BY_NAME, 403, {})
    machine.place.clock.advance(seconds=60)
    await watched.read()
    await swept.read()
    assert machine.gaps() == []
    await swept.end()
    machine.place.clock.advance(seconds=60)
    await watched.read()
    machine.place.clock.advance(seconds=60)
    await watched.read()
    ((since, until, why),) = machine.gaps()
    assert (since, until, "403" in why) == (60, 180, True)


async def test_two_whose_machine_slept_claim_the_same_gap(machine: Machine) -> None:
    swept, watched = await machine.sweep(), await machine.watch()
    machine.place.clock.advance(hours=1)
    await watched.read()
    machine.place.clock.advance(seconds=1)
    await swept.read()
    assert machine.gaps() == [(0, 3_600, SLEPT)]


async def test_a_sweep_after_the_machine_slept_has_a_gap(machine: Machine) -> None:
    swept = await machine.sweep()
    machine.place.clock.advance(hours=1)
    await swept.read()
    assert machine.gaps() == [(0, 3_600, SLEPT)]


async def test_a_sweep_that_follows_others_does_not_cover_a_document(machine: Machine) -> None:
    """The other sweep runs, but what it looks for is in no document here."""
    watched = await machine.watch()
    await watched.end()
    other = await machine.sweep(lambda document: "x" in document.properties)
    del other  # it follows s1, which was recorded before it began
    machine.place.put("s2", n=1)
    swept = await machine.sweep(lambda document: document.key.session == "s2")
    await swept.end()
    machine.place.clock.advance(seconds=10)
    await machine.sweep(lambda document: document.key.session == "s2")
    assert machine.gaps("s2") == [(0, 10, CLOSED)]
    assert machine.gaps() == []


async def test_what_was_recorded_before_a_sweep_began_to_follow_it_has_a_gap(
    machine: Machine,
) -> None:
    swept = await machine.sweep(lambda document: document.properties.get("n") == "2")
    watched = await machine.watch()
    await watched.end()
    machine.place.clock.advance(seconds=60)
    machine.place.put("s1", n=2)
    await swept.read()
    assert machine.gaps() == [(0, 60, CLOSED)]


async def test_a_recording_of_another_profile_has_its_own_gaps(
    machine: Machine, place: Place, tmp_path: Path
) -> None:
    watched = await machine.watch()
    await watched.end()
    place.clock.advance(seconds=60)
    other = Recordings(tmp_path / "recordings.db", place.clock)
    beside = Lookout(other, "another")
    beside.tell({place.key(): Look(place.clock.now, place.clock.now + timedelta(hours=1))})
    await machine.watch()
    assert machine.gaps() == [(0, 60, CLOSED)]
    beside.close()
    other.close()
