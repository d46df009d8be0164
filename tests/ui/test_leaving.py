"""A dialog that is left before its parts are mounted leaves nothing behind, and ends nothing."""

from textual.app import ComposeResult

from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
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
