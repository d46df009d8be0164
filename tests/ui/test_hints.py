"""The hint on the value under the cursor, and its switch."""

import json
from pathlib import Path

import pytest

from ccs_tui.ui.screens.palette import Palette
from ccs_tui.ui.widgets.hint_line import HintLine
from ccs_tui.workspace.appearance import Appearance
from tests.ui.conftest import (
    Service,
    open_session,
    opened,
    ready,
    shown,
    type_text,
    until,
)


@pytest.mark.slow
async def test_a_hint_is_switched_off_for_good_and_on_again(
    service: Service, tmp_path: Path
) -> None:
    service.put("0-timed", {"at": 1_772_452_560_000, "other": 1, "text": "[1]"})
    path = tmp_path / "appearance.json"
    app = service.explorer()
    app._appearance = appearance = Appearance(path)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        screen = await opened(pilot)
        await ready(pilot)
        await open_session(pilot, screen, "0-timed")
        await until(pilot, lambda: "milliseconds since 1970" in shown(pilot))
        line = screen.query_one(HintLine)
        await pilot.press("3", "down")
        await until(pilot, lambda: not line.says)
        assert "milliseconds since 1970" not in shown(pilot)
        await pilot.press("semicolon")
        await until(pilot, lambda: "; does nothing here: there is no hint." in shown(pilot))
        await pilot.press("up")
        await until(pilot, lambda: line.says.endswith("(milliseconds since 1970)"))
        await pilot.press("semicolon")
        await until(pilot, lambda: "Hints about numbers that are times are off" in shown(pilot))
        await until(pilot, lambda: not line.says)
        await until(pilot, lambda: path.exists() and _off(path) == ["epoch"])
        await pilot.press("down", "down")
        await until(pilot, lambda: line.says.startswith("a string that holds JSON"))
        assert Appearance(path).hints_off == {"epoch"}

        await pilot.press("colon")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await type_text(pilot, "hints")
        await until(pilot, lambda: "Show all hints again" in shown(pilot))
        assert "Hide such hints" in shown(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Palette))
        await pilot.press("up")
        await until(pilot, lambda: not line.says)
        await pilot.press("colon")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await type_text(pilot, "hints")
        await until(pilot, lambda: "Show all hints again" in shown(pilot))
        assert "Hide such hints" not in shown(pilot), "there is none here"
        await pilot.press("enter")
        await until(pilot, lambda: not appearance.hints_off)
        await until(pilot, lambda: _off(path) == [])
        await pilot.press("up")
        await until(pilot, lambda: line.says.endswith("(milliseconds since 1970)"))


async def test_a_hint_on_the_place_of_a_value_that_has_none(
    service: Service, tmp_path: Path
) -> None:
    """The document lives longer than its namespace lets it: the next save would shorten that."""
    service.put("long", {"other": 1, "text": "[1]"}, ttl=60 * 86_400)
    app = service.explorer()
    app._appearance = Appearance(tmp_path / "appearance.json")
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        screen = await opened(pilot)
        await ready(pilot)
        await open_session(pilot, screen, "long")
        line = screen.query_one(HintLine)
        await until(pilot, lambda: line.says.startswith("a bot's next save"))
        assert "shortens its life to the 30d" in line.says
        await pilot.press("3", "down")
        await until(pilot, lambda: line.says.startswith("a string that holds JSON"))
        await pilot.press("up", "semicolon")
        await until(pilot, lambda: "Hints about lives that the next save" in shown(pilot))
        await until(pilot, lambda: not line.says)


def _off(path: Path) -> object:
    return json.loads(path.read_text()).get("hints_off", [])
