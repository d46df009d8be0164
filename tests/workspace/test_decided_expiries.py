"""The expiries of writes whose answer was lost, or that waited: read, told, and put right."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ccs_tui.local.journal import Outcome
from ccs_tui.local.state import State
from ccs_tui.model.changes import Change
from ccs_tui.model.expiry_slack import TTL_SLACK
from ccs_tui.model.json_text import encode
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.save_outcome import SavedPart, SaveStoppedError
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.workspace.conftest import NOON, Place, opened
from tests.workspace.decided_writes import DELETE, UPSERT, calls, lost, once, save, setting


@pytest.mark.parametrize("late", [1.0, 20.0])
async def test_an_expiry_that_a_slow_save_moved_is_told_and_put_right_by_the_next(
    place: Place, workspace: Workspace, late: float
) -> None:
    place.put("s1", 3_600, a=1)
    place.before = once(UPSERT, lambda: place.clock.advance(seconds=late))
    (part,) = (await save(workspace, place, a="10")).parts
    assert part.expiry_moved == (timedelta(seconds=late) if late > 2 else None)
    assert part.is_our_expiry
    await save(workspace, place, a="11")
    assert place.expires_at() == NOON + timedelta(hours=1)


@pytest.mark.parametrize("is_set_on_purpose", [False, True])
async def test_another_run_puts_right_what_slow_saves_moved(
    place: Place, tmp_path: Path, is_set_on_purpose: bool
) -> None:
    """Each save is by a process of its own, as those of a script are."""
    place.put("s1", 3_600, a=0)
    wanted = NOON + timedelta(hours=2 if is_set_on_purpose else 1)

    async def save_in_a_new_run(value: str, expires_at: datetime | None = None) -> SavedPart:
        with closing(State.open(tmp_path / "state.db", place.clock)) as state:
            run = place.workspace(LocalState(state))
            intent = Intent(
                await opened(run, place.key(), a=value),
                expires_at=expires_at,
                is_chosen=expires_at is not None,
            )
            saving = Saving(run, [intent])
            await saving.read()
            (part,) = (await saving.send()).parts
            await run.close()
            return part

    def moved_from(instant: datetime) -> timedelta:
        return (place.expires_at() or NOON) - instant

    late = timedelta(seconds=2.4)

    async def slow(method: str, path: str) -> None:
        if path.endswith(UPSERT):
            place.clock.advance(seconds=late.total_seconds())

    place.before = slow
    await save_in_a_new_run("1", wanted if is_set_on_purpose else None)
    for number in range(2, 6):
        part = await save_in_a_new_run(str(number))
        assert part.expiry_moved is not None
        # It is as late as this one call was: what earlier ones were late does not add up.
        assert abs(moved_from(wanted) - late) <= TTL_SLACK
    place.before = None
    part = await save_in_a_new_run("6")
    assert part.expiry_moved is None
    assert abs(moved_from(wanted)) <= TTL_SLACK
    # What others set has no such past, close as it may be.
    place.put("s1", 7_200, a=7)
    theirs = place.expires_at() or NOON
    await save_in_a_new_run("8")
    assert abs(moved_from(theirs)) <= TTL_SLACK


@pytest.mark.parametrize("tells_time", [True, False])
async def test_an_expiry_that_was_set_without_an_answer_is_read_back(
    place: Place, workspace: Workspace, tells_time: bool
) -> None:
    place.tells_time, place.ahead = tells_time, timedelta(hours=1)
    place.put("s1", 3_600, a=1)
    place.after = once(UPSERT, lost)
    (part,) = (await (await setting(workspace, place, 60, a="10")).send()).parts
    assert part.read_back
    assert calls(place, UPSERT) == 1


async def test_an_expiry_that_did_not_arrive_with_the_values_is_sent_again(
    place: Place, workspace: Workspace
) -> None:
    """Others wrote the same value, and their document expires as before."""
    place.put("s1", 3_600, a=1)

    def bot_writes_the_same() -> None:
        place.put("s1", 3_600, a=10)
        lost()

    place.before = once(UPSERT, bot_writes_the_same)
    (part,) = (await (await setting(workspace, place, 60, a="10")).send()).parts
    assert not part.read_back
    assert place.expires_at() == NOON + timedelta(seconds=60 + 1)
    first = workspace.local.state.journal.entries()[-1]
    assert first.outcome is Outcome.UNKNOWN


async def test_an_expiry_that_others_set_in_its_place_is_not_told_as_done(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)

    def bot_is_later() -> None:
        place.put("s1", 7_200, a=10)
        lost()

    place.after = once(UPSERT, bot_is_later)
    saving = await setting(workspace, place, 60, a="10")
    with pytest.raises(ChangedMeanwhileError, match="it isn't known"):
        await saving.send()
    assert place.expires_at() == NOON + timedelta(hours=2)


async def test_an_expiry_that_others_set_right_after_is_told(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.after = once(UPSERT, lambda: place.put("s1", 7_200, b=1))
    (part,) = (await (await setting(workspace, place, 60, a="10")).send()).parts
    assert part.expiry_moved == timedelta(seconds=7_200 - 60)
    assert not part.is_our_expiry


async def test_an_expiry_is_set_also_after_a_removal_that_goes_first(
    place: Place, workspace: Workspace
) -> None:
    """The value is there before the second call, the expiry is not."""
    place.put("s1", 3_600, a=1, big="x" * 799_000)

    def bot_writes_the_same() -> None:
        place.put("s1", 7_200, a="y" * 5_000)

    place.after = once(DELETE, bot_writes_the_same)
    text = encode("y" * 5_000)
    await (await setting(workspace, place, 60, a=text, big=None)).send()
    assert place.stored() == {"a": text}
    assert place.expires_at() == NOON + timedelta(seconds=60)


async def test_saves_do_not_add_up(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=0)
    place.ahead = timedelta(seconds=2)
    place.put("s1", 3_600, a=0)
    expiry = place.expires_at()

    async def slow(method: str, path: str) -> None:
        place.clock.advance(milliseconds=330)

    place.before = slow
    for number in range(1, 61):
        await save(workspace, place, a=str(number))
    moved = (place.expires_at() or NOON) - (expiry or NOON)
    assert abs(moved) <= timedelta(seconds=1)


async def test_saves_do_not_add_up_over_restarts(place: Place, tmp_path: Path) -> None:
    place.ahead = timedelta(seconds=2)
    place.put("s1", 3_600, a=0)
    expiry = place.expires_at()

    async def slow(method: str, path: str) -> None:
        if path == UPSERT:
            place.clock.advance(milliseconds=330)

    place.before = slow
    for number in range(1, 31):
        kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path)
        async with place.workspace(kept) as workspace:
            await save(workspace, place, a=str(number))
    moved = (place.expires_at() or NOON) - (expiry or NOON)
    assert abs(moved) <= timedelta(seconds=1)


async def test_what_an_earlier_run_set_on_purpose_is_kept_and_not_what_was_before_it(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", 3_600, a=0)
    kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept) as workspace:
        await (await setting(workspace, place, 600, a="1")).send()
    kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept) as workspace:
        await save(workspace, place, a="2")
    assert place.expires_at() == NOON + timedelta(seconds=600)


async def test_an_expiry_that_others_set_long_after_our_call_is_not_taken_for_ours(
    place: Place, workspace: Workspace
) -> None:
    """The document expires while the second step waits, and others begin it anew with our TTL."""
    place.put("s1", 3_600, a=1, b=1)
    place.refuse(DELETE, 429, {"retry-after": "20"}, times=1)

    def begins_anew() -> None:
        place.clock.advance(hours=1)
        place.put("s1", 3_600, a=10, b=1)

    place.meanwhile = begins_anew
    with pytest.raises(SaveStoppedError):
        await save(workspace, place, a="10", b=None)
    expiry = place.expires_at()
    await save(workspace, place, a="11")
    assert place.expires_at() == expiry


async def test_an_expiry_that_others_set_is_kept_from_then_on(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    await save(workspace, place, a="10")
    place.put("s1", 3_601, b=1)
    await save(workspace, place, a="11")
    assert place.expires_at() == NOON + timedelta(seconds=3_601)


async def test_mine_wins_sticks_however_often_others_write(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key(), a="10")
    place.put("s1", 3_600, a=2)
    saving = saving_of(workspace, copy)
    assert (await saving.read()).conflicts
    copy.keep_mine("a", encode(2))
    saving.intents[0].mine.add("a")
    assert not saving.review().conflicts
    place.put("s1", 3_600, a=3)
    (part,) = (await saving.send()).parts
    assert part.replaced == (Change("a", encode(3), encode(10)),)
    assert place.stored() == {"a": "10"}
    (entry,) = workspace.local.state.journal.operation(saving.operation)
    assert entry.before == {"a": "3"}


async def test_an_expiry_that_others_set_while_a_write_waits_is_theirs(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    saving = saving_of(workspace, await opened(workspace, place.key(), a="10"))
    await saving.read()
    place.refuse(UPSERT, 429, {"retry-after": "20"}, times=1)
    place.meanwhile = lambda: place.put("s1", 7_200, b=1)
    await saving.send()
    assert place.stored() == {"a": "10", "b": "1"}
    assert place.expires_at() == NOON + timedelta(seconds=20 + 7_200)


async def test_an_expiry_that_a_stopped_save_moved_is_put_right_by_the_next(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=1)
    place.before = once(UPSERT, lambda: place.clock.advance(seconds=20))
    place.refuse(DELETE, 403, {}, times=1)
    with pytest.raises(
        SaveStoppedError,
        match="20 s later than before; the next save that arrives in time corrects it",
    ):
        await save(workspace, place, a="10", b=None)
    await save(workspace, place, a="11")
    assert place.expires_at() == NOON + timedelta(hours=1)


async def test_what_expired_while_nothing_was_known_is_called_expired(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 60, a=1)
    saving = saving_of(workspace, await opened(workspace, place.key(), a="10"))
    await saving.read()

    def expires() -> None:
        place.clock.advance(seconds=61)
        place.put("s1", 3_600, a=1)
        lost()

    place.before = once(UPSERT, expires)
    with pytest.raises(ChangedMeanwhileError, match=r"s1 expired at 12:01"):
        await saving.send()


async def test_what_ours_may_have_replaced_is_told_also_if_others_wrote_again(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    saving = saving_of(workspace, await opened(workspace, place.key(), a="10"))
    saving.intents[0].mine.add("a")
    await saving.read()
    place.put("s1", 3_600, a=2)

    def writes_again() -> None:
        place.put("s1", 3_600, a=3)
        lost()

    place.after = once(UPSERT, writes_again)
    # Whoever gives it up now would never hear of it.
    with pytest.raises(ChangedMeanwhileError, match=r"1 property \(a\) .* may have replaced it"):
        await saving.send()
