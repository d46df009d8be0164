"""Keys that arrive all at once do what they do when they are typed slowly."""

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from tests.ui.conftest import Service, ready, shown, until


def at_once(app: object, text: str) -> list[events.Key]:
    names = {"\r": "enter", "\x1b": "escape"}
    return [events.Key(names.get(c) or _character_to_key(c), c) for c in text]


@pytest.mark.parametrize("word", ["daisy", "dy", "nqdy", "ty"])
async def test_what_is_typed_behind_a_slash_is_a_filter(service: Service, word: str) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("2")
        for key in at_once(pilot.app, f"/{word}"):
            pilot.app.post_message(key)
        await until(pilot, lambda: screen.sessions.rows.state.rows.query == word)
        assert pilot.app.screen is screen
        assert isinstance(screen.focused, Input)
        assert "Delete" not in shown(pilot).replace("d Delete", "")


async def test_what_is_typed_behind_e_is_text(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("3")
        for key in at_once(pilot.app, "edyq1"):
            pilot.app.post_message(key)
        await until(pilot, lambda: screen.document.editor.text.startswith("dyq1"))
        assert pilot.app.screen is screen


async def test_what_is_typed_behind_n_is_a_name(service: Service) -> None:
    async with service.explorer().run_test(size=(140, 40)) as pilot:
        screen = await ready(pilot)
        await pilot.press("3")
        for key in at_once(pilot.app, "nready\r"):
            pilot.app.post_message(key)
        await until(pilot, lambda: screen.document.document and "ready" in screen.document.document)
