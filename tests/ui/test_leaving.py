"""A dialog that is left before its parts are mounted leaves nothing behind, and ends nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.screen import Screen

from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.form import Field, FormDialog
from ccs_tui.ui.screens.messages import MessagesScreen
from tests.ui.screen_app import UI, ScreenApp


class LeftAtOnce(ChoiceDialog):
    """A dialog that a key leaves while it is composed."""

    CSS_PATH = [UI / "styles/dialogs.tcss"]

    def compose(self) -> ComposeResult:
        yield from super().compose()
        self.dismiss(None)


async def test_a_dialog_that_is_left_while_it_comes() -> None:
    choices = (Choice("a", "one", "of these"),)
    app = ScreenApp(LeftAtOnce("Which?", choices))
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.answer is None
        assert app.is_running


class EndedForm(FormDialog):
    """A dialog whose app ends while it is composed, as by a signal: it gets no parts any more."""

    CSS_PATH = [UI / "styles/dialogs.tcss"]

    def compose(self) -> ComposeResult:
        yield from super().compose()
        self.app.exit(return_code=3)


class EndedPage(MessagesScreen):
    """The same for one that lays its parts out at each size."""

    CSS_PATH = [UI / "styles/dialogs.tcss"]

    def compose(self) -> ComposeResult:
        yield from super().compose()
        self.app.exit(return_code=3)


@pytest.mark.parametrize(
    "dialog",
    [lambda: EndedForm("Which?", (Field("id", "Id"),), "Go"), lambda: EndedPage([])],
    ids=["form", "page"],
)
async def test_a_dialog_whose_app_ends_while_it_comes(dialog: Callable[[], Screen[Any]]) -> None:
    app = ScreenApp(dialog())
    async with app.run_test() as pilot:
        await pilot.pause()
    assert app.return_code == 3
