"""Bots that write at any time, a network that fails, and the watcher, in virtual time.

Documents expire and are begun anew, our own saves are among the writes, answers are lost, late, or
no documents, the service puts off, the machine sleeps, the explorer is quit and killed, and the
service's clock runs apart. What must hold, by the name under which it is checked:

- HELD: what a step has is what the service held, at an instant between `after` and `before`; and it
  held the step before it at one not earlier than `after`. So no step is invented.
- MISSED: what stood for longer than the interval, without a gap, is recorded, from the first
  reading on, which only a trouble at the beginning delays.
- ORDER: steps are numbered without a hole, in the order of time, and a step's stretch is none that
  ends before it begins.
- GAP: no step was seen within a gap.
- WHOSE: a step is ours only if we sent it then, and ours if nobody else wrote.
- TOLD: what was told is what is on the disk, read anew.
"""

import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.model.profile import WATCH_SECONDS
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Step
from ccs_tui.workspace.pace import JITTER, SLOWEST
from ccs_tui.workspace.step_cause import JOURNAL_SLACK
from ccs_tui.workspace.watch import LATE_SECONDS
from tests import virtual_time
from tests.examples import examples
from tests.virtual_time import VirtualLoop
from tests.workspace.watched_world import AT_MOST, SESSIONS, Standing, World, parts_outside

LONGEST = timedelta(seconds=WATCH_SECONDS * SLOWEST * (1 + JITTER) + LATE_SECONDS + 4 * AT_MOST + 1)
"""The longest that something may stand unseen where no gap is told."""
SLACK = timedelta(seconds=1)
"""How well the service's clock is known: a `Date` has whole seconds."""
ANSWERED = SLACK + timedelta(seconds=LATE_SECONDS)
EXPIRY_SLACK = timedelta(seconds=3)

sessions = st.sampled_from(SESSIONS)
names = st.sampled_from("ab")
values = st.integers(0, 3)
pauses = st.sampled_from([0, 0.3, 1, 2, 3, 7, 15, 30, 60])
lengths = st.sampled_from([1, 3, 10, 25, 50, 100])
writes = st.tuples(
    st.just("write"), sessions, names, values, st.sampled_from([3_600, 3_600, 5, 20])
)
acts = st.one_of(
    writes,
    writes,
    st.tuples(st.just("remove"), sessions, st.one_of(st.none(), names)),
    st.tuples(st.just("save"), sessions, names, values),
    st.tuples(
        st.just("fault"),
        st.sampled_from(["lost", "cut", "hang", "late", "429", "503", "unreadable"]),
        lengths,
    ),
    st.tuples(st.sampled_from(["sleep", "close", "crash"]), lengths),
)
scripts = st.lists(st.tuples(pauses, acts), min_size=4, max_size=25)
clocks = st.sampled_from([0.0, 0.0, 3_600.0, -3_600.0])


