"""A save from `ctrl+s` to what is there: conflicts, what is gone, what stops halfway, 413."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from textual.pilot import Pilot

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.size import LIMIT
from ccs_tui.ui.dialogs.gone_document import GoneDialog
from ccs_tui.ui.dialogs.too_large_document import TooLargeDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.workspace.saving import saving_of
from tests.ui.conftest import (
    ACCOUNT,
    NOON,
    Service,
    flat,
    open_session,
    ready,
    save,
    shown,
    until,
)
from tests.ui.flow import edit_intent, reviewed, said, send, take_to, typed
from tests.ui.large_dialogs import edits_value

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (120, 40)


def delete(service: Service, session: str) -> None:
    service.store.delete_document(DocumentKey(ACCOUNT, "airlineBot", session))


def reads(service: Service) -> int:
    return sum(method == "GET" for method, _ in service.requests)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize(("key", "there"), [("m", '"rebook!"'), ("t", '"bot"')])
async def test_a_conflict_is_settled_and_sent(service: Service, key: str, there: str) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        service.put("session-004", {"intent": "bot"}, 7_860)
        await pilot.press("ctrl+s")
        await said(pilot, "after you opened it")
        before = reads(service)
        await pilot.press(key)
        if key == "m":
            await reviewed(pilot)
            assert reads(service) == before
            await pilot.press("enter")
            await said(pilot, "Saved 1 property")
        else:
            await said(pilot, "nothing was sent")
        assert service.stored("session-004")["intent"] == there
        await until(pilot, lambda: typed(screen) == there)
        assert "unsaved" not in shown(pilot)
        assert "* session" not in shown(pilot)


@pytest.mark.slow
async def test_a_conflict_with_a_write_of_another_explorer_says_so(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        document = await screen.desk.workspace.open(
            DocumentKey(ACCOUNT, "airlineBot", "session-004")
        )
        other = OpenDocument(document)
        other.put("intent", encode("ours"))
        saving = saving_of(screen.desk.workspace, other)
        await saving.read()
        await saving.send()
        await pilot.press("ctrl+s")
        await said(pilot, "A ccs-tui of yours changed intent after you opened it")
        await pilot.press("escape")
        service.put("session-004", {"intent": "bot"}, 7_860)
        await pilot.press("ctrl+s")
        await said(pilot, "The bot or somebody else changed intent after you opened it")


@pytest.mark.slow
async def test_mine_holds_for_this_save_and_what_it_replaced_is_said(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        service.put("session-004", {"intent": "bot"}, 7_860)
        await pilot.press("ctrl+s")
        await said(pilot, "after you opened it")
        await pilot.press("m")
        await reviewed(pilot)
        service.put("session-004", {"intent": "bot again"}, 7_860)
        await pilot.press("enter")
        # "Mine wins" holds for this save, or a bot that writes often would never let it go.
        await said(pilot, "Saved 1 property")
        await said(pilot, "yours replaced it, as you chose")
        assert service.stored("session-004")["intent"] == '"rebook!"'


async def test_what_changes_while_the_review_is_shown_is_a_conflict(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("ctrl+s")
        await reviewed(pilot)
        service.put("session-004", {"intent": "bot"}, 7_860)
        await pilot.press("enter")
        await said(pilot, "so nothing was sent")
        await said(pilot, "after you opened it")
        await pilot.press("m")
        await send(pilot, "Saved 1 property")
        assert service.stored("session-004")["intent"] == '"rebook!"'


@pytest.mark.slow
async def test_a_deleted_document_is_written_again_with_what_was_left_of_its_expiry(
    service: Service,
) -> None:
    expiry = service.expires_at("session-004")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        delete(service, "session-004")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, GoneDialog))
        assert "2 h 11 m" in shown(pilot)
        await pilot.press("enter")
        await send(pilot, "Saved 2 properties")
        assert service.stored("session-004")["intent"] == '"rebook!"'
        assert service.expires_at("session-004") == expiry
        await until(pilot, lambda: "gone" not in shown(pilot))


@pytest.mark.slow
async def test_a_deleted_document_that_others_make_anew_keeps_the_expiry_that_they_gave_it(
    service: Service,
) -> None:
    """The expiry that was chosen for the one that was gone moved that of the other."""
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        delete(service, "session-004")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, GoneDialog))
        await pilot.press("enter")
        await reviewed(pilot)
        service.put("session-004", {"turn": 1}, 900)
        await pilot.press("enter")
        await said(pilot, "created by others meanwhile")
        await pilot.press("m")
        await reviewed(pilot)
        assert "kept: 12:15" in flat(shown(pilot))
        await send(pilot, "Saved 1 property")
        assert service.stored("session-004") == {"turn": "1", "intent": '"rebook!"'}
        assert service.expires_at("session-004") == NOON + timedelta(minutes=15)


@pytest.mark.slow
async def test_a_document_that_went_unedited_is_offered_to_be_written_again(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004", query="004")
        delete(service, "session-004")
        await pilot.press("r")
        await said(pilot, "gone · ^s restores it")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, GoneDialog))
        assert "What it had is here" in shown(pilot)
        await pilot.press("enter")
        await send(pilot, "Saved 2 properties")
        assert service.stored("session-004")["intent"] == '"rebook"'
        await until(pilot, lambda: "gone" not in shown(pilot))


@pytest.mark.slow
async def test_where_there_is_little_room_a_gone_document_still_says_what_restores_it(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(80, 24), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004", query="004")
        delete(service, "session-004")
        await pilot.press("r")
        await until(pilot, lambda: "1 unsaved  gone · ^s restores it" in shown(pilot))
        screen.document.state.show_draft("a draft of it is open in another explorer")
        await until(pilot, lambda: "another expl…" in shown(pilot))


async def edit_and_remove(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    """Change intent and remove slots: two calls."""
    await edit_intent(pilot, screen, "session-004")
    await pilot.press("down", "d")
    await said(pilot, "Remove the property slots?")
    await pilot.press("y")
    await said(pilot, "2 unsaved")


async def stop_halfway(service: Service, pilot: Pilot[None]) -> None:
    async def broken(scope: dict[str, Any]) -> None:
        if scope["method"] == "DELETE":
            raise httpx.ConnectError("refused")

    service.before = broken
    await save(pilot)
    await said(pilot, "The save stopped halfway")
    service.before = None


@pytest.mark.slow
async def test_a_save_that_stopped_halfway_goes_on(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_and_remove(pilot, screen)
        await stop_halfway(service, pilot)
        await said(pilot, "On the service: saved 1 property (intent)")
        assert list(service.stored("session-004")) == ["intent", "slots"]
        await pilot.press("g")
        await send(pilot, "Removed 1 property")
        assert list(service.stored("session-004")) == ["intent"]
        assert "unsaved" not in shown(pilot)


@pytest.mark.slow
async def test_a_save_that_stopped_halfway_is_taken_back(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_and_remove(pilot, screen)
        await stop_halfway(service, pilot)
        await pilot.press("t")
        await send(pilot, "Restored 1 property")
        assert service.stored("session-004")["intent"] == '"rebook"'
        assert "slots" in service.stored("session-004")


@pytest.mark.slow
async def test_a_save_that_stopped_halfway_is_left_with_the_rest_open(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_and_remove(pilot, screen)
        await stop_halfway(service, pilot)
        await pilot.press("l")
        await said(pilot, "1 unsaved")
        assert service.stored("session-004")["intent"] == '"rebook!"'


@pytest.mark.slow
async def test_what_is_too_large_moves_away_and_then_it_is_saved(service: Service) -> None:
    service.put("session-004", {"big": "x" * (LIMIT - 100)}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("e", "end", "left", *"0123456789" * 5, "escape")
        await said(pilot, "1 unsaved")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, TooLargeDialog))
        await pilot.press("m")
        await said(pilot, "a session id, namespace:session")
        await pilot.press(*"other", "enter")
        await send(pilot, "removes it from session-004")
        assert service.expires_at("other") == service.expires_at("session-004")
        await save(pilot)
        await until(pilot, lambda: "big" not in service.stored("session-004"))
        assert "big" in service.stored("other")


@pytest.mark.slow
async def test_a_duplicate_that_would_be_too_large_is_refused(service: Service) -> None:
    service.put("session-004", {"big": "x" * (LIMIT - 100)}, 7_860)
    service.put("session-005", {"large": "y" * 1_000}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-005")
        await take_to(pilot, "D", "session-004")
        await said(pilot, "over the limit")
        assert not isinstance(pilot.app.screen, TooLargeDialog)
        assert "large" not in service.stored("session-004")


@pytest.mark.slow
async def test_what_is_merged_by_hand_is_drafted_and_stays_when_the_save_is_given_up(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await screen.desk.workspace.drafting.flush()
        service.put("session-004", {"intent": "bot", "slots": {}}, 7_860)
        await pilot.press("ctrl+s")
        await said(pilot, "after you opened it")
        conflict = pilot.app.screen
        await pilot.press("e")
        await until(pilot, lambda: edits_value(pilot.app.screen))
        dialog = pilot.app.screen
        assert edits_value(dialog)
        await until(pilot, lambda: "rebook!" in dialog.editor.text)

        async def drafted(origin: str) -> str | None:
            await screen.desk.workspace.drafting.flush()
            (found,) = await screen.desk.workspace.drafting.of(
                DocumentKey(ACCOUNT, "airlineBot", "session-004")
            )
            edit = found.draft.edits["intent"]
            assert edit.origin == origin
            return edit.text

        dialog.editor.load("merged")
        # Nothing is decided yet: after a kill it is the same conflict again.
        assert await drafted('"rebook"') == '"merged"'
        dialog.editor.load("merged again")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen not in (dialog, conflict))
        await reviewed(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: typed(screen) == '"merged again"')
        assert await drafted('"bot"') == '"merged again"'


@pytest.mark.slow
async def test_leaving_while_a_save_is_under_way_waits_for_its_end(service: Service) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope: dict[str, Any]) -> None:
        if scope["path"].endswith("/create"):
            reached.set()
            await go_on.wait()

    app = service.explorer()
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        service.before = slow
        await save(pilot)
        await until(pilot, reached.is_set)
        await pilot.press("1", "q")
        await said(pilot, "never cut off")
        await pilot.press("escape")
        assert app.is_running
        go_on.set()
        await until(pilot, lambda: service.stored("session-004")["intent"] == '"rebook!"')
        await said(pilot, "Saved 1 property")


@pytest.mark.slow
async def test_a_save_whose_answer_was_lost_is_told_as_saved(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        written = 0

        async def unheard(scope: dict[str, Any]) -> None:
            nonlocal written
            if scope["path"].endswith("/create"):
                written += 1
                service.put("session-004", {"intent": "rebook!"}, 7_860)
                raise httpx.ReadError("reset")

        service.before = unheard
        await save(pilot)
        await said(pilot, "reading it back confirms it")
        assert written == 1
        await until(pilot, lambda: "unsaved" not in shown(pilot))


@pytest.mark.slow
async def test_a_deletion_that_a_proxy_answered_leaves_the_document_in_the_list(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")

        async def not_found(send: Any) -> None:
            service.instead = None
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def proxy(scope: dict[str, Any]) -> None:
            if scope["path"].endswith("/document/delete"):
                service.instead = not_found

        await pilot.press("2", "d")
        await said(pilot, "Delete session-004?")
        service.before = proxy
        await pilot.press("y")
        await said(pilot, "Not deleted")
        assert "session-004" in screen.sessions.sessions
        assert service.stored("session-004")
