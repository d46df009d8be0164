"""While another document is being read, nothing is typed into the one shown."""

import asyncio
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.widgets import held_letters, read_delay
from ccs_tui.workspace.place import Place
from tests.ui.conftest import (
    ACCOUNT,
    Service,
    is_waiting,
    open_session,
    ready,
    type_text,
    until,
)
from tests.ui.flow import said

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (140, 40)
SAID = "session-005 is still being read"


class Held:
    """Holds every answer about one session back until it is let go."""

    def __init__(self, service: Service, session: str) -> None:
        self._session = session
        self.go_on = asyncio.Event()
        service.before = self._before

    async def _before(self, scope: dict[str, Any]) -> None:
        if self._session in scope["path"]:
            await self.go_on.wait()


async def going_on(pilot: Pilot[None], screen: ExplorerScreen) -> None:
    """Show a session, and go on to the next one, which does not come yet."""
    await open_session(pilot, screen, "session-004")
    await pilot.press("2", "down", "enter")
    await until(pilot, lambda: is_waiting(screen, Place.DOCUMENT))
    await until(pilot, lambda: screen.document.rows.has_focus)


async def arrives(pilot: Pilot[None], held: Held, screen: ExplorerScreen) -> None:
    held.go_on.set()
    await until(pilot, lambda: label(screen) == "session-005")
    await pilot.pause()


def label(screen: ExplorerScreen) -> str:
    document = screen.document.document
    return "" if document is None else document.key.label


def text(screen: ExplorerScreen) -> str:
    """Return the text that is shown of the value under the cursor."""
    return screen.document.editor.text


def is_typing(pilot: Pilot[None], screen: ExplorerScreen) -> bool:
    focused = pilot.app.focused
    return isinstance(focused, Input) or focused is screen.document.editor


def edited(screen: ExplorerScreen) -> set[str | None]:
    return {key.session for key in screen.desk.edits.keys}


@pytest.mark.sample(each=3)
@pytest.mark.parametrize(
    "key", ["e", "enter", "o", "R", "a", "D", "W", "E", "d", "n", "z", "x", "c", "ctrl+s", "ctrl+u"]
)
async def test_no_key_acts_on_the_old_document(
    service: Service, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_letters, "BURST_SECONDS", 0.0)  # who presses e has seen what came
    held = Held(service, "session-005")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await going_on(pilot, screen)
        await pilot.press(key)
        await said(pilot, SAID)
        assert pilot.app.screen is screen
        assert not is_typing(pilot, screen)
        await type_text(pilot, "ee")
        await arrives(pilot, held, screen)
        assert pilot.app.screen is screen
        assert not is_typing(pilot, screen)
        assert edited(screen) == set()
        await pilot.press("e", "end", "left", "exclamation_mark")
        await until(pilot, lambda: text(screen) == '"rebook!"')
        assert edited(screen) == {"session-005"}


async def test_a_cursor_that_has_not_rested_yet_is_read_before_the_panel_is_entered(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    Held(service, "session-005")
    monkeypatch.setattr(read_delay, "SETTLE_SECONDS", 3600.0)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("2", "down", "3", "e")
        await said(pilot, SAID)
        assert not is_typing(pilot, screen)


async def test_looking_goes_on(service: Service) -> None:
    Held(service, "session-005")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await going_on(pilot, screen)
        await pilot.press("down")
        assert screen.document.selected == "slots"
        rows = len(screen.document.rows.visible_keys)
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.document.rows.visible_keys) != rows)
        await pilot.press("escape", "e")  # it is read no more, so what is shown is the document
        await until(pilot, lambda: is_typing(pilot, screen))


