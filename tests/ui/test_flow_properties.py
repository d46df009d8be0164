"""Some properties of a document to another one."""

from ccs_tui.ui.dialogs.properties import PropertiesDialog
from ccs_tui.ui.dialogs.review import ReviewDialog
from tests.ui.conftest import Service, open_session, ready, shown, type_text, until

SIZE = (140, 40)


async def test_chosen_properties_are_moved(service: Service) -> None:
    service.put("session-007", {"third": 3}, 7_860)
    async with service.explorer().run_test(size=SIZE, notifications=True) as pilot:
        screen = await ready(pilot)
        await open_session(pilot, screen, "session-007")
        await pilot.press("3", "c", "P")
        await until(pilot, lambda: isinstance(pilot.app.screen, PropertiesDialog))
        await until(pilot, lambda: "Move 1 property" in shown(pilot))
        await pilot.press("down", "down", "space")
        await until(pilot, lambda: "Move 2 properties" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "Move to" in shown(pilot))
        await type_text(pilot, "another")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewDialog))
        await pilot.press("enter")
        await until(
            pilot, lambda: service.stored("another") == {"intent": '"rebook"', "third": "3"}
        )
        await until(pilot, lambda: list(service.stored("session-007")) == ["slots"])
