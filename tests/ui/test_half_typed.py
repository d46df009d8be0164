"""A name that is half typed is there again: `escape` goes out of a field and destroys nothing."""

import pytest
from textual.widgets import Input

from ccs_tui.ui.dialogs.form import FormDialog
from ccs_tui.ui.widgets.half_typed_names import HalfTyped, keep_half_typed
from tests.ui.conftest import Service, flat, ready, shown, type_text, until

pytestmark = pytest.mark.usefixtures("few_sessions")

KEYS = {
    "R": ["3", "R"],
    "a": ["3", "down", "a"],
    "n of a property": ["3", "n"],
    "n of a session": ["2", "n"],
    "n of a namespace": ["1", "n"],
}
"""The keys that lead to each field for a name."""


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
async def test_what_was_typed_stands_in_the_field_again(service: Service, keys: list[str]) -> None:
    async with service.explorer().run_test(size=(100, 30), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press(*keys)
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        before = pilot.app.focused.value if isinstance(pilot.app.focused, Input) else ""
        await type_text(pilot, "half")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: f"when you come back: {before}half" in flat(shown(pilot)))
        assert screen.document.document is not None
        assert not screen.document.document.is_edited
        await pilot.press(*keys)
        await until(
            pilot,
            lambda: (
                isinstance(pilot.app.focused, Input) and pilot.app.focused.value == f"{before}half"
            ),
        )
        await type_text(pilot, "other")
        await until(
            pilot,
            lambda: isinstance(pilot.app.focused, Input) and pilot.app.focused.value == "other",
        )


async def test_what_is_as_it_was_is_not_kept_nor_said(service: Service) -> None:
    async with service.explorer().run_test(notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("3", "R")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert "come back" not in shown(pilot)
        keep_half_typed(screen, HalfTyped("a field", "", ""))
        assert "come back" not in shown(pilot)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_form_of_several_fields_says_what_enter_does(
    service: Service, size: tuple[int, int]
) -> None:
    async with service.explorer().run_test(size=size) as pilot:
        await ready(pilot)
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await until(pilot, lambda: "enter next field, from the last it goes on" in shown(pilot))


async def test_enter_stays_at_a_field_that_is_wrong_and_escape_says_once_that_all_is_kept(
    service: Service,
) -> None:
    async with service.explorer().run_test(size=(100, 30), notifications=True) as pilot:
        screen = await ready(pilot)
        await pilot.press("I")
        await until(pilot, lambda: isinstance(pilot.app.screen, FormDialog))
        await type_text(pilot, "/nowhere/x")
        await pilot.press("enter")
        await until(pilot, lambda: "There is no such file." in shown(pilot))
        field = pilot.app.focused
        assert isinstance(field, Input)
        assert field.id == "path"
        await pilot.press("tab")
        await type_text(pilot, "old=new")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "old=new" in flat(shown(pilot)))
        said = flat(shown(pilot))
        assert said.count("Nothing was done.") == 1
        assert "stands there again when you come back: /nowhere/x, old=new" in said
