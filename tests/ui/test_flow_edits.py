"""What other flows do to a document leaves what was typed into it where it is."""

import pytest

from tests.ui.conftest import Service, open_session, ready, save, shown, until
from tests.ui.flow import edit_intent, reviewed, said, send, take_to, typed

pytestmark = pytest.mark.usefixtures("few_sessions")


@pytest.mark.slow
async def test_another_expiry_keeps_what_was_typed(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("x")
        await said(pilot, "When should ")
        await pilot.press("e")
        await send(pilot, "Expires")
        assert typed(screen) == '"rebook!"'
        assert "1 unsaved" in shown(pilot)
        await save(pilot)
        await until(pilot, lambda: service.stored("session-004")["intent"] == '"rebook!"')


@pytest.mark.slow
async def test_taking_a_save_back_keeps_what_was_typed_since(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await save(pilot)
        await said(pilot, "Saved 1 property")
        await pilot.press("down", "delete", "z", "up")
        await pilot.press("down", "d")
        await said(pilot, "Remove the property slots")
        await pilot.press("y")
        await said(pilot, "1 unsaved")
        await pilot.press("u")
        await send(pilot, "1 unsaved")
        await until(pilot, lambda: service.stored("session-004")["intent"] == '"rebook"')
        await until(pilot, lambda: typed(screen) == '"rebook"')
        assert screen.document.document is not None
        assert set(screen.document.document.removed) == {"slots"}


@pytest.mark.slow
async def test_a_duplicate_into_an_edited_document_keeps_its_edits(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await open_session(pilot, screen, "session-005")
        await pilot.press("down")
        service.put("session-005", {"slots": {"seats": 3}})
        await take_to(pilot, "d", "session-004")
        await send(pilot, "1 unsaved")
        await until(pilot, lambda: service.stored("session-004")["slots"] == '{"seats":3}')
        await until(pilot, lambda: screen.document.document is not None
                    and screen.document.document.key.session == "session-004")  # fmt: skip
        assert typed(screen) == '"rebook!"'


async def test_the_review_that_is_left_sends_nothing(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await edit_intent(pilot, screen, "session-004")
        await pilot.press("ctrl+s")
        await reviewed(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        assert typed(screen) == '"rebook!"'
        assert "1 unsaved" in shown(pilot)
        assert service.stored("session-004")["intent"] == '"rebook"'


@pytest.mark.slow
async def test_an_expiry_alone_is_told_as_that(service: Service) -> None:
    async with service.explorer().run_test(size=(120, 40), notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-004")
        await pilot.press("x")
        await said(pilot, "At the end of today")
        await pilot.press("e")
        await reviewed(pilot)
        assert "Change the expiry of session-004" in shown(pilot)
        await pilot.press("enter")
        await said(pilot, "Changed the expiry of")