def simulate(script: list[Any], ahead: float, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:

        async def main(loop: VirtualLoop) -> World:
            world = World(loop, Path(folder), ahead, seed)
            world.start()
            await world.do(script)
            return world

        world = virtual_time.run(main)
        for session in SESSIONS:
            check(world, session)


def check(world: World, session: str) -> None:
    recording: Recording = world.recorded(session)
    steps = recording.steps
    assert steps == world.told[session], "TOLD"
    assert [step.number for step in steps] == [*range(1, len(steps) + 1)], "ORDER"
    assert [step.before for step in steps] == sorted(step.before for step in steps), "ORDER"
    for step in steps:
        assert step.after is None or step.after <= step.before, "ORDER"
    stretches = world.histories[session].stretches(world.ended)
    check_held(recording, stretches)
    assert steps, "MISSED: it was never read"
    trouble = world.first_trouble
    is_late = trouble is not None and trouble - world.began <= LONGEST
    check_missed(recording, stretches, steps[0].before if is_late else world.began)
    for gap in recording.gaps:
        assert gap.since < gap.until, "GAP"
        # A gap begins when the last reading was asked for, whose answer may have taken that long.
        begin, end = gap.since + ANSWERED, gap.until - SLACK
        inside = [step for step in steps if begin < step.before < end]
        assert not inside, "GAP"
    for step in steps:
        check_whose(world, session, step)


def is_of(recording: Recording, step: Step, state: Standing) -> bool:
    """Return whether a step is of a state of the service."""
    if state.properties is None or not step.exists:
        return state.properties is None and not step.exists
    if recording.properties_at(step.number) != state.properties:
        return False
    assert step.expires is not None
    assert state.expires is not None
    return abs(step.expires - state.expires) <= EXPIRY_SLACK


def check_held(recording: Recording, stretches: list[tuple[datetime, datetime, Standing]]) -> None:
    seen_at: datetime | None = None
    for at, step in enumerate(recording.steps):
        after = step.after and step.after - SLACK
        least = max((instant for instant in (after, seen_at) if instant), default=None)
        held = [
            begin if least is None else max(begin, least)
            for begin, end, state in stretches
            if begin <= step.before + SLACK
            and (least is None or end >= least)
            and is_of(recording, step, state)
        ]
        assert held, f"HELD: step {step.number}"
        if at and after is not None:
            before = recording.steps[at - 1]
            assert any(
                begin <= step.before + SLACK and end >= after and is_of(recording, before, state)
                for begin, end, state in stretches
            ), f"HELD: before step {step.number}"
        seen_at = min(held)


def check_missed(
    recording: Recording, stretches: list[tuple[datetime, datetime, Standing]], began: datetime
) -> None:
    gaps = [(gap.since - SLACK, gap.until + SLACK) for gap in recording.gaps]
    for begin, end, state in stretches:
        for since, until in parts_outside((max(begin, began), end), gaps):
            if until - since <= LONGEST:
                continue
            step = next((step for step in reversed(recording.steps) if step.before <= until), None)
            assert step is not None, f"MISSED: {state} at {since}"
            there = recording.properties_at(step.number) if step.exists else None
            assert there == state.properties, f"MISSED: {state} at {since}"


def check_whose(world: World, session: str, step: Step) -> None:
    if step.after is None or not step.exists or not step.changes:
        return
    slack = JOURNAL_SLACK + SLACK
    sent = [
        sent
        for sent in world.sent
        if sent.session == session
        and sent.began <= step.before + slack
        and sent.ended >= step.after - slack
    ]
    ours = {(one.name, one.value) for one in sent}
    if step.cause is Cause.OURS:
        assert all((change.name, change.after) in ours for change in step.changes), "WHOSE"
    elif step.cause is Cause.BOTH:
        assert {change.name for change in step.changes} & {name for name, _ in ours}, "WHOSE"
    elif not any(
        step.after - SLACK <= at <= step.before + SLACK for at in world.bot_wrote[session]
    ):
        assert not {(change.name, change.after) for change in step.changes} <= ours, "WHOSE"


A, B = ("write", "s1", "a", 1, 3_600), ("write", "s1", "a", 0, 3_600)

CASES: dict[str, list[Any]] = {
    "it changes while an answer is on its way": [(3, ("fault", "late", 18)), (6, A)],
    "it stands while an answer is waited for": [(1, ("fault", "hang", 22)), (1.5, A), (19, B)],
    "it stands while nothing answers": [(1, ("fault", "lost", 50)), (5, A), (40, B)],
    "a change comes with a late answer, and then none": [
        (5, A), (0, ("fault", "late", 25)), (25.5, ("fault", "lost", 30)), (40, B),
    ],
    "it stands while the machine sleeps": [
        (3, ("sleep", 25)), (0, A), (0, ("sleep", 25)), (0, B),
    ],
    "it stands while nobody watches": [
        (3, ("close", 20)), (0, A), (1, ("crash", 0)), (0, ("close", 30)), (0, B),
    ],
    "we write, and a bot beside us": [
        (3, ("save", "s1", "a", 1)), (0, ("write", "s1", "b", 2, 3_600)),
    ],
    "it goes, and is begun anew": [
        (3, ("remove", "s1", None)), (15, ("write", "s1", "a", 0, 20)), (40, A),
    ],
}  # fmt: skip


@pytest.mark.matrix
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("ahead", [0.0, 3_600.0, -3_600.0])
def test_what_is_recorded_is_what_was_in(case: str, ahead: float) -> None:
    for seed in range(3):
        simulate(CASES[case], ahead, seed)


@settings(deadline=None, max_examples=int(os.environ.get("WATCHED_STORIES", examples(40))))
@given(scripts, clocks, st.integers(0, 1_000))
def test_what_is_recorded_is_what_was(script: list[Any], ahead: float, seed: int) -> None:
    simulate(script, ahead, seed)
