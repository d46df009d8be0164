"""The whole document as JSON in the large editor."""

from ccs_tui.ui.dialogs.value import ValueDialog
from tests.ui.conftest import Service, open_session, ready, save, screen_of, shown, until

SIZE = (140, 40)


async def test_the_whole_document_is_edited_as_json_and_saved_by_property(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "W")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValueDialog))
        dialog = pilot.app.screen
        assert isinstance(dialog, ValueDialog)
        await until(pilot, lambda: '"intent"' in dialog.editor.text)
        dialog.editor.load('{"intent": "rebook", "n": 1.50}')
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        await until(pilot, lambda: "2 unsaved" in shown(pilot))
        await save(pilot)
        await until(
            pilot, lambda: service.stored("session-007") == {"intent": '"rebook"', "n": "1.50"}
        )


async def test_what_is_no_document_is_shown_again(service: Service) -> None:
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "W")
        await until(pilot, lambda: isinstance(pilot.app.screen, ValueDialog))
        first = pilot.app.screen
        assert isinstance(first, ValueDialog)
        await until(pilot, lambda: '"intent"' in first.editor.text)
        first.editor.load("[1,")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen not in (first, screen_of(pilot)))
        again = pilot.app.screen
        assert isinstance(again, ValueDialog)
        await until(pilot, lambda: again.editor.text == "[1,")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        assert "unsaved" not in shown(pilot)
