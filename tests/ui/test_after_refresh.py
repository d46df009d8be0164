"""A call that is put off until after a frame is made, whatever screen comes and goes."""

from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from ccs_tui.ui.terminal.after_refresh import AfterRefreshApp
from tests.ui.conftest import until


class Behind(AfterRefreshApp[None], App[None]):
    """An app with one widget, which puts a call off."""

    def compose(self) -> ComposeResult:
        yield Static("behind")


class LeftAtOnce(ModalScreen[None]):
    """A dialog that is left before its next frame comes."""

    async def _invoke_and_clear_callbacks(self) -> None:
        pass


async def test_a_dialog_that_is_left_takes_no_call_with_it() -> None:
    app, made = Behind(), list[str]()
    async with app.run_test() as pilot:
        behind, dialog = app.query_one(Static), LeftAtOnce()
        await app.push_screen(dialog)
        behind.call_after_refresh(made.append, "after the frame")
        await until(pilot, lambda: dialog._callbacks)
        dialog.dismiss(None)
        await until(pilot, lambda: made == ["after the frame"])
