"""Watched documents: each change is a step, and what nobody read is a gap; all in virtual time."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.local.recordings import Recordings
from ccs_tui.local.state import State
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Reading, Step
from ccs_tui.workspace.desk_events import DocumentSeen, Event, StepSeen, WatchChanged
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.watcher import CLOSED, SLEPT, Watcher
from tests.workspace.conftest import NOON, Place

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

KEY = DocumentKey("le1", "bot", "s1")
DOCUMENT = "/v2/context/document/le1/bot/s1"
LONGEST = 2.0 * 5 * 1.1
"""The longest interval of a document that can be read, in seconds."""


class Time:
    """The time of a place: it goes on while all watches sleep, and what is due happens then."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._due: list[tuple[float, Callable[[], object]]] = []
        self._asleep: list[tuple[float, asyncio.Future[None]]] = []
        self._changed = asyncio.Event()

    @property
    def now(self) -> float:
        """Seconds since noon."""
        return (self.place.clock.now - NOON).total_seconds()

    def at(self, second: float, what: Callable[[], object]) -> None:
        self._due.append((second, what))

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asleep.append((self.now + seconds, woken))
        self._changed.set()
        await woken

    async def run(self, watching: Watcher, until: float) -> None:
        """Let the time go on up to a second."""
        for _ in range(5):  # whoever was woken leaves its sleep
            await asyncio.sleep(0)
        while True:
            await self._all_asleep(len(watching.watched))
            following = min([at for at, _ in [*self._asleep, *self._due]], default=until)
            then = NOON + timedelta(seconds=min(following, until))
            self.place.clock.now = max(self.place.clock.now, then)
            if following > until:
                return
            due = [what for at, what in self._due if at <= following]
            self._due = [(at, what) for at, what in self._due if at > following]
            for what in due:
                what()
            for at, woken in self._asleep:
                if at <= following and not woken.done():
                    woken.set_result(None)

    async def _all_asleep(self, count: int) -> None:
        while True:
            self._asleep = [(at, woken) for at, woken in self._asleep if not woken.done()]
            if len(self._asleep) >= count:
                return
            self._changed.clear()
            await self._changed.wait()


class Rig:
    """A workspace whose recordings are in a file, a watch over it, and what it told."""

    def __init__(self, place: Place, recordings: Recordings) -> None:
        self.place = place
        self.time = Time(place)
        self.told: list[Event] = []
        kept = LocalState(State.open(None, place.clock), open_recordings=lambda: recordings)
        self.workspace: Workspace = place.workspace(kept)
        self.watching = Watcher(self.workspace, self.told.append, self.time.sleep, Random(1))

    async def __aenter__(self) -> "Rig":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.watching.close()
        await self.workspace.client.aclose()

    async def run(self, until: float) -> None:
        await self.time.run(self.watching, until)

    @property
    def recording(self) -> Recording:
        return self.workspace.local.recordings.load("test", KEY)


def told_steps(rig: Rig) -> list[Step]:
    return [event.step for event in rig.told if isinstance(event, StepSeen)]


async def test_each_change_is_a_step_between_two_readings(place: Place) -> None:
    place.put("s1", n=1)
    async with Rig(place, Recordings()) as rig:
        rig.time.at(1, lambda: place.put("s1", n=2))
        rig.time.at(7, lambda: place.put("s1", extra=True))
        rig.watching.watch(KEY)
        await rig.run(20)
        first, second, third = rig.recording.steps
        assert (first.after, first.before) == (None, NOON)
        assert [(c.name, c.before, c.after) for c in second.changes] == [("n", "1", "2")]
        assert second.after == NOON
        assert second.after < NOON + timedelta(seconds=1) < second.before
        assert third.after is not None
        assert third.after < NOON + timedelta(seconds=7) < third.before
        assert third.before - third.after < timedelta(seconds=LONGEST)
        assert second.cause is Cause.OTHERS
        assert rig.recording.gaps == []
        assert told_steps(rig) == [first, second, third]


async def test_a_document_that_is_not_there_yet_and_one_that_goes_are_steps(place: Place) -> None:
    async with Rig(place, Recordings()) as rig:
        rig.time.at(5, lambda: place.put("s1", ttl=30, n=1))
        rig.watching.watch(KEY)
        await rig.run(60)
        assert [step.exists for step in rig.recording.steps] == [False, True, False]


