"""The progress of something that takes long, as a number; it can be cancelled."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, Static

from ccs_tui.model.expiry import Clock
from ccs_tui.ui.bugs import describe_bug
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.progress_line import ProgressLine
from ccs_tui.workspace.progress import TellProgress
from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

Result = TypeVar("Result")


class ProgressScreen(Dialog[Result], Generic[Result]):
    """Awaits `work`, which tells its progress; answers its result, None if it was cancelled.

    `title` says what is done: `Exporting airlineBot`, and `of` what is counted: `documents`.
    """

    CSS_PATH = ["../styles/dialogs.tcss", "../styles/progress.tcss"]

    BINDINGS = [Binding("ctrl+c,q", "cancel", "Cancel", show=False)]

    def __init__(
        self,
        title: str,
        of: str,
        work: Callable[[TellProgress], Awaitable[Result]],
        clock: Clock,
    ) -> None:
        super().__init__()
        self._what = title
        self._work = work
        self._progress = ProgressLine(None, clock, of)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -progress"):
            yield Label(Content(visible(self._what)), classes="dialog-title")
            yield self._progress
            yield Static(id="progress-problem")
            yield Label("esc cancels", classes="dialog-foot")

    def on_mount(self) -> None:
        self._run()

    @work(group="progress", exit_on_error=False)
    async def _run(self) -> None:
        try:
            self.dismiss(await self._work(self._tell))
        except WRITE_PROBLEMS as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001  # also then it must not look as if it went on
            self._fail(describe_bug(error))

    def _fail(self, sentence: str) -> None:
        self._progress.stop()
        self.query_one("#progress-problem", Static).update(
            Content.assemble((visible(sentence), "$error"))
        )
        self.query_one(".dialog-foot", Label).update("esc goes back")

    def _tell(self, done: int, total: int | None) -> None:
        self._progress.done, self._progress.total = done, total

    def action_cancel(self) -> None:
        """End it, with nothing answered."""
        self.workers.cancel_group(self, "progress")
        self.dismiss(None)
