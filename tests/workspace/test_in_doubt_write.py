"""Writes whose answer was lost, or that were put off: read, and decided."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from ccs_tui.local.journal import Outcome
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_history import AGAIN, answer_of
from ccs_tui.workspace.namespace_writes import create_namespace
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.workspace.conftest import NOON, Place, opened
from tests.workspace.decided_writes import (
    DELETE,
    UPSERT,
    calls,
    lost,
    once,
    refused,
    save,
)


async def test_a_write_whose_answer_was_lost_is_read_back_and_told_as_done(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.after = once(UPSERT, lost)
    (part,) = (await save(workspace, place, a="10")).parts
    assert part.read_back
    assert calls(place, UPSERT) == 1
    (entry,) = workspace.local.state.journal.entries()
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
    done, first = workspace.local.state.journal.entries()
    assert done.outcome is Outcome.DONE
    assert first.outcome is (Outcome.UNKNOWN if trouble is lost else Outcome.FAILED)
    assert "it was as before" in first.answer


async def test_while_a_write_is_tried_again_the_journal_says_that_an_attempt_failed(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.before = once(UPSERT, refused)
    listed: list[str] = []

    def look() -> None:
        (entry,) = workspace.local.state.journal.entries()
        listed.append(answer_of(entry, taken_back=False)[0])

    place.meanwhile = look
    await save(workspace, place, a="10")
    assert [text[:15] for text in listed] == ["attempt failed:"]
    _, first = workspace.local.state.journal.entries()
    assert answer_of(first, taken_back=False)[0].startswith("attempt failed: ")


async def test_a_write_that_was_given_up_has_failed_in_the_journal(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.refuse(UPSERT, 503, {})
    place.meanwhile = workspace.writes.give_up
    with pytest.raises(SaveStoppedError):
        await save(workspace, place, a="10")
    (entry,) = workspace.local.state.journal.entries()
    assert answer_of(entry, taken_back=False)[0].startswith("failed: ")
    assert AGAIN not in entry.answer


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
    (entry,) = workspace.local.state.journal.entries()
    assert (entry.outcome, "could not be read" in entry.answer) == (Outcome.UNKNOWN, True)


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
    (entry,) = workspace.local.state.journal.entries()
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