async def test_what_this_tool_wrote_is_told_from_what_others_did(place: Place) -> None:
    place.put("s1", n=1, bot=1)
    async with Rig(place, Recordings()) as rig:
        rig.watching.watch(KEY)
        await rig.run(1)
        document = OpenDocument(await rig.workspace.open(KEY))
        document.put("n", "2")  # type: ignore[arg-type]
        saving = Saving(rig.workspace, [Intent(document)])
        saving.review()
        await saving.send()
        rig.watching.wake(KEY)
        await rig.run(10)
        place.put("s1", n=3)
        await rig.run(30)
        assert [step.cause for step in rig.recording.steps] == [
            Cause.OTHERS, Cause.OURS, Cause.OTHERS,
        ]  # fmt: skip


@pytest.mark.parametrize("theirs", [{"n": 3}, {"bot": 2}, {"more": 1}])
async def test_an_own_write_and_that_of_others_between_two_readings_are_a_step_of_both(
    place: Place, theirs: dict[str, int]
) -> None:
    """The bot may have written to the same property, and what was written here is seen nowhere."""
    place.put("s1", n=1, bot=1)
    async with Rig(place, Recordings()) as rig:
        rig.watching.watch(KEY)
        await rig.run(20)
        document = OpenDocument(await rig.workspace.open(KEY))
        document.put("n", encode(2))
        saving = Saving(rig.workspace, [Intent(document)])
        saving.review()
        await saving.send()
        place.put("s1", **theirs)
        await rig.run(40)
        # The next changes come soon after, and what was written here was seen by then.
        rig.watching.wake(KEY)
        for number in (8, 9):
            place.put("s1", n=number)
            await rig.run(rig.time.now + 2.1)
        assert [step.cause for step in rig.recording.steps] == [
            Cause.OTHERS, Cause.BOTH, Cause.OTHERS, Cause.OTHERS,
        ]  # fmt: skip


async def test_a_watch_that_is_woken_reads_at_once(place: Place) -> None:
    place.put("s1", n=1)
    async with Rig(place, Recordings()) as rig:
        rig.watching.watch(KEY)
        await rig.run(40)
        place.put("s1", n=2)
        rig.watching.wake(KEY)
        await rig.run(40.001)
        assert len(rig.recording.steps) == 2


async def test_failed_readings_are_a_gap_that_says_why_and_grows(place: Place) -> None:
    place.put("s1", n=1)
    async with Rig(place, Recordings()) as rig:
        rig.time.at(5, lambda: place.refuse(DOCUMENT, 403, {}))
        rig.time.at(31, place.refusals.clear)
        rig.watching.watch(KEY)
        await rig.run(30)
        (gap,) = rig.recording.gaps
        assert "403" in gap.why
        assert rig.watching.watched[KEY].problem is not None
        await rig.run(120)
        (gap,) = rig.recording.gaps
        assert gap.since < NOON + timedelta(seconds=5)
        assert NOON + timedelta(seconds=31) < gap.until
        assert rig.watching.watched[KEY].problem is None
        assert len(rig.recording.steps) == 1


async def test_a_machine_that_slept_leaves_a_gap(place: Place) -> None:
    place.put("s1", n=1)
    async with Rig(place, Recordings()) as rig:
        rig.watching.watch(KEY)
        await rig.run(1)
        place.clock.advance(hours=2)
        await rig.run(7_300)
        (gap,) = rig.recording.gaps
        assert gap.why == SLEPT
        assert gap.until - gap.since > timedelta(hours=1, minutes=59)


async def test_after_a_restart_the_time_between_is_a_gap(place: Place, tmp_path: Path) -> None:
    place.put("s1", n=1)
    async with Rig(place, Recordings(tmp_path / "recordings.db")) as rig:
        rig.watching.watch(KEY)
        await rig.run(100)
    rig.workspace.local.recordings.close()
    place.clock.advance(hours=1)
    place.put("s1", n=2)
    async with Rig(place, Recordings(tmp_path / "recordings.db")) as rig:
        rig.watching.watch(KEY)
        await rig.run(3_710)
        (gap,) = rig.recording.gaps
        assert gap.why == CLOSED
        assert NOON + timedelta(seconds=85) < gap.since < NOON + timedelta(seconds=101)
        assert gap.until >= NOON + timedelta(seconds=3_700)
        assert rig.recording.steps[1].after == gap.since
        rig.workspace.local.recordings.close()


async def test_nothing_is_told_while_nothing_changes(place: Place) -> None:
    place.put("s1", n=1)
    async with Rig(place, Recordings()) as rig:
        rig.watching.watch(KEY)
        await rig.run(10)
        rig.told.clear()
        await rig.run(600)
        assert rig.told == []
        await rig.watching.stop(KEY)
        assert rig.told == [WatchChanged(KEY)]
        assert rig.watching.watched == {}


