"""`u` where others write, or a document goes, meanwhile: what is asked, said and recorded."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from ccs_tui.local.journal import Entry
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.gone_document import GoneDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from tests.ui.conftest import ACCOUNT, NOON, Service, open_session, ready, save, shown, until
from tests.ui.flow import edit_intent, reviewed, said, take_to, told

KEY = DocumentKey(ACCOUNT, "airlineBot", "session-004")


async def saved(pilot: Pilot[None]) -> ExplorerScreen:
    """Save intent of session-004 as "rebook!", where it was "rebook"."""
    screen = await ready(pilot)
    await edit_intent(pilot, screen, "session-004")
    await save(pilot)
    await said(pilot, "Saved 1 property")
    return screen


def entries(screen: ExplorerScreen) -> list[Entry]:
    return screen.desk.workspace.local.state.journal.entries()


async def asked(pilot: Pilot[None], dialog: type[object]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, dialog))


async def left(pilot: Pilot[None]) -> None:
    """Go back out of a dialog, and wait until the command is done."""
    await pilot.press("escape")
    await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    await pilot.app.workers.wait_for_complete()


async def test_an_undo_left_at_a_document_that_is_gone_is_not_noted_as_done(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await saved(pilot)
        service.put("session-004", {"intent": "bot"})
        await pilot.press("u")
        await asked(pilot, ConflictDialog)
        service.store.delete_document(KEY)
        await pilot.press("m")
        await reviewed(pilot)
        await pilot.press("enter")
        await asked(pilot, GoneDialog)
        assert "What you typed" not in told(pilot)
        assert "edited" not in shown(pilot)
        assert "What it had, with what that write replaced, is here." in told(pilot)
        await left(pilot)
        (entry,) = entries(screen)
        assert entry.undone_by is None


@pytest.mark.slow
async def test_what_is_left_as_others_made_it_is_not_said_to_be_undone(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await saved(pilot)
        service.put("session-004", {"intent": "bot"})
        await pilot.press("u")
        await asked(pilot, ConflictDialog)
        await pilot.press("t")
        await said(pilot, "Left as others made it, so nothing was sent.")
        await until(pilot, lambda: len(entries(screen)) == 2)
        assert entries(screen)[0].note == "left as others made it; nothing was sent"
        await pilot.press("U")
        await said(pilot, "was to undo")
        await pilot.press("down")
        await said(pilot, "left as others made it by")
        assert "left as it is" in shown(pilot)
        assert "undone" not in shown(pilot)
        await pilot.press("u")
        await said(pilot, "It was left as others made it")


@pytest.mark.slow
async def test_a_creation_to_be_undone_whose_document_goes_is_not_offered_again(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await take_to(pilot, "D", "copy")
        await reviewed(pilot)
        await pilot.press("enter")
        await said(pilot, "Saved 2 properties of copy")
        await pilot.press("u")
        await reviewed(pilot)
        service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", "copy"))
        await pilot.press("enter")
        await said(pilot, "copy is gone already, so nothing was sent.")
        await until(pilot, lambda: "copy" not in screen.sessions.sessions)
        assert entries(screen)[0].note == "it was already as before; nothing was sent"


@pytest.mark.slow
async def test_a_session_that_goes_while_its_deletion_is_asked_about_is_not_offered_again(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("2", "d")
        await said(pilot, "Delete session-004?")
        service.store.delete_document(KEY)
        await pilot.press("y")
        await said(pilot, "session-004 is gone already, so nothing was sent.")
        await until(pilot, lambda: "session-004" not in screen.sessions.sessions)
        assert entries(screen) == []


@pytest.mark.slow
async def test_a_document_that_goes_keeps_the_expiry_that_its_undo_was_to_set(
    service: Service,
) -> None:
    before = service.expires_at("session-004")
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("2", "x")
        await said(pilot, "When should session-004 expire?")
        await pilot.press("e")
        await reviewed(pilot)
        await pilot.press("enter")
        await said(pilot, "Changed the expiry")
        assert service.expires_at("session-004") != before
        await pilot.press("u")
        await reviewed(pilot)
        service.store.delete_document(KEY)
        await pilot.press("enter")
        await asked(pilot, GoneDialog)
        assert "until 14:11, as before that write" in shown(pilot)
        await pilot.press("enter")
        await reviewed(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: service.expires_at("session-004") == before)


@pytest.mark.slow
async def test_a_document_that_goes_keeps_the_expiry_that_was_chosen_for_it(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("2", "x")
        await said(pilot, "When should session-004 expire?")
        await pilot.press("e")
        await reviewed(pilot)
        service.store.delete_document(KEY)
        await pilot.press("enter")
        await asked(pilot, GoneDialog)
        assert ", as was to be set" in shown(pilot)
        await pilot.press("enter")
        await reviewed(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: service.expires_at("session-004") == NOON + timedelta(hours=12))


@pytest.mark.slow
async def test_after_a_write_whose_document_is_gone_the_one_before_is_undone(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-005")
        await save(pilot)
        await said(pilot, "Saved 1 property of session-005")
        await edit_intent(pilot, screen, "session-004")
        await save(pilot)
        await said(pilot, "Saved 1 property of session-004")
        service.store.delete_document(KEY)
        await pilot.press("u")
        await said(pilot, "session-004 expired or was deleted since")
        await said(pilot, "u again undoes the write before it.")
        await said(pilot, "gone · ^s restores it")
        assert '"rebook!"' in shown(pilot)
        await pilot.press("u")
        await reviewed(pilot)
        await pilot.press("enter")
        await said(pilot, "Restored 1 property of session-005")
        await until(pilot, lambda: not screen.desk.undoable.is_there)
        assert [entry.undone_by for entry in entries(screen)][1:2] == [None]


@pytest.mark.parametrize("keys", [["x"], ["c", "D"]], ids=["x", "c"])
async def test_what_a_command_finds_gone_is_shown_as_gone(
    service: Service, keys: list[str]
) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        service.store.delete_document(KEY)
        if keys == ["x"]:
            await pilot.press("x")
        else:
            await take_to(pilot, "D", "copy")
        await said(pilot, "gone · ^s restores it")
