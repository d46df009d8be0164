"""A save: read again, reviewed, sent in steps, read once more."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from ccs_tui.client.errors import CcsError, DocumentTooLargeError
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.open_document import InvalidEditError, OpenDocument
from ccs_tui.model.tree import edits
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.review import ExpiryChoice
from ccs_tui.workspace.save_outcome import SaveStoppedError
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.transfer import saving_of_transfer
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.workspace.conftest import NOON, Place, opened

UPSERT, DELETE = "/v2/context/document/create", "/v2/context/document/property/delete"


async def saved(workspace: Workspace, copy: OpenDocument) -> Saving:
    saving = saving_of(workspace, copy)
    await saving.read()
    await saving.send()
    return saving


async def test_a_save_sends_what_changed_and_keeps_the_rest(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2, c=3)
    copy = await opened(workspace, place.key(), a="10", b=None, d='"new"')
    place.clock.advance(seconds=600)
    review = await saving_of(workspace, copy).read()
    (part,) = review.parts
    assert part.changes == (
        Change("a", encode(1), encode(10)), Change("d", None, encode("new")),
        Change("b", encode(2), None),
    )  # fmt: skip
    assert (part.expiry.choice, part.expiry.ttl_seconds) == (ExpiryChoice.KEPT, 3_000)
    assert [step.kind for step in part.steps] == [Kind.SAVE, Kind.DELETE_PROPERTIES]
    await saved(workspace, copy)
    assert place.stored() == {"a": "10", "c": "3", "d": '"new"'}
    assert place.expires_at() == NOON + timedelta(hours=1)
    assert not copy.is_edited


async def test_a_review_knows_what_was_renamed(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1, b=2)
    copy = await opened(workspace, place.key(), b=None)
    copy.do(lambda tree: edits.rename(tree, tree.find(["a"]), "c"))
    (part,) = (await saving_of(workspace, copy).read()).parts
    assert part.renames == {"a": "c"}
    assert set(part.plan.delete) == {"a", "b"}


async def test_nothing_changed_sends_nothing(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1)
    copy = await opened(workspace, place.key())
    assert (await saving_of(workspace, copy).read()).is_empty
    place.requests.clear()
    await saved(workspace, copy)
    assert {method for method, path in place.requests if path == UPSERT} == set()
    assert workspace.local.state.journal.entries() == []


async def test_the_bytes_of_a_changed_property_are_sent_with_every_other_value_as_it_was(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1")
    place.store.upsert(
        place.key(),
        {"big": JsonText("12345678901234567890"), "float": JsonText("1.50"), "id": encode("00014")},
        None,
    )
    copy = await opened(workspace, place.key(), id='"00015"')
    await saved(workspace, copy)
    assert place.stored() == {"big": "12345678901234567890", "float": "1.50", "id": '"00015"'}


async def test_what_the_bot_wrote_beside_it_stays(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1, b=2)
    copy = await opened(workspace, place.key(), a="10")
    place.put("s1", 7_200, b=20, c=30)
    review = await saving_of(workspace, copy).read()
    assert review.parts[0].theirs == (
        Change("b", encode(2), encode(20)), Change("c", None, encode(30)),
    )  # fmt: skip
    await saved(workspace, copy)
    assert place.stored() == {"a": "10", "b": "20", "c": "30"}
    assert place.expires_at() == NOON + timedelta(hours=2)


async def test_a_conflict_is_never_sent_unseen(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    assert not (await saving.read()).conflicts
    place.put("s1", a=2)
    with pytest.raises(ChangedMeanwhileError):
        await saving.send()
    assert place.stored() == {"a": "2"}
    assert (await saving.read()).conflicts
    with pytest.raises(ChangedMeanwhileError):
        await saving.send()
    copy.keep_mine("a", encode(2))
    await saving.read()
    await saving.send()
    assert place.stored() == {"a": "10"}


async def test_a_write_after_ours_is_reported(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1, b=1)
    copy = await opened(workspace, place.key(), a="10", b=None)
    saving = saving_of(workspace, copy)
    await saving.read()
    deleted = False

    async def bot(method: str, path: str) -> None:
        nonlocal deleted
        if deleted:
            place.put("s1", a=2, b=3)
        deleted = method == "DELETE" and path == DELETE

    place.before = bot
    done = await saving.send()
    assert done.parts[0].overwritten == (
        Change("a", encode(10), encode(2)), Change("b", None, encode(3)),
    )  # fmt: skip
    assert not copy.is_edited


async def test_an_expiry_that_moved_all_the_same_is_reported(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()

    async def slow(method: str, path: str) -> None:
        if (method, path) == ("POST", UPSERT):
            place.clock.advance(seconds=60)

    place.before = slow
    done = await saving.send()
    assert done.parts[0].expiry_moved == timedelta(seconds=60)


async def test_an_expiry_on_purpose(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    copy = await opened(workspace, place.key())
    saving = Saving(workspace, [Intent(copy, ttl_seconds=60)])
    review = await saving.read()
    assert review.parts[0].expiry.choice is ExpiryChoice.SET
    done = await saving.send()
    assert place.expires_at() == NOON + timedelta(seconds=60)
    assert done.parts[0].expiry_moved is None


@pytest.mark.parametrize("ahead", [-3, 2, 3_600, -10_800])
async def test_the_expiry_is_kept_on_the_services_clock(
    place: Place, workspace: Workspace, ahead: int
) -> None:
    place.ahead = timedelta(seconds=ahead)
    place.put("s1", 60, a=1)
    expiry = place.expires_at()
    copy = await opened(workspace, place.key(), a="10")
    await saved(workspace, copy)
    assert place.expires_at() == expiry


async def test_without_the_services_time_the_review_says_that_the_expiry_may_move(
    place: Place, workspace: Workspace
) -> None:
    place.tells_time = False
    place.put("s1", 60, a=1)
    copy = await opened(workspace, place.key(), a="10")
    (part,) = (await saving_of(workspace, copy).read()).parts
    assert (part.expiry.choice, part.expiry.unsure) == (ExpiryChoice.KEPT, True)
    # This machine is ahead: by its clock the document is past, and the service has it.
    place.ahead = timedelta(hours=-1)
    place.put("s1", 60, a=1)
    copy = await opened(workspace, place.key(), a="10")
    (part,) = (await saving_of(workspace, copy).read()).parts
    assert (part.expiry.choice, part.expiry.unsure) == (ExpiryChoice.CONFIGURED, True)


async def test_invalid_json_is_not_sent(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1)
    copy = await opened(workspace, place.key(), a="[1,")
    with pytest.raises(InvalidEditError):
        await saving_of(workspace, copy).read()
    assert copy.text("a") == "[1,"


async def test_expired_meanwhile_and_written_again(place: Place, workspace: Workspace) -> None:
    place.put("s1", 60, a=1, b=2)
    copy = await opened(workspace, place.key(), a="10")
    place.clock.advance(seconds=61)
    saving = saving_of(workspace, copy)
    review = await saving.read()
    assert review.parts[0].gone
    assert review.parts[0].asks_again
    assert not review.is_empty, "whether it is written again is to be decided"
    saving.intents[0].again = ["a", "b"]
    saving.intents[0].ttl_seconds = 120
    review = await saving.read()
    assert review.parts[0].plan.upsert == {"a": "10", "b": "2"}
    await saving.send()
    assert place.stored() == {"a": "10", "b": "2"}
    assert place.expires_at() == place.clock.now + timedelta(seconds=120)
    assert not copy.gone
    assert not copy.is_edited


@pytest.mark.parametrize("hangs", [True, False])
async def test_of_two_documents_none_is_taken_for_read_if_one_can_not_be(
    place: Place, workspace: Workspace, hangs: bool
) -> None:
    """And no reading is left over that goes on by itself."""
    place.put("s1", 3_600, a=1)
    saving = await saving_of_transfer(workspace, place.key("s1"), place.key("s2"), move=True)
    place.put("s2", 3_600, b=1)
    other_came, left = asyncio.Event(), asyncio.Event()

    async def before(method: str, path: str) -> None:
        if path.endswith("/s1"):
            await other_came.wait()
            raise httpx.ConnectError("refused")
        other_came.set()
        if hangs:
            try:
                await asyncio.Event().wait()
            finally:
                left.set()

    place.before = before
    with pytest.raises(CcsError):
        await saving.read()
    assert left.is_set() is hangs
    assert not saving.intents[0].document.base.exists


async def test_a_save_that_stops_says_what_is_there(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1, b=2)
    copy = await opened(workspace, place.key(), a="10", b=None)
    saving = saving_of(workspace, copy)
    await saving.read()

    async def trouble(method: str, path: str) -> None:
        if (method, path) == ("DELETE", DELETE):
            raise httpx.ReadError("gone")

    place.before = trouble
    with pytest.raises(SaveStoppedError) as stopped:
        await saving.send()
    assert "On the service: saved 1 property (a) of s1." in str(stopped.value)
    assert "removed 1 property (b) of s1" in str(stopped.value)
    assert copy.edits.keys() == {"b"}
    assert place.pauses == [1.0, 5.0, 10.0]
    saved_entry, *attempts = reversed(workspace.local.state.journal.entries())
    assert saved_entry.outcome is Outcome.DONE
    # An entry for each attempt; that of one that got no answer stays in doubt.
    assert [attempt.outcome for attempt in attempts] == [Outcome.UNKNOWN] * 4
    place.before = None
    await saved(workspace, copy)
    assert place.stored() == {"a": "10"}


async def test_when_nothing_can_be_read_afterwards_the_acknowledged_counts(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a=1, b=2)
    copy = await opened(workspace, place.key(), a="10", b=None)
    saving = saving_of(workspace, copy)
    await saving.read()

    async def dies(method: str, path: str) -> None:
        if (method, path) == ("DELETE", DELETE):
            place.before = dead
            raise httpx.ConnectError("gone")

    async def dead(_: str, __: str) -> None:
        raise httpx.ConnectError("gone")

    place.before = dies
    with pytest.raises(SaveStoppedError):
        await saving.send()
    assert copy.edits.keys() == {"b"}


async def test_near_the_limit_the_deletes_go_first(place: Place, workspace: Workspace) -> None:
    place.put("s1", old="x" * 500_000)
    copy = await opened(workspace, place.key(), old=None, new=f'"{"y" * 500_000}"')
    review = await saving_of(workspace, copy).read()
    kinds = [step.kind for step in review.parts[0].steps]
    assert kinds == [Kind.DELETE_PROPERTIES, Kind.SAVE]
    await saved(workspace, copy)
    assert (place.stored() or {}).keys() == {"new"}


async def test_over_the_limit_nothing_is_sent(place: Place, workspace: Workspace) -> None:
    place.put("s1", old="x" * 500_001)
    copy = await opened(workspace, place.key(), new=f'"{"y" * 500_000}"')
    saving = saving_of(workspace, copy)
    (part,) = (await saving.read()).parts
    assert part.excess == part.plan.size_after - 800_000
    assert [name for name, _ in part.largest(2)] == ["old", "new"]
    with pytest.raises(DocumentTooLargeError):
        await saving.send()
    assert workspace.local.state.journal.entries() == []


async def test_every_call_is_in_the_journal_before_it_is_sent(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    copy = await opened(workspace, place.key(), a="10", b=None)
    saving = saving_of(workspace, copy)
    await saving.read()
    seen: list[tuple[Kind, Outcome]] = []

    async def look(method: str, _: str) -> None:
        if method in ("POST", "DELETE"):
            entries = workspace.local.state.journal.entries()
            seen.extend((entry.kind, entry.outcome) for entry in entries[:1])

    place.before = look
    await saving.send()
    assert (Kind.SAVE, Outcome.SENT) in seen
    assert (Kind.DELETE_PROPERTIES, Outcome.SENT) in seen
    journal = workspace.local.state.journal
    save, delete = journal.operation(saving.operation)
    assert (save.before, save.after) == ({"a": "1"}, {"a": "10"})
    assert (delete.before, delete.after) == ({"b": "2"}, {"b": None})
    assert save.outcome is delete.outcome is Outcome.DONE
    assert save.expires_before == NOON + timedelta(hours=1)


async def test_a_refusal_by_the_service_is_in_the_journal_as_failed(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()
    workspace.client.write_lock.lock()
    with pytest.raises(SaveStoppedError, match="read-only"):
        await saving.send()
    (entry,) = workspace.local.state.journal.entries()
    assert entry.outcome is Outcome.FAILED
    assert copy.edits.keys() == {"a"}


async def test_over_v1_alone_the_expiry_is_as_configured(place: Place) -> None:
    place.put("s1", 60, a=1, b=2, c=3)
    async with place.workspace(user=None, password=None) as workspace:
        copy = await opened(workspace, place.key(), a="10", b=None, c=None)
        review = await saving_of(workspace, copy).read()
        assert review.parts[0].expiry.choice is ExpiryChoice.CONFIGURED
        await saved(workspace, copy)
    assert place.stored() == {"a": "10"}


@pytest.mark.parametrize("mine", [False, True])
async def test_what_is_typed_before_it_leaves_may_be_half_a_value(
    place: Place, workspace: Workspace, mine: bool
) -> None:
    place.put("s1", a=1, b=2)
    copy = await opened(workspace, place.key(), a="10")
    if mine:
        place.put("s1", a=5)
    saving = saving_of(workspace, copy)
    await saving.read()
    if mine:
        saving.intents[0].mine.add("a")
        assert not saving.review().parts[0].conflicts
    copy.put_text("a", "10 q")
    copy.put_text("b", "{")
    await saving.send()
    assert place.stored() == {"a": "10", "b": "2"}
    assert (copy.text("a"), copy.text("b")) == ("10 q", "{")


async def test_what_is_typed_while_it_is_sent_waits_for_the_next_save(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a=1)
    copy = await opened(workspace, place.key(), a="10")
    saving = saving_of(workspace, copy)
    await saving.read()

    async def typing(_: str, __: str) -> None:
        copy.put_text("a", "100")

    place.before = typing
    await saving.send()
    place.before = None
    assert place.stored() == {"a": "10"}
    assert copy.text("a") == "100"
    assert copy.conflicts() == ()
    await saved(workspace, copy)
    assert place.stored() == {"a": "100"}
