"""Taking back what the journal has."""

from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest

from ccs_tui.local.journal import Entry, Outcome
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.bulk import ItemDone, delete_documents, set_expiries, take_back_each
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal import journal_of
from ccs_tui.workspace.journal_undo import saving_of_undo, why_settled
from ccs_tui.workspace.namespace_deletion import delete_namespace, export_namespace
from ccs_tui.workspace.namespace_restore import restore_namespace
from ccs_tui.workspace.new_session import create_session
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.review import ExpiryChoice
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.transfer import saving_of_transfer
from ccs_tui.workspace.workspace import Workspace
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError
from tests.workspace.conftest import NOON, Place, opened


async def send(saving: Saving) -> Saving:
    await saving.read()
    await saving.send()
    return saving


async def save(workspace: Workspace, place: Place, **texts: str | None) -> None:
    await send(saving_of(workspace, await opened(workspace, place.key(), **texts)))


def last(workspace: Workspace) -> Sequence[Entry]:
    journal = workspace.local.state.journal
    entry = journal.last_undoable(workspace.recorder.profile)
    return [] if entry is None else journal.operation(entry.operation)


async def undo(workspace: Workspace) -> Saving:
    return await send(await saving_of_undo(workspace, last(workspace)))


async def test_a_save_is_taken_back_with_its_expiry(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1, b=2)
    await save(workspace, place, a="10", b=None, c='"new"')
    assert place.stored() == {"a": "10", "c": '"new"'}
    await undo(workspace)
    assert place.stored() == {"a": "1", "b": "2"}
    assert place.expires_at() == NOON + timedelta(hours=1)
    assert last(workspace) == []


async def test_one_after_the_other(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1)
    await save(workspace, place, a="2")
    await save(workspace, place, a="3", b="1")
    await undo(workspace)
    assert place.stored() == {"a": "2"}
    await undo(workspace)
    assert place.stored() == {"a": "1"}
    assert last(workspace) == []


async def test_what_others_changed_since_is_a_conflict(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1)
    await save(workspace, place, a="2")
    place.put("s1", a=7)
    saving = await saving_of_undo(workspace, last(workspace))
    (conflict,) = (await saving.read()).parts[0].conflicts
    assert (conflict.opened, conflict.there, conflict.wanted) == ("2", "7", "1")


async def test_a_rename_that_is_taken_back_loses_no_value_where_others_took_the_old_name(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a={"x": 1})
    await save(workspace, place, a=None, b='{"x":1}')
    place.put("s1", a=7, b={"x": 1})
    saving = await saving_of_undo(workspace, last(workspace))
    document = saving.intents[0].document
    document.take_theirs("a")
    assert dict(document.payload()) == {"a": "7", "b": '{"x":1}'}


async def test_a_document_that_was_made_is_deleted(place: Place, workspace: Workspace) -> None:
    await create_session(workspace, "bot", "s1", 60)
    await undo(workspace)
    assert place.stored() is None


async def test_a_document_that_others_filled_meanwhile_stays(
    place: Place, workspace: Workspace
) -> None:
    await save(workspace, place, a="1")
    place.put("s1", b=2)
    await undo(workspace)
    assert place.stored() == {"b": "2"}


async def test_a_deletion_is_taken_back_with_what_is_left_of_its_expiry(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b={"x": 1.50})
    intent = Intent(await opened(workspace, place.key()), delete_document=True)
    await send(Saving(workspace, [intent]))
    assert place.stored() is None
    place.clock.advance(seconds=600)
    await undo(workspace)
    assert place.stored() == {"a": "1", "b": encode({"x": 1.50})}
    assert place.expires_at() == NOON + timedelta(hours=1)


async def test_a_deletion_whose_expiry_has_passed_begins_as_configured(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 60, a=1)
    intent = Intent(await opened(workspace, place.key()), delete_document=True)
    await send(Saving(workspace, [intent]))
    place.clock.advance(seconds=61)
    review = await (await saving_of_undo(workspace, last(workspace))).read()
    assert review.parts[0].expiry.choice is ExpiryChoice.CONFIGURED


async def test_an_empty_document_is_back_too(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600)
    intent = Intent(await opened(workspace, place.key()), delete_document=True)
    await send(Saving(workspace, [intent]))
    await undo(workspace)
    assert place.stored() == {}
    assert place.expires_at() == NOON + timedelta(hours=1)