@pytest.mark.slow
async def test_the_text_takes_no_letter_before_and_after_the_document_comes(
    service: Service,
) -> None:
    held = Held(service, "session-005")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await going_on(pilot, screen)
        await pilot.press("tab")
        assert screen.document.editor.has_focus
        await type_text(pilot, "dq")
        await said(pilot, SAID)
        await arrives(pilot, held, screen)
        await type_text(pilot, "dq")
        await said(pilot, "To type into session-005, press esc and e.")
        assert pilot.app.screen is screen
        assert text(screen) == '"rebook"'
        await pilot.press("escape", "e", "end", "left", "exclamation_mark")
        await until(pilot, lambda: text(screen) == '"rebook!"')
        assert edited(screen) == {"session-005"}


async def test_what_is_typed_as_another_document_comes_stays_with_the_old_one(
    service: Service,
) -> None:
    held = Held(service, "session-005")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("e", "end", "left", "exclamation_mark")
        # A command goes there at the end of a slow write, for example.
        screen.port.go_to(DocumentKey(ACCOUNT, "airlineBot", "session-005"))
        await until(pilot, lambda: is_waiting(screen, Place.DOCUMENT))
        await type_text(pilot, "!")
        await until(pilot, lambda: text(screen) == '"rebook!!"')
        await arrives(pilot, held, screen)
        await type_text(pilot, "dqe")
        await said(pilot, "To type into session-005, press esc and e.")
        assert pilot.app.screen is screen
        assert text(screen) == '"rebook"'
        assert edited(screen) == {"session-004"}
        await pilot.press("escape", "e")
        await until(pilot, lambda: not screen.document.editor.read_only)
        assert screen.document.editor.has_focus


@pytest.mark.parametrize("way", ["go", "enter", "enter with nothing shown"])
async def test_what_is_typed_before_the_document_comes_runs_no_command(
    service: Service, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """README's seven keys, typed without waiting for a slow service."""
    monkeypatch.setattr(held_letters, "BURST_SECONDS", 3600.0)
    held = Held(service, "session-005")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        if way != "enter with nothing shown":
            await open_session(pilot, screen, "session-004")
        if way == "go":
            await pilot.press("2", "g")
            pilot.app.post_message(Paste("session-005"))
            await pilot.pause()
            await pilot.press("enter")
        else:
            await pilot.press("2", "slash")
            await type_text(pilot, "session-005")
            await pilot.press("enter")
            if way == "enter with nothing shown":
                screen.desk.leave("Nothing is shown.")
            await pilot.press("enter")
        await until(pilot, lambda: is_waiting(screen, Place.DOCUMENT))
        await pilot.press("e")
        await said(pilot, SAID)
        asked = len(service.requests)
        await type_text(pilot, "rUn")
        await said(pilot, SAID)
        await arrives(pilot, held, screen)
        await type_text(pilot, "nd")
        await said(pilot, "session-005 came only now")
        assert pilot.app.screen is screen
        assert len(service.requests) - asked <= 1  # a summary, and no document again
        monkeypatch.setattr(held_letters, "BURST_SECONDS", 0.0)  # it was seen, and that takes time
        await pilot.press("e", "end", "left", "exclamation_mark")
        await until(pilot, lambda: text(screen) == '"rebook!"')
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: pilot.app.screen is not screen)


@pytest.mark.parametrize("typed", ["refund", "e", "true", "nd"])
async def test_no_rest_of_a_text_replaces_the_value_of_a_document_that_comes_in_between(
    service: Service, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_letters, "BURST_SECONDS", 3600.0)
    held = Held(service, "session-005")
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await going_on(pilot, screen)
        await pilot.press("e", "x")
        await arrives(pilot, held, screen)
        await type_text(pilot, typed)
        await said(pilot, "session-005 came only now: to edit it, press e.")
        assert not is_typing(pilot, screen)
        await pilot.press("backspace", "n", "d")
        assert pilot.app.screen is screen
        assert edited(screen) == set()


async def test_escape_leaves_a_dialog_while_a_document_is_being_read(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        held = Held(service, "session-005")
        await going_on(pilot, screen)
        await pilot.press("2", "n")
        await until(pilot, lambda: pilot.app.screen is not screen)
        await type_text(pilot, "d")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert is_waiting(screen, Place.DOCUMENT)
        await arrives(pilot, held, screen)
