"""The palette: a line for each command with its key, found by its words; and the themes."""

import pytest

from ccs_tui.ui.screens.palette import Palette
from ccs_tui.workspace.appearance import Appearance
from tests.ui.conftest import Service, ready, shown, type_text, until


async def test_a_command_is_a_line_with_its_key(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 44)) as pilot:
        await ready(pilot)
        await pilot.press("colon")
        await until(pilot, lambda: "Journal of writes" in shown(pilot))
        (line,) = (line for line in shown(pilot).splitlines() if "Journal of writes" in line)
        assert line.split("Journal of writes")[1].split()[0] == "U"
        dialog = pilot.app.screen.query_one(".dialog")
        assert dialog.outer_size.width < 80
        await pilot.press("down", "down", "up", "escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Palette))


@pytest.mark.slow
async def test_light_finds_day_and_the_choice_is_remembered(service: Service) -> None:
    appearance = Appearance()
    app = service.explorer()
    app._appearance = appearance
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await type_text(pilot, "light")
        await until(pilot, lambda: "Theme:" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: "Themes" in shown(pilot))
        await type_text(pilot, "light")
        await until(pilot, lambda: "night" not in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "day")
        assert appearance.theme == "day"
