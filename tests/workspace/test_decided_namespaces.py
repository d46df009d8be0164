"""Writes to a whole namespace whose answer was lost: looked at, and decided."""

from collections.abc import Callable

import pytest

from ccs_tui.local.export_reader import read_export
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.workspace.in_doubt_write import WriteStoppedError
from ccs_tui.workspace.namespace_deletion import delete_namespace, export_namespace
from ccs_tui.workspace.namespace_restore import restore_namespace
from ccs_tui.workspace.namespace_writes import set_session_ttl
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import Place
from tests.workspace.decided_writes import calls, lost, once, refused


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
    (entry,) = workspace.local.state.journal.entries()
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
    (entry,) = workspace.local.state.journal.entries()
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
    journal = workspace.local.state.journal
    assert [(e.kind, e.outcome, e.ttl_seconds, e.session) for e in journal.entries()] == [
        (Kind.SET_SESSION_TTL, Outcome.DONE, 600, "s1"),
        (Kind.SET_SESSION_TTL, Outcome.UNKNOWN, 600, "s1"),
    ]
    assert journal.last_undoable(workspace.recorder.profile) is None
    ttls = place.store.list_session_ttls("le1", "bot")
    assert [ttl.ttl_seconds for ttl in ttls] == [600]
