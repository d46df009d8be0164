"""`u` and the journal: what was written is taken back, and the screen shows what is there then."""

from pathlib import Path

import pytest

from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.model.names import DocumentKey
from tests.ui.conftest import ACCOUNT, Service, open_session, ready, save, shown, type_text, until
from tests.ui.flow import edit_intent, said, send, take_to


@pytest.mark.slow
async def test_a_created_session_that_is_taken_back_leaves_the_list(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "n")
        await said(pilot, "New session in airlineBot")
        await type_text(pilot, "new-one")
        await pilot.press("enter", "enter")
        await said(pilot, "Created the session new-one")
        assert "new-one" in screen.sessions.sessions
        await pilot.press("u")
        await send(pilot, "Deleted new-one")
        await until(pilot, lambda: "new-one" not in screen.sessions.sessions)
        await until(pilot, lambda: screen.desk.key is None
                    or screen.desk.key.session != "new-one")  # fmt: skip


@pytest.mark.slow
async def test_a_moved_document_that_is_taken_back_is_where_it_was(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await take_to(pilot, "M", "moved")
        await send(pilot, "Deleted session-004")
        await until(pilot, lambda: screen.document.document is not None
                    and screen.document.document.key.session == "moved")  # fmt: skip
        assert "session-004" not in screen.sessions.sessions
        assert "moved" in screen.sessions.sessions
        await pilot.press("u")
        await send(pilot, "Deleted moved")
        await until(pilot, lambda: "session-004" in screen.sessions.sessions)
        await until(pilot, lambda: "moved" not in screen.sessions.sessions)
        assert service.stored("session-004")["intent"] == '"rebook"'
        assert service.stored("moved") == {}


async def test_a_deleted_session_is_written_anew_with_its_expiry(service: Service) -> None:
    expiry = service.expires_at("session-004")
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("2", "d")
        await said(pilot, "Delete session-004?")
        await pilot.press("y")
        await said(pilot, "u restores it")
        await until(pilot, lambda: "session-004" not in screen.sessions.sessions)
        await pilot.press("u")
        await send(pilot, "Restored session-004 of airlineBot: 2 properties")
        assert service.stored("session-004")["intent"] == '"rebook"'
        assert service.expires_at("session-004") == expiry
        at = screen.sessions.sessions.index("session-004")
        assert screen.sessions.sessions[at - 1 : at + 2] == [
            "session-003", "session-004", "session-005",
        ]  # fmt: skip
        await until(pilot, lambda: screen.desk.key is not None
                    and screen.desk.key.session == "session-004")  # fmt: skip
        await pilot.press("u")
        await said(pilot, "no save to undo")


@pytest.mark.slow
async def test_an_undo_of_what_is_gone_writes_nothing_and_leaves_what_was_last_seen(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await save(pilot)
        await said(pilot, "Saved 1 property")
        service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", "session-004"))
        await pilot.press("u")
        await said(pilot, "session-004 expired or was deleted since")
        assert service.store.read(DocumentKey(ACCOUNT, "airlineBot", "session-004")) is None
        assert '"rebook!"' in shown(pilot)


@pytest.mark.slow
async def test_what_others_changed_since_is_asked_about_and_theirs_may_stay(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await save(pilot)
        await said(pilot, "Saved 1 property")
        service.put("session-004", {"intent": "bot"})
        await pilot.press("u")
        await said(pilot, "since you wrote it")
        await said(pilot, "Keep what is there now")
        await pilot.press("t")
        await said(pilot, "nothing was sent")
        assert service.stored("session-004")["intent"] == '"bot"'
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await pilot.press("u")
        await said(pilot, "no save to undo")


async def test_what_was_written_to_another_account_stays(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        journal = screen.desk.workspace.local.state.journal
        entry = journal.record(
            operation="other", profile=screen.desk.workspace.recorder.profile, account="le2",
            namespace="airlineBot", session="session-004", kind=Kind.SAVE, names=("intent",),
            before={"intent": None}, after={"intent": None},
        )  # fmt: skip
        journal.answer(entry, Outcome.DONE)
        await pilot.press("u")
        await said(pilot, "no save to undo")
        await pilot.press("U")
        await said(pilot, "Journal")
        await pilot.press("u")
        await said(pilot, "account le2")
        assert ("GET", "/v2/context/document/le2/airlineBot/session-004") not in service.requests


@pytest.mark.slow
async def test_a_deleted_namespace_is_written_anew_from_its_export(
    service: Service, tmp_path: Path
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("1", "d")
        await said(pilot, "Type airlineBot")
        await type_text(pilot, "airlineBot")
        await pilot.press("enter")
        await said(pilot, "Deleted the namespace airlineBot")
        assert service.stored("session-004") == {}
        assert "airlineBot" not in screen.desk.namespaces
        await pilot.press("u")
        await said(pilot, "Restore the namespace airlineBot?")
        await pilot.press("enter")  # nothing is lost by it
        await said(pilot, "Finished.")
        assert "152 restored" in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: "airlineBot" in screen.desk.namespaces)
        assert service.stored("session-004")["intent"] == '"rebook"'
        namespaces = service.store.list_namespaces(ACCOUNT)
        assert {n.name: n.ttl_seconds for n in namespaces}["airlineBot"] == 30 * 86_400
