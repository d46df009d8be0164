"""Secrets that are typed when they are needed or refused: over the screen, which stays."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.model.secret import Secret, TypedSecret
from ccs_tui.ui.dialogs.form import FormDialog
from tests.ui.conftest import ACCOUNT, Service, ready, screen_of, shown, type_text, until
from tests.ui.flow import edit_intent, reviewed, said, typed

pytestmark = pytest.mark.usefixtures("few_sessions")

SIZE = (120, 40)
KEY, PASSWORD = TypedSecret("the API key of test"), TypedSecret("the password of test")


def change(service: Service, key: str, password: str) -> None:
    """Let in other credentials from now on; all tokens have ended."""
    config = EmulatorConfig(ACCOUNT, Secret(key), "user", Secret(password), clock=service.clock)
    service._app = create_app(config, service.store)


async def asked(pilot: Pilot[None], title: str) -> FormDialog:
    """Wait until a secret is asked for."""
    await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog) and title in shown(pilot))
    dialog = pilot.app.screen
    assert isinstance(dialog, FormDialog)
    assert dialog.query_one(Input).password
    return dialog


async def answer(pilot: Pilot[None], title: str, secret: str) -> None:
    dialog = await asked(pilot, title)
    await type_text(pilot, secret)
    assert secret not in shown(pilot)
    await pilot.press("enter")
    await until(pilot, lambda: dialog not in pilot.app.screen_stack)


async def test_what_nobody_gave_is_asked_for_when_it_is_needed(service: Service) -> None:
    change(service, "shh-1", "shh-2")
    async with service.explorer(api_key=KEY, password=PASSWORD).run_test(size=SIZE) as pilot:
        await answer(pilot, "API key of test", "wrong")
        await until(pilot, lambda: "The service refuses the one" in shown(pilot))
        await answer(pilot, "API key of test", "shh-1")
        await answer(pilot, "Password of user at test", "shh-2")
        screen = await ready(pilot)
        await until(pilot, lambda: screen.desk.document is not None)
        assert "rebook" in shown(pilot)


@pytest.mark.slow
async def test_what_was_not_given_is_asked_for_when_something_is_wanted(service: Service) -> None:
    change(service, "shh-1", "pass")
    app = service.explorer(api_key=KEY)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await asked(pilot, "API key of test")
        await pilot.press("escape")
        await said(pilot, "The API key of test was not given")
        await pilot.press("1", "r")
        await answer(pilot, "API key of test", "shh-1")
        await until(pilot, lambda: "airlineBot" in shown(pilot))


@pytest.mark.slow
async def test_one_that_is_refused_leaves_edits_cursor_and_lists(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        focused, rows = screen.focused, len(screen.desk.listing.sessions)
        change(service, "key", "shh-2")
        await pilot.press("ctrl+s")
        await answer(pilot, "Password of user at test", "shh-2")
        await reviewed(pilot)
        await pilot.press("enter")
        await said(pilot, "Saved 1 property")
        assert service.stored("session-004")["intent"] == '"rebook!"'
        assert typed(screen) == '"rebook!"'
        assert (screen.focused, len(screen.desk.listing.sessions)) == (focused, rows)


@pytest.mark.sample(each=2)
@pytest.mark.parametrize("gives", [True, False])
async def test_one_that_ends_between_review_and_save_is_asked_for(
    service: Service, gives: bool
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("ctrl+s")
        await reviewed(pilot)
        change(service, "key", "shh-2")
        await pilot.press("enter")
        if gives:
            await answer(pilot, "Password of user at test", "shh-2")
            await said(pilot, "Saved 1 property")
            assert service.stored("session-004")["intent"] == '"rebook!"'
            return
        await asked(pilot, "Password of user at test")
        await pilot.press("escape")
        await said(pilot, "the user and password (401)")
        assert typed(screen) == '"rebook!"'
        assert service.stored("session-004")["intent"] == '"rebook"'


@pytest.mark.slow
async def test_without_the_password_documents_are_read_over_v1(service: Service) -> None:
    app = service.explorer(password=PASSWORD)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await asked(pilot, "Password of user at test")
        await pilot.press("escape")
        screen = screen_of(pilot)
        await until(pilot, lambda: "session-003" in shown(pilot))
        await pilot.press("2", "j", "j", "enter")
        await until(pilot, lambda: screen.desk.document is not None)
        assert "rebook" in shown(pilot)
