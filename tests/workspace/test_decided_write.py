"""Writes whose answer was lost, or that were put off: read, and decided."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from ccs_tui.local.export import read_export
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.local.state import State
from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import encode
from ccs_tui.workspace.bulk import delete_documents
from ccs_tui.workspace.comparison import ChangedMeanwhileError
from ccs_tui.workspace.decided_write import WriteStoppedError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.local_state import Kept
from ccs_tui.workspace.namespace_restoring import restore_namespace
from ccs_tui.workspace.namespace_writes import create_namespace, set_session_ttl
from ccs_tui.workspace.namespaces import delete_namespace, export_namespace
from ccs_tui.workspace.outcome import Saved, SaveStoppedError
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.transfer import transfer
from ccs_tui.workspace.undoing import take_back
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import NOON, Place, opened

UPSERT, DELETE = "/v2/context/document/create", "/v2/context/document/property/delete"
DELETE_DOCUMENT = "/v2/context/document/delete"

Hook = Callable[[str, str], Awaitable[None]]


def once(path: str, happens: Callable[[], None]) -> Hook:
    """Return a hook that does something at the first call of a path."""
    pending = [happens]

    async def hook(method: str, called: str) -> None:
        if called == path and method != "GET" and pending:
            pending.pop()()

    return hook


def lost() -> None:
    raise httpx.ReadError("reset")


def refused() -> None:
    raise httpx.ConnectError("refused")


def calls(place: Place, path: str) -> int:
    return sum(called == path and method != "GET" for method, called in place.requests)


async def save(workspace: Workspace, place: Place, **texts: str | None) -> Saved:
    saving = saving_of(workspace, await opened(workspace, place.key(), **texts))
    await saving.read()
    return await saving.send()


# ── a save ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_write_whose_answer_was_lost_is_read_back_and_told_as_done(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.after = once(UPSERT, lost)
    (part,) = (await save(workspace, place, a="10")).parts
    assert part.read_back
    assert calls(place, UPSERT) == 1
    (entry,) = workspace.kept.state.journal.entries()
    assert entry.outcome is Outcome.DONE
    assert "Read afterwards: it had arrived" in entry.answer


@pytest.mark.parametrize("trouble", [lost, refused])
async def test_what_is_as_it_was_compared_is_sent_again_with_an_entry_for_each_attempt(
    place: Place, workspace: Workspace, trouble: Callable[[], None]
) -> None:
    place.put("s1", 3_600, a=1)
    place.before = once(UPSERT, trouble)
    (part,) = (await save(workspace, place, a="10")).parts
    assert not part.read_back
    assert place.stored() == {"a": "10"}
    assert place.expires_at() == NOON + timedelta(hours=1)
    done, first = workspace.kept.state.journal.entries()
    assert done.outcome is Outcome.DONE
    assert first.outcome is (Outcome.UNKNOWN if trouble is lost else Outcome.FAILED)
    assert "it was as before" in first.answer


@pytest.mark.parametrize("hook", ["before", "after"])
@pytest.mark.parametrize("trouble", [lost, refused])
async def test_what_a_bot_wrote_meanwhile_is_a_conflict(
    place: Place, workspace: Workspace, hook: str, trouble: Callable[[], None]
) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()

    def bot_is_quicker() -> None:
        place.put("s1", 3_600, a=2)
        trouble()

    setattr(place, hook, once(UPSERT, bot_is_quicker))
    with pytest.raises(ChangedMeanwhileError, match="changed by others"):
        await saving.send()
    assert place.stored() == {"a": "2"}
    (conflict,) = (await saving.read()).parts[0].conflicts
    assert conflict.there == "2"
    assert copy.text("a") == "10"


async def test_the_wait_that_the_service_asks_for_is_kept_and_the_world_read_after_it(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 8, a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()
    place.refuse(UPSERT, 429, {"retry-after": "20"}, times=1)
    # The document expires meanwhile, and a bot begins it anew, with the same value.
    place.meanwhile = lambda: place.put("s1", 3_600, a=1)
    with pytest.raises(ChangedMeanwhileError):
        await saving.send()
    assert place.pauses == [20.0]
    assert place.stored() == {"a": "1"}
    assert place.expires_at() == NOON + timedelta(seconds=20 + 3_600)


async def test_a_removal_that_was_put_off_leaves_a_conversation_that_began_meanwhile(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 8, a=1, b=1)
    place.refuse(DELETE, 429, {"retry-after": "20"}, times=1)
    place.meanwhile = lambda: place.put("s1", 3_600, a=1, b=1)
    with pytest.raises(ChangedMeanwhileError):
        await save(workspace, place, a=None)
    assert place.stored() == {"a": "1", "b": "1"}


async def test_a_wait_that_is_too_long_is_not_waited_for(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.refuse(UPSERT, 503, {"retry-after": "3600"})
    with pytest.raises(SaveStoppedError) as stopped:
        await save(workspace, place, a="10")
    assert place.pauses == []
    assert not stopped.value.unknown


async def test_a_wait_is_given_up_and_said(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()
    place.refuse(UPSERT, 503, {})
    told: list[str | None] = []
    workspace.writes.told = told.append
    place.meanwhile = workspace.writes.give_up
    with pytest.raises(SaveStoppedError, match="Not saved 1 property"):
        await saving.send()
    assert told == ["saving 1 property (a) of s1: trying again in 1 s", None]
    assert copy.text("a") == "10"
    assert not workspace.writes.is_busy


async def test_when_it_can_not_be_read_either_nobody_knows_and_the_edit_is_still_there(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()

    async def dead(_: str, __: str) -> None:
        raise httpx.ReadError("reset")

    def dies() -> None:
        place.before = dead
        lost()

    place.after = once(UPSERT, dies)
    with pytest.raises(
        SaveStoppedError,
        match=r"it isn.t known whether this was done: saved 1 property \(a\) of s1\.",
    ):
        await saving.send()
    assert copy.edits.keys() == {"a"}
    (entry,) = workspace.kept.state.journal.entries()
    assert (entry.outcome, "could not be read" in entry.answer) == (Outcome.UNKNOWN, True)


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


async def setting(workspace: Workspace, place: Place, ttl: int, **texts: str | None) -> Saving:
    copy = await opened(workspace, place.key(), **texts)
    saving = Saving(workspace, [Intent(copy, ttl_seconds=ttl)])
    await saving.read()
    return saving


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
    first = workspace.kept.state.journal.entries()[-1]
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
        kept = Kept(State.open(tmp_path / "state.db", place.clock), tmp_path)
        async with place.workspace(kept) as workspace:
            await save(workspace, place, a=str(number))
    moved = (place.expires_at() or NOON) - (expiry or NOON)
    assert abs(moved) <= timedelta(seconds=1)


async def test_what_an_earlier_run_set_on_purpose_is_kept_and_not_what_was_before_it(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", 3_600, a=0)
    kept = Kept(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept) as workspace:
        await (await setting(workspace, place, 600, a="1")).send()
    kept = Kept(State.open(tmp_path / "state.db", place.clock), tmp_path)
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
    (entry,) = workspace.kept.state.journal.operation(saving.operation)
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
    with pytest.raises(SaveStoppedError, match="20 s later than before; the next save corrects it"):
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


# ── the second step ────────────────────────────────────────────────────────────────────────────


async def test_the_removal_after_an_upsert_is_compared_again(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.after = once(UPSERT, lambda: place.put("s1", 3_600, b=3))
    with pytest.raises(SaveStoppedError, match="changed by others") as stopped:
        await save(workspace, place, a="10", b=None)
    assert place.stored() == {"a": "10", "b": "3"}
    assert len(stopped.value.done) == 1
    assert calls(place, DELETE) == 0


@pytest.mark.parametrize("names", [None, ["a"]])
async def test_what_a_bot_adds_to_the_source_of_a_move_stays(
    place: Place, workspace: Workspace, names: list[str] | None
) -> None:
    place.put("s1", 3_600, a=1)
    saving = await transfer(workspace, place.key(), place.key("s2"), names, move=True)
    await saving.read()
    place.after = once(UPSERT, lambda: place.put("s1", 3_600, a=2, new=1))
    with pytest.raises(SaveStoppedError, match="changed by others"):
        await saving.send()
    assert place.stored("s1") == {"a": "2", "new": "1"}
    assert place.stored("s2") == {"a": "1"}


@pytest.mark.parametrize("names", [None, ["a"]])
async def test_a_move_deletes_nothing_whose_copy_has_expired_by_then(
    place: Place, workspace: Workspace, names: list[str] | None
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.put("s2", 30, c=3)
    path = DELETE_DOCUMENT if names is None else DELETE
    place.refuse(path, 429, {"retry-after": "40"}, times=1)
    saving = await transfer(workspace, place.key(), place.key("s2"), names, move=True)
    await saving.read()
    with pytest.raises(SaveStoppedError, match="s2 expired at 12:00"):
        await saving.send()
    assert place.stored("s1") == {"a": "1", "b": "2"}


async def test_a_move_to_a_target_that_is_gone_by_then_writes_all_before_it_deletes(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.put("s2", 60, c=3)
    saving = await transfer(workspace, place.key(), place.key("s2"), move=True)
    place.clock.advance(seconds=61)
    review = await saving.read()
    assert review.parts[0].gone
    await saving.send()
    assert place.stored("s2") == {"a": "1", "b": "2"}
    assert place.stored("s1") is None


@pytest.mark.parametrize("move", [False, True])
async def test_what_expired_is_called_expired(
    place: Place, workspace: Workspace, move: bool
) -> None:
    place.put("s1", 60, a=1)
    error: type[Exception] = RefusedError
    if move:
        saving = await transfer(workspace, place.key(), place.key("s2"), move=True)
    else:
        saving = saving_of(workspace, await opened(workspace, place.key(), a="10"))
        error = ChangedMeanwhileError
    await saving.read()
    place.clock.advance(seconds=61)
    with pytest.raises(error, match=r"s1 expired at 12:01"):
        await saving.send()
    assert place.stored("s1") is place.stored("s2") is None


# ── deleting ───────────────────────────────────────────────────────────────────────────────────


async def delete(workspace: Workspace, place: Place) -> Saved:
    copy = await opened(workspace, place.key())
    saving = Saving(workspace, [Intent(copy, delete_document=True)])
    saving.review()
    return await saving.send()


@pytest.mark.parametrize("anew", [{"a": 2}, {"a": 1}])
async def test_a_conversation_that_began_meanwhile_is_not_deleted(
    place: Place, workspace: Workspace, anew: dict[str, int]
) -> None:
    place.put("s1", 3_600, a=1)

    def begun_anew() -> None:
        place.clock.advance(seconds=1)
        place.put("s1", 3_600, **anew)
        lost()

    place.after = once(DELETE_DOCUMENT, begun_anew)
    with pytest.raises(ChangedMeanwhileError):
        await delete(workspace, place)
    assert place.stored() == {name: str(value) for name, value in anew.items()}
    assert calls(place, DELETE_DOCUMENT) == 1


@pytest.mark.parametrize("path", [DELETE, DELETE_DOCUMENT])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"message": "no such page"}'])
async def test_a_404_to_a_delete_is_no_proof(
    place: Place, workspace: Workspace, path: str, body: bytes
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.refuse(path, 404, {}, body=body)
    doing = save(workspace, place, a=None, b=None) if path == DELETE else delete(workspace, place)
    with pytest.raises(SaveStoppedError, match=r"has still what was to go|Not (removed|deleted) "):
        await doing
    assert place.stored() == {"a": "1", "b": "2"}


@pytest.mark.parametrize("path", [DELETE, DELETE_DOCUMENT])
async def test_a_404_is_no_proof_either_where_a_bot_writes_before_it_is_read(
    place: Place, workspace: Workspace, path: str
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.refuse(path, 404, {}, body=b"")
    place.before = once(path, lambda: place.put("s1", 3_600, a=9))
    doing = save(workspace, place, a=None, b=None) if path == DELETE else delete(workspace, place)
    with pytest.raises(ChangedMeanwhileError):
        await doing
    assert place.stored() == {"a": "9", "b": "2"}
    (entry,) = workspace.kept.state.journal.entries()
    assert entry.outcome is Outcome.UNKNOWN


async def test_many_are_deleted_and_what_is_still_there_is_named(
    place: Place, workspace: Workspace
) -> None:
    for session in ("s1", "s2"):
        place.put(session, 3_600, a=1)
    place.refuse(DELETE_DOCUMENT, 404, {"message": "no such page"})
    keys = [place.key("s1"), place.key("s2")]
    done = [item async for item in delete_documents(workspace, keys)]
    assert [item.problem is None for item in done] == [False, False]
    assert place.stored("s1") is not None


async def test_a_deletion_that_others_began_anew_offers_both_expiries(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    await delete(workspace, place)
    place.put("s1", 7_200, b=1)
    journal = workspace.kept.state.journal
    saving = await take_back(workspace, journal.operation(journal.entries()[0].operation))
    (part,) = (await saving.read()).parts
    assert (part.expiry.before, part.expiry.earlier) == (
        NOON + timedelta(hours=2), NOON + timedelta(hours=1)
    )  # fmt: skip
    saving.intents[0].set_expiry(None, part.expiry.earlier)
    await saving.read()
    await saving.send()
    assert place.stored() == {"b": "1", "a": "1"}
    assert place.expires_at() == NOON + timedelta(hours=1)


async def test_of_many_calls_that_were_refused_is_told_what_is_there(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", 3_600, a=1, b=1)
    where = "/v1/account/le1/bot/s1/properties/b"
    kept = Kept(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept, user=None, password=None) as workspace:
        copy = await opened(workspace, place.key(), a=None, b=None)
        saving = saving_of(workspace, copy)
        await saving.read()
        place.refuse(where, 403, {})
        with pytest.raises(SaveStoppedError, match=r"Not removed 1 property \(b\)") as stopped:
            await saving.send()
    assert not stopped.value.unknown
    assert copy.edits.keys() == {"b"}


async def test_what_is_known_of_each_of_many_calls_is_told_and_in_the_journal(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", 3_600, a=1, b=1)
    where = "/v1/account/le1/bot/s1/properties/b"
    kept = Kept(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept, user=None, password=None) as workspace:
        saving = saving_of(workspace, await opened(workspace, place.key(), a=None, b=None))
        await saving.read()
        place.refuse(where, 403, {})
        with pytest.raises(SaveStoppedError) as stopped:
            await saving.send()
        (entry,) = workspace.kept.state.journal.entries()
    assert "On the service: removed 1 property (a) of s1. Not removed 1 property (b)" in str(
        stopped.value
    )
    assert "Read afterwards, 1 property (a) was as wanted, and the rest as before" in entry.answer


async def test_what_is_read_last_of_a_write_in_doubt_is_in_the_journal(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)

    async def dead(_: str, __: str) -> None:
        raise httpx.ReadError("reset")

    def given_up(why: str | None) -> None:
        if why is not None:
            place.before = None
            workspace.writes.give_up()

    def lost_and_unread() -> None:
        place.before = dead
        lost()

    workspace.writes.told = given_up
    place.after = once(UPSERT, lost_and_unread)
    (part,) = (await save(workspace, place, a="10")).parts
    assert part.read_back
    (entry,) = workspace.kept.state.journal.entries()
    assert (entry.outcome, "it had arrived" in entry.answer) == (Outcome.DONE, True)


async def test_no_step_is_told_as_done_that_a_reading_disproves(
    place: Place, workspace: Workspace
) -> None:
    for session in ("s1", "s2"):
        place.put(session, 3_600, a=1, b=2)
    copies = [await opened(workspace, place.key(s), a=None, b=None) for s in ("s1", "s2")]
    saving = Saving(workspace, [Intent(copy) for copy in copies])
    await saving.read()
    place.refuse(DELETE, 404, {}, body=b"")
    with pytest.raises(SaveStoppedError, match="of s1") as stopped:
        await saving.send()
    assert stopped.value.done == ()
    assert [sent.key.session for sent in stopped.value.left] == ["s2"]
    assert [set(copy.edits) for copy in copies] == [{"a", "b"}, {"a", "b"}]
    journal = workspace.kept.state.journal
    assert {entry.outcome for entry in journal.entries()} == {Outcome.UNKNOWN}


async def test_a_journal_that_fails_between_two_steps_stops_the_save_with_what_is_done(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    copy = await opened(workspace, place.key(), a="10", b=None)
    saving = saving_of(workspace, copy)
    await saving.read()
    place.after = once(UPSERT, workspace.kept.state.close)
    with pytest.raises(SaveStoppedError, match=r"On the service: saved 1 property \(a\)"):
        await saving.send()
    assert place.stored() == {"a": "10", "b": "2"}
    assert copy.edits.keys() == {"b"}


# ── a namespace ────────────────────────────────────────────────────────────────────────────────


async def test_what_is_written_between_the_export_and_the_deletion_is_exported_too(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.put("s2", 3_600, a=1)
    export = await export_namespace(workspace, "bot", lambda *_: None)
    place.put("s2", 3_600, a=2)
    place.put("s3", 3_600, a=3)
    place.put(None, 3_600, a=4)
    deleted = await delete_namespace(workspace, "bot", export)
    assert deleted.is_gone
    kept = {d.key.session: dict(d.properties) for d in read_export(export.path)}
    assert kept == {"s1": {"a": "1"}, "s2": {"a": "2"}, "s3": {"a": "3"}, None: {"a": "4"}}
    (entry,) = workspace.kept.state.journal.entries()
    assert entry.export == str(export.path)


async def test_a_namespace_whose_deletion_got_no_answer_is_looked_for(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    export = await export_namespace(workspace, "bot", lambda *_: None)
    place.after = once("/v1/account/le1/bot", lost)
    assert (await delete_namespace(workspace, "bot", export)).is_gone
    assert calls(place, "/v1/account/le1/bot") == 1


async def test_what_is_there_after_the_deletion_is_named_and_kept(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    export = await export_namespace(workspace, "bot", lambda *_: None)
    place.after = once("/v1/account/le1/bot", lambda: place.put("s9", 3_600, a=9))
    deleted = await delete_namespace(workspace, "bot", export)
    assert (deleted.is_gone, deleted.left) == (False, ("s9",))
    kept = {d.key.session: dict(d.properties) for d in read_export(export.path)}
    assert kept == {"s1": {"a": "1"}, "s9": {"a": "9"}}


async def test_a_document_begun_anew_after_the_deletion_takes_nothing_from_the_export(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a="from before")
    place.put("s2", 3_600, a=2)
    export = await export_namespace(workspace, "bot", lambda *_: None)

    def bot() -> None:
        place.put("s1", 3_600, b="anew")
        place.put("s9", 3_600, a=9)

    place.after = once("/v1/account/le1/bot", bot)
    await delete_namespace(workspace, "bot", export)
    kept = {d.key.session: dict(d.properties) for d in read_export(export.path)}
    assert kept == {"s1": {"a": '"from before"'}, "s2": {"a": "2"}, "s9": {"a": "9"}}
    (entry,) = workspace.kept.state.journal.entries()
    items = [item async for item in restore_namespace(workspace, entry)]
    assert {item.key.session: item.problem is None for item in items} == {
        "s1": False, "s2": True, "s9": False
    }  # fmt: skip
    assert place.stored("s2") == {"a": "2"}


async def test_a_deletion_that_was_done_in_part_is_not_told_as_nothing_changed(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.put("s2", 3_600, a=1)
    export = await export_namespace(workspace, "bot", lambda *_: None)

    async def half(method: str, path: str) -> None:
        if (method, path) == ("DELETE", "/v1/account/le1/bot"):
            place.store.delete_document(place.key("s1"))
            lost()

    place.before = half
    with pytest.raises(WriteStoppedError, match="1 document of it was as wanted") as stopped:
        await delete_namespace(workspace, "bot", export)
    assert "Nothing was changed" not in str(stopped.value)


async def test_a_namespace_document_that_is_there_after_the_deletion_is_named(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    export = await export_namespace(workspace, "bot", lambda *_: None)
    place.after = once("/v1/account/le1/bot", lambda: place.put(None, 3_600, a=9))
    deleted = await delete_namespace(workspace, "bot", export)
    assert (deleted.is_gone, deleted.left) == (False, ("(namespace document)",))


@pytest.mark.parametrize("ttl", [None, 60])
async def test_a_namespace_that_others_made_anew_is_not_deleted_by_a_second_attempt(
    place: Place, workspace: Workspace, ttl: int | None
) -> None:
    place.put("s1", 3_600, a=1)
    export = await export_namespace(workspace, "bot", lambda *_: None)

    def colleague() -> None:
        place.clock.advance(seconds=1)
        place.store.create_namespace("le1", "bot", ttl)
        lost()

    place.after = once("/v1/account/le1/bot", colleague)
    with pytest.raises(WriteStoppedError, match="Others have written it meanwhile"):
        await delete_namespace(workspace, "bot", export)
    assert calls(place, "/v1/account/le1/bot") == 1
    assert [item.name for item in place.store.list_namespaces("le1")] == ["bot"]


async def test_a_namespace_that_others_gave_a_ttl_is_not_deleted_by_a_second_attempt(
    place: Place, workspace: Workspace
) -> None:
    export = await export_namespace(workspace, "bot", lambda *_: None)
    place.refuse("/v1/account/le1/bot", 429, {"retry-after": "20"}, times=1)
    place.meanwhile = lambda: place.store.create_namespace("le1", "bot", 60)
    with pytest.raises(WriteStoppedError, match="Others have written it meanwhile"):
        await delete_namespace(workspace, "bot", export)
    assert calls(place, "/v1/account/le1/bot") == 1


@pytest.mark.parametrize("before", [None, 600])
@pytest.mark.parametrize("hook", ["before", "after"])
@pytest.mark.parametrize("trouble", [lost, refused])
async def test_a_ttl_that_others_set_between_two_attempts_is_not_written_over(
    place: Place,
    workspace: Workspace,
    before: int | None,
    hook: str,
    trouble: Callable[[], None],
) -> None:
    path = "/v1/account/le1/namespace/bot/session"
    if before:
        place.store.set_session_ttl("le1", "bot", "s1", before)

    def others() -> None:
        place.store.set_session_ttl("le1", "bot", "s1", 7_200)
        trouble()

    setattr(place, hook, once(path, others))
    with pytest.raises(WriteStoppedError, match="Others have written it meanwhile"):
        await set_session_ttl(workspace, "bot", "s1", 600, before=before)
    assert calls(place, path) == 1
    ttls = place.store.list_session_ttls("le1", "bot")
    assert [ttl.ttl_seconds for ttl in ttls] == [7_200]


@pytest.mark.parametrize("before", [None, 300])
async def test_a_ttl_that_did_not_arrive_is_sent_again(
    place: Place, workspace: Workspace, before: int | None
) -> None:
    path = "/v1/account/le1/namespace/bot/session"
    if before:
        place.store.set_session_ttl("le1", "bot", "s1", before)
    place.before = once(path, lost)
    await set_session_ttl(workspace, "bot", "s1", 600, before=before)
    assert calls(place, path) == 2
    # The journal has each attempt, and offers none of them to be undone: there is no call for it.
    journal = workspace.kept.state.journal
    assert [(e.kind, e.outcome, e.ttl_seconds, e.session) for e in journal.entries()] == [
        (Kind.SET_SESSION_TTL, Outcome.DONE, 600, "s1"),
        (Kind.SET_SESSION_TTL, Outcome.UNKNOWN, 600, "s1"),
    ]
    assert journal.last_undoable(workspace.recorder.profile) is None
    ttls = place.store.list_session_ttls("le1", "bot")
    assert [ttl.ttl_seconds for ttl in ttls] == [600]


# ── the queue ──────────────────────────────────────────────────────────────────────────────────


async def test_a_write_goes_on_when_the_one_who_waits_for_it_goes(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    saving = saving_of(workspace, await opened(workspace, place.key(), a="10"))
    await saving.read()
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: str, path: str) -> None:
        if path == UPSERT:
            reached.set()
            await go_on.wait()

    place.before = slow
    waiting = asyncio.create_task(saving.send())
    await reached.wait()
    assert list(workspace.writes.under_way) == ["saving s1"]
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert list(workspace.writes.under_way) == ["saving s1"]
    go_on.set()
    await workspace.writes.idle()
    assert not workspace.writes.is_busy
    assert place.stored() == {"a": "10"}
    (entry,) = workspace.kept.state.journal.entries()
    assert entry.outcome is Outcome.DONE


async def test_a_namespace_that_is_created_without_an_answer_is_looked_for(
    place: Place, workspace: Workspace
) -> None:
    place.after = once("/v1/account/le1", lost)
    await create_namespace(workspace, "orders", 60)
    assert calls(place, "/v1/account/le1") == 1


# ── what is said of it ─────────────────────────────────────────────────────────────────────────


async def test_an_expiry_that_passes_between_two_attempts_is_said_with_what_was_tried(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = Saving(workspace, [Intent(copy, expires_at=NOON + timedelta(seconds=30))])
    await saving.read()
    place.before = once(UPSERT, lost)
    place.meanwhile = lambda: place.clock.advance(seconds=30)
    with pytest.raises(ChangedMeanwhileError) as raised:
        await saving.send()
    said = str(raised.value)
    assert "nothing was sent" not in said
    assert "broke" in said
    assert "has passed" in said
    assert "not sent again" in said
    assert saving.not_sent == "nothing more was sent"
