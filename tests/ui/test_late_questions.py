"""A question that comes late stands over nothing that was opened meanwhile: it waits."""

import asyncio
from typing import Any

import pytest
from textual.pilot import Pilot

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.views.journal import JournalScreen
from tests.ui.conftest import SESSIONS, Service, open_session, ready, shown, until
from tests.ui.flow import edit_intent, said

pytestmark = pytest.mark.usefixtures("few_sessions")

ONE, OTHER = SESSIONS[0], SESSIONS[1]
WAITS = "There is a question before anything is sent. It waits until you"


class Held:
    """Reads of a document that wait until they may go on."""

    def __init__(self, service: Service) -> None:
        self.waiting, self.go_on = asyncio.Event(), asyncio.Event()
        self._service = service

    def begin(self) -> None:
        self._service.before = self._hold

    async def _hold(self, scope: dict[str, Any]) -> None:
        if scope["path"].endswith(ONE):
            self.waiting.set()
            await self.go_on.wait()


async def asked(pilot: Pilot[None], service: Service, key: str) -> ExplorerScreen:
    """Ask for something whose question comes after a reading that is held."""
    screen = await ready(pilot)
    if key in ("ctrl+s", "u"):
        await edit_intent(pilot, screen, ONE)
    else:
        await open_session(pilot, screen, ONE)
        await pilot.press("2")
    if key == "u":
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "rebook!" in service.stored(ONE)["intent"])
        await until(pilot, lambda: "u Undo save" in shown(pilot))
    return screen


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("key", ["ctrl+s", "u", "d", "x"])
async def test_it_waits_until_a_view_that_was_opened_meanwhile_is_left(
    service: Service, key: str
) -> None:
    async with service.explorer().run_test(size=(80, 24)) as pilot:
        screen, held = await asked(pilot, service, key), Held(service)
        held.begin()
        await pilot.press(key)
        await held.waiting.wait()
        await pilot.press("U")
        await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
        held.go_on.set()
        await said(pilot, WAITS)
        assert isinstance(pilot.app.screen, JournalScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, Dialog))
        assert WAITS not in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_a_review_waits_until_its_document_is_shown_again(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen, held = await asked(pilot, service, "ctrl+s"), Held(service)
        held.begin()
        await pilot.press("ctrl+s")
        await held.waiting.wait()
        await open_session(pilot, screen, OTHER)
        held.go_on.set()
        await said(pilot, f"{WAITS} go back to {ONE}.")
        await pilot.press("2", "up")
        await until(pilot, lambda: screen.desk.key and screen.desk.key.session == ONE)
        await until(pilot, lambda: screen.document.document and "rebook!" in shown(pilot))
        assert pilot.app.screen is screen, "enter opens the document, and is no answer"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await pilot.press("enter")
        await until(pilot, lambda: "rebook!" in service.stored(ONE)["intent"])