async def test_a_changed_expiry_is_taken_back(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    intent = Intent(await opened(workspace, place.key()), ttl_seconds=60)
    await send(Saving(workspace, [intent]))
    place.clock.advance(seconds=30)
    await undo(workspace)
    assert place.expires_at() == NOON + timedelta(hours=1)


async def test_without_values_nothing_can_be_taken_back(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1)
    await save(workspace, place, a="2")
    workspace.local.state.journal.retain(0)
    assert last(workspace) == []
    entry = workspace.local.state.journal.entries()[0]
    with pytest.raises(RefusedError, match="has no values"):
        await saving_of_undo(workspace, [entry])


async def test_a_write_that_failed_is_not_said_to_be_undone(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a=1)
    await save(workspace, place, a="2")
    entries = last(workspace)
    workspace.local.state.journal.answer(entries[0].id, Outcome.FAILED, "refused")
    entries = workspace.local.state.journal.operation(entries[0].operation)
    assert await why_settled(journal_of(workspace), entries) == (
        "It failed and nothing arrived, so there is nothing to undo."
    )


# ── gone meanwhile ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_deleted", [False, True], ids=["expired", "deleted"])
@pytest.mark.parametrize("text", ["2", None, "expiry"])
async def test_a_document_that_is_gone_is_not_made_anew_from_a_part(
    place: Place, workspace: Workspace, text: str | None, is_deleted: bool
) -> None:
    place.put("s1", 60, a=1, b=1)
    if text == "expiry":
        await send(Saving(workspace, [Intent(await opened(workspace, place.key()), 30)]))
    else:
        await save(workspace, place, a=text)
    if is_deleted:
        place.store.delete_document(place.key())
    else:
        place.clock.advance(seconds=61)
    with pytest.raises(RefusedError, match="s1 expired or was deleted since"):
        await undo(workspace)
    assert place.stored() is None
    assert last(workspace)


async def test_a_moved_value_is_back_where_the_other_document_is_gone(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=1)
    place.put("s2", 60, a=2, c=2)
    await send(await saving_of_transfer(workspace, place.key(), place.key("s2"), ["a"], move=True))
    place.clock.advance(seconds=61)
    saving = await undo(workspace)
    assert [sentence.split()[0] for sentence in saving.left_out] == ["s2"]
    assert place.stored() == {"a": "1", "b": "1"}
    assert place.stored("s2") is None


async def test_over_v1_alone_the_last_property_comes_back_to_an_emptied_session(
    place: Place,
) -> None:
    async with place.workspace(user=None, password=None) as workspace:
        place.put("s1", a=1)
        await save(workspace, place, a=None)
        await undo(workspace)
        assert place.stored() == {"a": "1"}


# ── moving ─────────────────────────────────────────────────────────────────────────────────────


async def test_a_document_is_duplicated_with_its_expiry(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1, b=2)
    await send(await saving_of_transfer(workspace, place.key(), place.key("s2")))
    assert place.stored("s1") == place.stored("s2") == {"a": "1", "b": "2"}
    assert place.expires_at("s2") == NOON + timedelta(hours=1)


async def test_properties_are_moved_and_moved_back(place: Place, workspace: Workspace) -> None:
    place.put("s1", a=1, b=2, c=3)
    place.put("s2", c=9)
    review = await (
        await saving_of_transfer(workspace, place.key(), place.key("s2"), ["b", "c"], move=True)
    ).read()
    assert [part.key.session for part in review.parts] == ["s2", "s1"]
    await send(
        await saving_of_transfer(workspace, place.key(), place.key("s2"), ["b", "c"], move=True)
    )
    assert (place.stored("s1"), place.stored("s2")) == ({"a": "1"}, {"c": "3", "b": "2"})
    await undo(workspace)
    assert (place.stored("s1"), place.stored("s2")) == (
        {"a": "1", "b": "2", "c": "3"}, {"c": "9"}
    )  # fmt: skip


async def test_a_whole_document_is_moved_and_moved_back(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    await send(await saving_of_transfer(workspace, place.key(), place.key("s2"), move=True))
    assert (place.stored("s1"), place.stored("s2")) == (None, {"a": "1"})
    await undo(workspace)
    assert (place.stored("s1"), place.stored("s2")) == ({"a": "1"}, None)
    assert place.expires_at("s1") == NOON + timedelta(hours=1)


async def test_a_source_that_changes_meanwhile_is_not_moved(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", a=1)
    saving = await saving_of_transfer(workspace, place.key(), place.key("s2"), move=True)
    await saving.read()
    place.put("s1", a=2)
    with pytest.raises(RefusedError, match="changed by others"):
        await saving.send()
    assert (place.stored("s1"), place.stored("s2")) == ({"a": "2"}, None)


# ── many ───────────────────────────────────────────────────────────────────────────────────────


async def test_marked_documents_are_deleted_and_written_again(
    place: Place, workspace: Workspace
) -> None:
    for session in ("s1", "s2", "s3"):
        place.put(session, 3_600, a=session)
    keys = [place.key(session) for session in ("s1", "s2", "s3")]
    done = [item async for item in delete_documents(workspace, keys)]
    assert done == [ItemDone(key) for key in keys]
    assert place.stored("s2") is None
    place.put("s3", a="made anew by the bot")
    back = [item async for item in take_back_each(workspace, last(workspace))]
    assert [item.problem is None for item in back] == [True, True, False]
    assert place.stored("s1") == {"a": '"s1"'}
    assert place.stored("s3") == {"a": '"made anew by the bot"'}


async def test_over_v1_alone_a_new_session_begins_with_its_first_property(place: Place) -> None:
    async with place.workspace(user=None, password=None) as workspace:
        await workspace.client.set_session_ttl("bot", "s2", 222)
        document = await create_session(workspace, "bot", "s1", 600)
        assert not document.exists
        with pytest.raises(RefusedError, match="s2 has another TTL already"):
            await create_session(workspace, "bot", "s2", 600)
        ttls = {t.session: t.ttl_seconds for t in await workspace.list_session_ttls("bot")}
        assert ttls == {"s1": 600, "s2": 222}
        copy = await opened(workspace, place.key(), a="1")
        await send(saving_of(workspace, copy))
        assert place.stored() == {"a": "1"}


async def each_taken_back(workspace: Workspace) -> dict[str | None, str | None]:
    items = [item async for item in take_back_each(workspace, last(workspace))]
    return {item.key.session: item.problem for item in items}


async def shortened(place: Place, workspace: Workspace) -> None:
    """Give s1, s2 and s3 ten minutes, as one operation; they had an hour."""
    keys = [place.key(session) for session in ("s1", "s2", "s3")]
    for key in keys:
        place.put(key.session, 3_600, a=1)
    assert [item async for item in set_expiries(workspace, keys, 600, None)]


async def test_an_expiry_that_others_set_since_is_left_alone_where_no_review_shows_it(
    place: Place, workspace: Workspace
) -> None:
    await shortened(place, workspace)
    place.put("s1", 50_000, a=1)
    problems = await each_taken_back(workspace)
    assert "was set by others since" in str(problems["s1"])
    assert problems == {"s1": problems["s1"], "s2": None, "s3": None}
    assert place.expires_at("s1") == NOON + timedelta(seconds=50_000)
    assert place.expires_at("s2") == NOON + timedelta(hours=1)


async def test_documents_that_expired_since_are_neither_made_nor_given_the_old_expiry(
    place: Place, workspace: Workspace
) -> None:
    await shortened(place, workspace)
    place.clock.advance(seconds=700)
    place.put("s1", 50_000, z="another conversation")
    problems = await each_taken_back(workspace)
    assert None not in problems.values()
    assert place.stored("s2") is None
    assert place.expires_at("s1") == NOON + timedelta(seconds=50_700)


async def test_a_deleted_document_that_would_have_expired_since_does_not_come_back_for_months(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    place.put("s2", 7_200, a=1)
    keys = [place.key("s1"), place.key("s2")]
    assert [item async for item in delete_documents(workspace, keys)]
    place.clock.advance(seconds=4_000)
    problems = await each_taken_back(workspace)
    assert problems == {"s1": "s1 would have expired since, and was left deleted.", "s2": None}
    assert place.stored("s1") is None
    assert place.expires_at("s2") == NOON + timedelta(hours=2)


async def test_an_expiry_is_not_set_on_a_document_begun_anew_under_the_review(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 60, a=1)
    saving = Saving(workspace, [Intent(await opened(workspace, place.key()), ttl_seconds=600)])
    await saving.read()
    place.clock.advance(seconds=100)
    place.put("s1", 50_000, z="another conversation")
    with pytest.raises(ChangedMeanwhileError, match="s1 expired at 12:01 and was created again"):
        await saving.send()
    assert place.expires_at() == NOON + timedelta(seconds=50_100)


async def test_a_restored_namespace_leaves_the_ttls_that_others_configured_since(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1)
    await workspace.client.create_namespace("bot", 7_200)
    await workspace.client.set_session_ttl("bot", "s1", 111)
    export = await export_namespace(workspace, "bot", lambda *_: None)
    await delete_namespace(workspace, "bot", export)
    await workspace.client.create_namespace("bot", 60)
    await workspace.client.set_session_ttl("bot", "s1", 222)
    items = [item async for item in restore_namespace(workspace, last(workspace)[0])]
    assert [item.problem for item in items] == [
        "bot was given another TTL since, 1 m, which was left alone.",
        "s1 was given another TTL since, 3 m 42 s, which was left alone.",
        None,
    ]
    assert [n.ttl_seconds for n in await workspace.list_namespaces()] == [60]
    assert [t.ttl_seconds for t in await workspace.list_session_ttls("bot")] == [222]


async def test_a_failure_of_one_does_not_stop_the_others(place: Place) -> None:
    async with place.workspace(read_only=False) as workspace:
        place.put("s1", a=1)
        place.put("s2", a=1)
        keys = [place.key("s1"), place.key("s2")]
        reserved = DocumentKey("le1", "conversation", "x")
        place.store.upsert(reserved, {"a": encode(1)}, None)
        done = [i async for i in delete_documents(workspace, [keys[0], reserved, keys[1]])]
        assert [item.problem is None for item in done] == [True, False, True]


async def test_a_namespace_comes_back_from_its_export(place: Place, workspace: Workspace) -> None:
    place.put("s1", 3_600, a=1)
    place.put("s2", 60, b=2)
    place.put(None, 3_600, c=3)
    await workspace.client.set_session_ttl("bot", "s1", 7_200)
    seen: list[tuple[int, int | None]] = []
    export = await export_namespace(workspace, "bot", lambda done, of: seen.append((done, of)))
    assert seen[-1] == (3, 3)
    assert export.path.stat().st_mode & 0o777 == 0o600
    await delete_namespace(workspace, "bot", export)
    assert place.stored() is None
    place.clock.advance(seconds=61)
    (entry,) = last(workspace)
    items = [item async for item in restore_namespace(workspace, entry)]
    assert sorted((item.key.session or "", item.problem is None) for item in items) == [
        ("", True), ("s1", True), ("s2", False)
    ]  # fmt: skip
    assert place.stored("s1") == {"a": "1"}
    assert place.stored(None) == {"c": "3"}
    ttls = await workspace.list_session_ttls("bot")
    assert [(ttl.session, ttl.ttl_seconds) for ttl in ttls] == [("s1", 7_200)]
    assert last(workspace) == []
    assert place.expires_at("s1") == NOON + timedelta(hours=1)


async def test_a_service_that_is_away_ends_what_is_done_to_many(
    place: Place, workspace: Workspace
) -> None:
    keys = [place.key(f"s{number}") for number in range(9)]
    for key in keys:
        place.put(key.session or "", a=1)

    async def before(_: str, __: str) -> None:
        raise httpx.ConnectError("away")

    place.before = before
    done: list[DocumentKey] = []

    async def delete() -> None:
        async for item in delete_documents(workspace, keys):
            done.extend([item.key])

    with pytest.raises(RefusedError, match="3 documents in a row failed, as the service was"):
        await delete()
    assert done == keys[:3]


async def test_a_connection_that_is_locked_ends_what_is_done_to_many(
    place: Place, workspace: Workspace
) -> None:
    keys = [place.key(f"s{number}") for number in range(9)]
    for key in keys:
        place.put(key.session or "", a=1)
    done: list[str | None] = []

    async def delete() -> None:
        async for item in delete_documents(workspace, keys):
            done.append(item.problem)
            if len(done) == 2:
                workspace.write_lock.lock()

    with pytest.raises(RefusedError, match="read-only by now, so the rest was not tried"):
        await delete()
    assert done[:2] == [None, None]
    assert len(done) == 3
    assert "read-only" in str(done[2])
    assert place.stored("s2") == {"a": "1"}


@pytest.mark.parametrize("texts", [{"a": "2"}, {"b": None}, {"c": "3"}, {"a": "2", "c": "3"}])
async def test_no_undo_makes_an_empty_document_where_one_has_gone(
    place: Place, workspace: Workspace, texts: dict[str, str | None]
) -> None:
    place.put("s1", 3_600, a=1, b=1)
    await save(workspace, place, **texts)
    place.store.delete_document(place.key())  # its expiry from before is still to come
    try:
        saving = await saving_of_undo(workspace, last(workspace))
        review = await saving.read()
        if not review.conflicts:
            await saving.send()
    except (RefusedError, ChangedMeanwhileError):
        pass
    assert place.store.read(place.key()) is None


async def test_what_was_moved_comes_back_where_the_target_has_gone(
    place: Place, workspace: Workspace
) -> None:
    place.put("s1", 3_600, a=1, b=2)
    place.put("s2", 3_600, c=3)
    target = DocumentKey("le1", "bot", "s2")
    await send(await saving_of_transfer(workspace, place.key(), target, ["a"], move=True))
    assert place.stored("s2") == {"a": "1", "c": "3"}
    place.store.delete_document(target)
    await undo(workspace)
    assert place.stored() == {"a": "1", "b": "2"}
    assert place.store.read(target) is None
