"""Sweeps of a namespace, on an emulator in this process whose clock stands still."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from ccs_tui.client.errors import CcsError
from ccs_tui.local.database import StateError
from ccs_tui.local.recordings import Recordings
from ccs_tui.local.state import State
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.secret import Secret
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Reading
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.sweeper import Sweeper
from ccs_tui.workspace.watcher import CLOSED
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import NAMESPACE, NOON, Place


def refund(document: Document) -> bool:
    return document.properties.get("intent") == '"refund"'


def recorded(workspace: Workspace, place: Place, session: str = "s1") -> Recording:
    return workspace.local.recordings.load(workspace.recorder.profile, place.key(session))


async def test_what_matched_once_is_followed_and_all_else_is_not(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", intent="refund")
    place.put("s2", intent="other")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    await sweeping.sweep()
    place.clock.advance(seconds=60)
    place.put("s1", intent="booked")
    place.put("s2", intent="more")
    await sweeping.sweep()
    assert (sweeping.followed, sweeping.steps, sweeping.error) == (1, 2, None)
    first, second = recorded(workspace, place).steps
    assert second.changes[0].after == '"booked"'
    assert second.after == first.before
    assert (second.before - first.before).total_seconds() == 60
    assert not recorded(workspace, place, "s2").steps


async def test_a_sweep_that_shows_nothing_new_keeps_nothing_but_when_it_was(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    for _ in range(3):
        await sweeping.sweep()
        place.clock.advance(seconds=60)
    place.put("s1", intent="booked")
    await sweeping.sweep()
    assert sweeping.steps == 2
    last = recorded(workspace, place).steps[-1]
    assert last.after is not None
    assert (last.before - last.after).total_seconds() == 60


async def test_matches_that_are_not_followed_are_counted_once(
    place: Place, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccs_tui.workspace.sweeper.MOST_FOLLOWED", 1)
    for session in ("s1", "s2", "s3"):
        place.put(session, intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    for _ in range(3):
        await sweeping.sweep()
    assert (sweeping.followed, sweeping.left_out) == (1, 2)


async def test_what_is_gone_is_a_step_and_is_followed_no_more(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    await sweeping.sweep()
    place.store.delete_document(place.key("s1"))
    await sweeping.sweep()
    assert [step.exists for step in recorded(workspace, place).steps] == [True, False]
    assert sweeping.followed == 0


async def test_what_is_gone_is_seen_while_another_document_can_not_be_read(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", intent="refund")
    place.put("s2", intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    await sweeping.sweep()
    place.store.delete_document(place.key("s1"))
    place.store.upsert(place.key("s2"), {"intent": JsonText('{"x":1,"x":2}')}, None)
    await sweeping.sweep()
    assert [step.exists for step in recorded(workspace, place).steps] == [True, False]
    # The one that can't be read is there, so it is followed on.
    assert [step.exists for step in recorded(workspace, place, "s2").steps] == [True]
    assert sweeping.followed == 1


@pytest.mark.parametrize("refused", [False, True])
async def test_what_a_page_left_out_is_read_by_name_before_it_counts_as_gone(
    place: Place, workspace: Workspace, refused: bool
) -> None:
    """Others write: the page lacks the session, and it is in its namespace all the same."""
    place.put("s1", intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    await sweeping.sweep()

    async def leave_out(_: str, path: str) -> None:
        if path == PAGES:
            place.store.delete_document(place.key())

    async def bring_back(_: str, path: str) -> None:
        if path == PAGES:
            place.put("s1", intent="booked")

    place.before, place.after = leave_out, bring_back
    if refused:
        place.refuse(BY_NAME, 403, {})
    await sweeping.sweep()
    assert ("403" in str(sweeping.error)) is refused
    place.before = place.after = None
    await sweeping.sweep()
    steps = recorded(workspace, place).steps
    assert [(step.exists, step.changes[0].after) for step in steps] == [
        (True, '"refund"'),
        (True, '"booked"'),
    ]
    assert (sweeping.followed, sweeping.error) == (1, None)


async def test_where_nothing_can_be_listed_what_is_followed_is_read_by_name(
    place: Place, tmp_path: Path
) -> None:
    async def stop(_: float) -> None:
        raise asyncio.CancelledError

    async def steps_after_a_sweep(key: Secret | None) -> list[list[bool]]:
        recordings = Recordings(tmp_path / "recordings.db", place.clock)
        kept = LocalState(
            State.open(tmp_path / "state.db", place.clock), open_recordings=lambda: recordings
        )
        async with place.workspace(kept, api_key=key) as workspace:
            with pytest.raises(asyncio.CancelledError):
                await Sweeper(workspace, NAMESPACE, refund, sleep=stop).run()
            of = [recorded(workspace, place, session).steps for session in ("s1", "s2")]
            return [[step.exists for step in steps] for steps in of]

    place.put("s1", intent="refund")
    place.put("s2", intent="refund")
    assert await steps_after_a_sweep(Secret("key")) == [[True], [True]]
    place.clock.advance(seconds=60)
    place.store.delete_document(place.key("s2"))
    assert await steps_after_a_sweep(None) == [[True], [True, False]]


async def test_a_sweep_that_failed_is_a_gap_and_no_end(place: Place, workspace: Workspace) -> None:
    place.put("s1", intent="refund")
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        place.clock.advance(seconds=seconds)
        if len(waits) == 1:
            place.refuse(PAGES, 403, {})
        elif len(waits) == 2:
            place.put("s1", intent="booked")
            place.refuse(PAGES, 403, {}, times=0)
        elif len(waits) == 4:
            raise asyncio.CancelledError

    sweeping = Sweeper(workspace, NAMESPACE, refund, seconds=60, sleep=sleep)
    with pytest.raises(asyncio.CancelledError):
        await sweeping.run()
    assert waits == [60, 120, 60, 60]
    recording = recorded(workspace, place)
    assert len(recording.steps) == 2
    (gap,) = recording.gaps
    assert "403" in gap.why
    assert (gap.since, gap.until) == (NOON, NOON + timedelta(seconds=180))


async def test_what_another_process_saw_after_the_page_was_read_is_not_taken_back(
    place: Place, workspace: Workspace
) -> None:
    """The page shows 2, and before that is recorded a watch beside the sweeps records 3."""
    recordings, profile = workspace.local.recordings, workspace.recorder.profile
    place.put("s1", n=1)
    sweeping = Sweeper(workspace, NAMESPACE, lambda _: True)
    await sweeping.sweep()

    async def watch(_: str, path: str) -> None:
        if path == PAGES and place.stored() == {"n": "2"}:
            place.put("s1", n=3)
            seen = Reading(place.clock.now, Document(place.key(), {"n": encode(3)}))
            recordings.record(profile, seen, NOON)
            place.clock.advance(seconds=1)

    place.after = watch
    place.clock.advance(seconds=60)
    place.put("s1", n=2)
    for _ in range(3):
        await sweeping.sweep()
        place.clock.advance(seconds=60)
    place.put("s1", n=4)
    await sweeping.sweep()
    values = [step.changes[0].after for step in recorded(workspace, place).steps]
    assert (values, sweeping.error) == (["1", "3", "4"], None)


async def test_a_new_match_that_another_process_records_is_not_taken_back(
    place: Place, workspace: Workspace
) -> None:
    recordings, profile = workspace.local.recordings, workspace.recorder.profile
    place.put("s1", n=1)

    async def watch(_: str, path: str) -> None:
        if path == PAGES and place.stored() == {"n": "1"}:
            place.put("s1", n=2)
            seen = Reading(place.clock.now, Document(place.key(), {"n": encode(2)}))
            recordings.record(profile, seen, None)
            place.clock.advance(seconds=1)

    place.after = watch
    sweeping = Sweeper(workspace, NAMESPACE, lambda _: True)
    for _ in range(2):
        await sweeping.sweep()
        place.clock.advance(seconds=60)
    assert [step.changes[0].after for step in recorded(workspace, place).steps] == ["2"]


async def test_what_was_gone_and_is_there_again_is_recorded_by_the_sweep_that_sees_it(
    place: Place, workspace: Workspace
) -> None:
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    for is_there in (True, False, True):
        if is_there:
            place.put("s1", intent="refund")
        else:
            place.store.delete_document(place.key())
        await sweeping.sweep()
        place.clock.advance(seconds=60)
    assert [step.exists for step in recorded(workspace, place).steps] == [True, False, True]


PAGES = f"/v1/account/le1/{NAMESPACE}/session-properties"
BY_NAME = f"/v2/context/document/le1/{NAMESPACE}/s1"


async def test_a_failed_sweep_is_a_gap_also_where_nothing_changed_and_where_it_is_gone(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", intent="refund")
    place.put("s2", intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    await sweeping.sweep()
    for _ in range(2):
        place.clock.advance(seconds=60)
        place.refuse(PAGES, 403, {}, times=1)
        await sweeping.sweep()
    place.store.delete_document(place.key("s2"))
    for _ in range(2):
        place.clock.advance(seconds=60)
        await sweeping.sweep()
    for session, steps in (("s1", 1), ("s2", 2)):
        recording = recorded(workspace, place, session)
        assert len(recording.steps) == steps
        (gap,) = recording.gaps
        assert "403" in gap.why
        assert (gap.since, gap.until) == (NOON, NOON + timedelta(seconds=180))


async def test_the_error_of_the_first_sweep_ends_it(place: Place, workspace: Workspace) -> None:
    place.refuse(PAGES, 403, {})
    with pytest.raises(CcsError, match="403"):
        await Sweeper(workspace, NAMESPACE, refund).run()


async def test_a_full_disk_is_told_and_what_it_missed_is_recorded_later(
    place: Place, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.put("s1", intent="refund")
    sweeping = Sweeper(workspace, NAMESPACE, refund)

    def full(*_: object, **__: object) -> None:
        raise StateError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.local.recordings, "record", full)
        await sweeping.sweep()
    assert str(sweeping.error) == "the disk is full"
    await sweeping.sweep()
    assert sweeping.error is None
    assert len(recorded(workspace, place).steps) == 1


async def test_after_a_restart_the_same_is_followed(place: Place, tmp_path: Path) -> None:
    async def once(match: bool) -> Recording:
        recordings = Recordings(tmp_path / "recordings.db", place.clock)
        kept = LocalState(
            State.open(tmp_path / "state.db", place.clock), open_recordings=lambda: recordings
        )

        async def stop(_: float) -> None:
            raise asyncio.CancelledError

        async with place.workspace(kept) as workspace:
            sweeping = Sweeper(workspace, NAMESPACE, lambda _: match, sleep=stop)
            with pytest.raises(asyncio.CancelledError):
                await sweeping.run()
            return recorded(workspace, place)

    place.put("s1", intent="refund")
    begun = place.clock.now
    assert len((await once(match=True)).steps) == 1
    place.clock.advance(hours=3)
    place.put("s1", intent="booked")
    recording = await once(match=False)
    assert len(recording.steps) == 2
    (gap,) = recording.gaps
    assert (gap.since, gap.until, gap.why) == (begun, place.clock.now, CLOSED)


@pytest.mark.slow
async def test_5_000_small_sessions_are_one_sweep_of_5_to_50_requests(
    place: Place, workspace: Workspace
) -> None:
    for number in range(5_000):
        place.put(f"session-{number:05}", intent="other", turn=number)
    place.requests.clear()
    sweeping = Sweeper(workspace, NAMESPACE, refund)
    await sweeping.sweep()
    assert sweeping.documents in (5_000, 5_001)
    assert 5 <= len(place.requests) <= 50
