"""Drafts: offered when the document is opened again, listed, and kept when one quits."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.local.drafts import StoredDraft
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText, canonical
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import USUAL
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.draft import DraftDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.drafts import DraftsScreen
from ccs_tui.ui.views.request_log import RequestLogScreen
from ccs_tui.ui.widgets.json_tree.row_prompt import LinePrompt
from ccs_tui.workspace.appearance import Appearance
from ccs_tui.workspace.draft_keeper import Whose
from ccs_tui.workspace.local_state import LocalState, open_local_state
from tests.ui.conftest import ACCOUNT, Service, open_session, ready, save, shown, type_text, until
from tests.ui.flow import edit_intent, said, told, typed
from tests.ui.large_dialogs import edits_value

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (120, 40)


async def leave_a_draft(service: Service) -> None:
    """Edit session-004 and quit, keeping the draft."""
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("q")
        await said(pilot, "Quit without saving 1 document?")
        await said(pilot, "stay on this machine as drafts for 30 days")
        await pilot.press("y")
        await until(pilot, lambda: not pilot.app.is_running)


async def offered(pilot: Pilot[None]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, DraftDialog))


async def test_a_draft_is_offered_on_the_next_open_and_taken_up(service: Service) -> None:
    await leave_a_draft(service)
    service.put("session-004", {"slots": {"seats": 9}}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await offered(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: typed(screen) == '"rebook!"')
        await said(pilot, "1 unsaved")
        await said(pilot, "* session-004")
        assert "draft of" not in shown(pilot)
        await save(pilot)
        await said(pilot, "Saved 1 property")
        assert service.stored("session-004") == {"intent": '"rebook!"', "slots": '{"seats":9}'}
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        # It is looked for before the document is shown.
        assert screen.document.document is not None
        assert screen.desk.edits.draft_of(screen.document.document.key) is None


@pytest.mark.slow
async def test_a_draft_of_a_document_that_expired_blames_nobody_for_it(service: Service) -> None:
    """It said that somebody had removed the property, of a document that had expired."""
    await leave_a_draft(service)
    service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", "session-004"))
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        screen.port.go_to(DocumentKey(ACCOUNT, "airlineBot", "session-004"))
        await said(pilot, "session-004 expired or was deleted since")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("ctrl+s")
        await said(pilot, "intent went with its document, which expired or was deleted.")
        assert "somebody else" not in shown(pilot)


@pytest.mark.slow
async def test_a_draft_is_told_of_where_the_cursor_merely_rests(service: Service) -> None:
    await leave_a_draft(service)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("2", "slash")
        await type_text(pilot, "session-004")
        await pilot.press("enter")
        await said(pilot, "draft of 12:00")
        assert not isinstance(pilot.app.screen, DraftDialog)
        await pilot.press("tab")
        await offered(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, DraftDialog))
        await said(pilot, "draft of 12:00")
        assert typed(screen) == '"rebook"'


@pytest.mark.slow
async def test_a_draft_is_offered_over_its_document_and_over_no_view_above_it(
    service: Service,
) -> None:
    """The document comes late, and by then one looks at something else."""
    await leave_a_draft(service)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        come = asyncio.Event()

        async def late(scope: dict[str, Any]) -> None:
            if "session-004" in scope["path"]:
                await come.wait()

        service.before = late
        await pilot.press("2", "slash")
        await type_text(pilot, "session-004")
        await pilot.press("enter", "enter")
        await until(pilot, lambda: screen.desk.coming is not None)
        await pilot.press("L")
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestLogScreen))
        come.set()
        await until(pilot, lambda: screen.document.document is not None and typed(screen))
        await pilot.pause()
        assert isinstance(pilot.app.screen, RequestLogScreen)
        await pilot.press("escape")
        await offered(pilot)
        assert pilot.app.screen_stack[-2] is screen


@pytest.mark.slow
async def test_the_drafts_are_listed_and_opened_and_discarded(service: Service) -> None:
    await leave_a_draft(service)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("O")
        await until(pilot, lambda: isinstance(pilot.app.screen, DraftsScreen))
        await said(pilot, "session-004")
        await pilot.press("enter")
        await offered(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert screen.document.document is not None
        assert screen.document.document.key.session == "session-004"
        await said(pilot, "draft of 12:00")
        await pilot.press("O")
        await said(pilot, "1 property")
        await pilot.press("d")
        await said(pilot, "Discard the draft of session-004?")
        await pilot.press("y")
        await said(pilot, "No drafts")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await until(pilot, lambda: "draft of" not in shown(pilot))


async def test_what_is_open_is_listed_and_opened_from_there(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("O")
        await said(pilot, "1 property")
        await pilot.press("enter")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert typed(screen) == '"rebook!"'
        assert "1 unsaved" in shown(pilot)


@pytest.mark.slow
async def test_discarding_the_draft_of_what_is_open_discards_the_edits(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("O")
        await said(pilot, "1 property")
        await pilot.press("d")
        await said(pilot, "Discard the draft of session-004?")
        await pilot.press("y")
        await said(pilot, "No drafts")
        await pilot.press("escape")
        await until(pilot, lambda: typed(screen) == '"rebook"')
        assert "unsaved" not in shown(pilot)
        await pilot.press("q")
        await until(pilot, lambda: not pilot.app.is_running)


# ── what is typed over the tree ────────────────────────────────────────────────────────────────


async def on_disk(screen: ExplorerScreen) -> StoredDraft | None:
    """Return the draft on disk of the document shown, once what is typed is written."""
    assert screen.document.document is not None
    await screen.desk.workspace.drafting.flush()
    found = await screen.desk.workspace.drafting.of(screen.document.document.key)
    return next((one.draft for one in found if one.whose is Whose.HERE), None)


async def drafted(screen: ExplorerScreen, name: str) -> str | None:
    """Return the text that the draft on disk has for a property, once what is typed is written."""
    draft = await on_disk(screen)
    return draft.edits[name].text if draft is not None and name in draft.edits else None


async def test_what_is_typed_in_the_large_editor_is_drafted_before_it_is_left(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("3", "o")
        await until(pilot, lambda: edits_value(pilot.app.screen))
        await pilot.press("X")
        await until(pilot, lambda: "Xrebook" in shown(pilot))
        assert await drafted(screen, "intent") == '"Xrebook"'
        await pilot.press("backspace")
        await until(pilot, lambda: "Xrebook" not in shown(pilot))
        assert await drafted(screen, "intent") is None


async def test_what_is_typed_in_a_row_is_drafted_before_it_is_taken(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("3", "down", "right", "right", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LinePrompt))
        await pilot.press("end", "X")
        await until(pilot, lambda: "TLVX" in shown(pilot))
        draft = await drafted(screen, "slots")
        assert draft is not None
        assert canonical(draft) == '{"from":"TLVX","seats":2}'
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert canonical(await drafted(screen, "slots") or "") == '{"from":"TLVX","seats":2}'


# ── another explorer ───────────────────────────────────────────────────────────────────────────


@contextmanager
def another_explorer(service: Service) -> Iterator[LocalState]:
    """Run another explorer, as far as its state goes, with an edit of session-004."""
    kept = open_local_state(os.environ, service.clock, USUAL)
    kept.state.drafts.keep(
        "test",
        DocumentKey("le1", "airlineBot", "session-004"),
        {"intent": Edit('"theirs"', JsonText('"rebook"'))},
        slot=kept.slot.name,
    )
    yield kept
    kept.close()


@pytest.mark.slow
async def test_what_is_typed_in_another_explorer_is_told_of_and_neither_offered_nor_discarded(
    service: Service,
) -> None:
    with another_explorer(service):
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            screen = await ready(pilot)
            await open_session(pilot, screen, "session-004")
            await said(pilot, "session-004 is being edited in another explorer, too.")
            await said(pilot, "edited elsewhere")
            assert "draft of" not in shown(pilot)
            await pilot.press("3", "O")
            await said(pilot, "being edited in a")
            await pilot.press("d")
            await said(pilot, "can only be discarded there")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            # Its own draft is apart from that one.
            await pilot.press("o")
            await until(pilot, lambda: edits_value(pilot.app.screen))
            await pilot.press("X", "escape")
            await until(pilot, lambda: "1 unsaved" in shown(pilot))
            assert await drafted(screen, "intent") == '"Xrebook"'
            drafts = screen.desk.workspace.local.state.drafts.all("test")
            assert {draft.edits["intent"].text for draft in drafts} == {'"theirs"', '"Xrebook"'}


async def test_drafts_are_told_of_at_the_start(service: Service) -> None:
    with another_explorer(service):
        async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
            # What is open elsewhere is nobody's to send.
            await ready(pilot)
            await pilot.press("O")
            await said(pilot, "being edited in a")
            assert "never sent" not in told(pilot)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        await said(pilot, "1 document has drafts that were never sent. O lists them.")


@pytest.mark.slow
async def test_the_end_of_another_explorer_is_told_of(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        with another_explorer(service):
            await pilot.press("2", "slash")
            await type_text(pilot, "-004")  # no key comes after it
            await said(pilot, "session-004 is being edited in another explorer, too.")
            assert "is done" not in told(pilot)
        await said(pilot, "is done. 3 offers what was typed there.")
        assert "being edited in another explorer" not in told(pilot), "which is not true any more"
        await pilot.press("enter", "3")
        await offered(pilot)


async def test_what_several_left_is_offered_one_after_the_other(service: Service) -> None:
    with another_explorer(service), another_explorer(service):
        pass
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await offered(pilot)
        first = pilot.app.screen
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen not in (first, screen))
        await offered(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: typed(screen) == '"theirs"')
        assert await drafted(screen, "intent") == '"theirs"'
        assert len(screen.desk.workspace.local.state.drafts.all("test")) == 1


async def test_a_draft_that_another_explorer_took_up_meanwhile_is_not_taken_twice(
    service: Service,
) -> None:
    with another_explorer(service):
        pass
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await offered(pilot)
        (draft,) = screen.desk.workspace.local.state.drafts.all("test")
        assert screen.desk.workspace.local.state.drafts.take_over(draft, "0123456789ab") is not None
        await pilot.press("enter")
        await said(pilot, "another explorer restored it or discarded it")
        assert typed(screen) == '"rebook"'


@pytest.mark.slow
async def test_a_draft_of_before_has_a_sign_in_the_list_and_the_offer_shows_what_was_typed(
    service: Service,
) -> None:
    await leave_a_draft(service)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await until(pilot, lambda: "1 document has drafts" in told(pilot))
        await until(pilot, lambda: "d session-004" in shown(pilot))
        assert "d session-003" not in shown(pilot)
        await open_session(pilot, screen, "session-004")
        await offered(pilot)
        assert '"rebook!"' in shown(pilot)
        await pilot.press("d")
        await said(pilot, "This can't be undone")
        await pilot.press("y")
        await said(pilot, "The draft of session-004 is gone.")
        await until(pilot, lambda: "d session-004" not in shown(pilot))


async def test_faults_in_own_keys_and_drafts_are_both_told_at_the_start(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_explorer(service):
        pass
    (tmp_path / "settings.toml").write_text('[keys]\nsavee = "x"\n')
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    app = CcsApp(service.start(), service.clock, appearance=Appearance.of(os.environ))
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await ready(pilot)
        both = ("1 document has drafts that were never sent.", "there is no such id")
        await until(pilot, lambda: all(sentence in told(pilot) for sentence in both))
        # A key that runs no command ends nothing that is said of the start.
        await pilot.press("down")
        app.notify("Something else.")
        await until(pilot, lambda: all(s in told(pilot) for s in (*both, "Something else.")))