async def test_a_recording_that_can_not_be_written_is_said_and_made_good(
    place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "recordings.db"
    file.write_text("another program's")
    place.put("s1", n=1)
    async with Rig(place, Recordings(file)) as rig:
        rig.watching.watch(KEY)
        await rig.run(5)
        problem = rig.watching.watched[KEY].problem
        assert problem is not None
        assert problem.startswith("What changes is not recorded.")
        file.unlink()
        await rig.run(30)
        assert rig.watching.watched[KEY].problem is None
        assert len(rig.recording.steps) == 1
        rig.workspace.local.recordings.close()


events = st.lists(
    st.tuples(
        st.floats(0.01, 300),
        st.sampled_from(["write", "write", "write", "delete", "refuse", "answer", "unavailable"]),
        st.integers(0, 4),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(events)
async def test_no_change_that_stood_is_missing_and_none_is_invented(
    happening: list[tuple[float, str, int]],
) -> None:
    place = Place()
    held: list[tuple[float, dict[str, str] | None]] = [(0.0, None)]

    def happen(what: str, number: int) -> None:
        if what == "write":
            place.put("s1", None, **{f"p{number % 3}": [number, rig.time.now // 1]})
        elif what == "delete":
            place.store.delete_document(place.key("s1"))
        elif what == "answer":
            place.refusals.clear()
        else:
            place.refuse(DOCUMENT, 403 if what == "refuse" else 503, {})
        held.append((rig.time.now, place.stored("s1")))

    async with Rig(place, Recordings()) as rig:
        for second, what, number in happening:
            rig.time.at(second, lambda what=what, number=number: happen(what, number))  # type: ignore[misc]
        rig.time.at(301, place.refusals.clear)
        rig.watching.watch(KEY)
        await rig.run(500)
        recording = rig.recording
        told = told_steps(rig)
    assert recording.steps == told

    def state_at(instant: datetime) -> dict[str, str] | None:
        second = (instant - NOON).total_seconds()
        return [state for at, state in held if at <= second][-1]

    shown: list[tuple[datetime, Mapping[str, str] | None]] = []
    for step in recording.steps:
        state: Mapping[str, str] | None = recording.properties_at(step.number)
        state = state if step.exists else None
        assert state == state_at(step.before)
        assert not shown or shown[-1][1] != state
        assert step.after is None or not shown or state_at(step.after) == shown[-1][1]
        shown.append((step.before, state))
    for (began, stood), (ended, _) in zip(held, [*held[1:], (500.0, None)], strict=True):
        since, until = (NOON + timedelta(seconds=second) for second in (began, ended))
        unread = any(gap.since < until and gap.until > since for gap in recording.gaps)
        if ended - began > LONGEST and not unread:
            before = [seen for at, seen in shown if at <= until]
            assert before
            assert before[-1] == stood


# ── two explorers ──────────────────────────────────────────────────────────────────────────────


async def test_an_answer_that_came_after_anothers_step_is_no_step(
    place: Place, tmp_path: Path
) -> None:
    """It was asked for before: as a step it would take back what the other has seen."""
    place.put("s1", n=1)
    file = tmp_path / "recordings.db"
    other = Recordings(file)

    async def seen_by_the_other(_: str, path: str) -> None:
        if path == DOCUMENT and slow:
            slow.clear()
            place.put("s1", n=3)
            document = place.store.read(KEY)
            assert document is not None
            now = place.service_clock()
            other.record("test", Reading(now, document), now, begun_at=other.last_step("test", KEY))

    slow: list[bool] = []
    place.after = seen_by_the_other
    async with Rig(place, Recordings(file)) as rig:
        rig.watching.watch(KEY)
        await rig.run(3)
        place.put("s1", n=2)
        slow.append(True)
        await rig.run(12)
        assert [step.changes[0].after for step in rig.recording.steps] == ["1", "3"]
        # It reads again at once, and goes on from there.
        place.put("s1", n=2)
        await rig.run(40)
        assert [step.changes[0].after for step in rig.recording.steps] == ["1", "3", "2"]
        rig.workspace.local.recordings.close()
    other.close()


async def test_what_another_explorer_saw_last_is_taken_back_if_it_is_no_more(
    place: Place, tmp_path: Path
) -> None:
    """The document is as it was here at the last reading, but not as it was at the last step."""
    place.put("s1", n=1)
    file = tmp_path / "recordings.db"
    async with Rig(place, Recordings(file)) as rig:
        rig.watching.watch(KEY)
        await rig.run(1)
        other = Recordings(file)
        now = place.service_clock()
        document = Document(KEY, {"n": encode(2)}, now + timedelta(hours=1))
        other.record("test", Reading(now, document), now)
        other.close()
        await rig.run(30)
        assert [step.changes[0].after for step in rig.recording.steps] == ["1", "2", "1"]
        rig.workspace.local.recordings.close()


async def test_what_another_process_recorded_first_is_told_as_well(
    place: Place, tmp_path: Path
) -> None:
    """Nothing is left to record of it here, but here it is new."""
    place.put("s1", n=1)
    file = tmp_path / "recordings.db"
    other = Recordings(file)

    def changed_and_seen_by_the_other(number: int) -> None:
        place.put("s1", n=number)
        document, now = place.store.read(KEY), place.service_clock()
        assert document is not None
        other.record("test", Reading(now, document), now, begun_at=other.last_step("test", KEY))

    async with Rig(place, Recordings(file)) as rig:
        rig.watching.watch(KEY)
        await rig.run(30)
        rig.told.clear()
        for second, number in ((31, 2), (32, 3), (61, 4)):
            rig.time.at(second, partial(changed_and_seen_by_the_other, number))
        await rig.run(60)
        assert [step.number for step in told_steps(rig)] == [2, 3]
        assert told_steps(rig) == rig.recording.steps[1:]
        assert DocumentSeen(KEY) in rig.told
        watch = rig.watching.watched[KEY]
        assert watch.document is not None
        assert watch.document.properties == {"n": "3"}
        await rig.run(75)
        assert [step.number for step in told_steps(rig)] == [2, 3, 4]
        assert watch.steps == 4
        rig.workspace.local.recordings.close()
    other.close()


async def test_a_change_by_another_process_lets_no_watch_grow_slow(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", n=1)
    file = tmp_path / "recordings.db"
    other = Recordings(file)
    async with Rig(place, Recordings(file)) as rig:
        rig.watching.watch(KEY)
        await rig.run(60)
        watch = rig.watching.watched[KEY]
        slow = watch.interval
        place.put("s1", n=2)
        document, now = place.store.read(KEY), place.service_clock()
        assert document is not None
        other.record("test", Reading(now, document), now, begun_at=other.last_step("test", KEY))
        rig.told.clear()
        for _ in range(15):
            if not told_steps(rig):
                await rig.run(rig.time.now + 1)
        assert told_steps(rig)
        assert watch.interval < slow
        rig.workspace.local.recordings.close()
    other.close()


async def test_a_recording_begun_anew_by_another_process_is_told_from_its_first_step(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", n=1)
    file = tmp_path / "recordings.db"
    other = Recordings(file)
    async with Rig(place, Recordings(file)) as rig:
        rig.watching.watch(KEY)
        await rig.run(3)
        rig.told.clear()
        other.delete("test", KEY)
        document, now = place.store.read(KEY), place.service_clock()
        assert document is not None
        other.record("test", Reading(now, document), None, begun_at=other.last_step("test", KEY))
        await rig.run(30)
        assert [(step.number, step.before) for step in told_steps(rig)] == [(1, now)]
        rig.workspace.local.recordings.close()
    other.close()


async def test_the_first_reading_is_told_also_where_it_was_recorded_already(
    place: Place, tmp_path: Path
) -> None:
    """What is shown of the document may be older."""
    place.put("s1", n=1)
    async with Rig(place, recordings := Recordings(tmp_path / "recordings.db")) as rig:
        rig.watching.watch(KEY)
        await rig.run(3)
    async with Rig(place, recordings) as rig:
        rig.watching.watch(KEY)
        await rig.run(30)
        assert told_steps(rig) == []
        assert rig.told.count(DocumentSeen(KEY)) == 1
    recordings.close()


@pytest.mark.parametrize("another_watches", [True, False])
async def test_a_short_stretch_is_a_gap_unless_another_explorer_watches_the_document(
    place: Place, tmp_path: Path, *, another_watches: bool
) -> None:
    place.put("s1", n=1)
    file = tmp_path / "recordings.db"
    async with Rig(place, Recordings(file)) as other:
        other.watching.watch(KEY)
        await other.run(100)
        if not another_watches:
            await other.watching.close()
        place.clock.advance(seconds=5)
        async with Rig(place, Recordings(file)) as rig:
            rig.watching.watch(KEY)
            await rig.run(106)
            if another_watches:
                assert rig.recording.gaps == []
            else:
                (gap,) = rig.recording.gaps
                assert gap.why == CLOSED
                assert gap.until == NOON + timedelta(seconds=105)
