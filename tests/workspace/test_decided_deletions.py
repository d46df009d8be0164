"""Deletions whose answer was lost, or that were refused: read, and decided."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from ccs_tui.local.journal import Outcome
from ccs_tui.local.state import State
from ccs_tui.workspace.bulk import delete_documents
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_undo import saving_of_undo
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.workspace.conftest import NOON, Place, opened
from tests.workspace.decided_writes import (
    DELETE,
    DELETE_DOCUMENT,
    UPSERT,
    calls,
    delete,
    lost,
    once,
    save,
)


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
    (entry,) = workspace.local.state.journal.entries()
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


async def test_what_is_not_there_is_not_called_deleted(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    keys = [place.key("s1"), place.key("s2")]
    one, other = [item async for item in delete_documents(workspace, keys)]
    assert (one.problem, place.stored("s1")) == (None, None)
    assert other.problem == "s2 is not on the service, so nothing was deleted."


async def test_a_deletion_that_others_began_anew_offers_both_expiries(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    await delete(workspace, place)
    place.put("s1", 7_200, b=1)
    journal = workspace.local.state.journal
    saving = await saving_of_undo(workspace, journal.operation(journal.entries()[0].operation))
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
    kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path)
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
    kept = LocalState(State.open(tmp_path / "state.db", place.clock), tmp_path)
    async with place.workspace(kept, user=None, password=None) as workspace:
        saving = saving_of(workspace, await opened(workspace, place.key(), a=None, b=None))
        await saving.read()
        place.refuse(where, 403, {})
        with pytest.raises(SaveStoppedError) as stopped:
            await saving.send()
        (entry,) = workspace.local.state.journal.entries()
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
    (entry,) = workspace.local.state.journal.entries()
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
    journal = workspace.local.state.journal
    assert {entry.outcome for entry in journal.entries()} == {Outcome.UNKNOWN}


async def test_a_journal_that_fails_between_two_steps_stops_the_save_with_what_is_done(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    copy = await opened(workspace, place.key(), a="10", b=None)
    saving = saving_of(workspace, copy)
    await saving.read()
    place.after = once(UPSERT, workspace.local.state.close)
    with pytest.raises(SaveStoppedError, match=r"On the service: saved 1 property \(a\)"):
        await saving.send()
    assert place.stored() == {"a": "10", "b": "2"}
    assert copy.edits.keys() == {"b"}
