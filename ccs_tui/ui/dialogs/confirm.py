"""A question before something that can't be taken back."""

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.line_field import LineField


class ConfirmDialog(Dialog[bool]):
    """Asks whether to go on. `action` says what will happen: `Delete 3 sessions`.

    With `typed`, that word must be typed first. The safe answer, `keep`, has the focus.
    """

    BINDINGS = [
        Binding("y", "confirm", "Yes", id="confirm.yes", show=False),
        Binding("n", "cancel", "No", id="confirm.no", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(
        self, question: str, detail: str, action: str, *, typed: str = "", keep: str = "Keep"
    ) -> None:
        super().__init__()
        self._question = question
        self._detail = detail
        self._action = action
        self._typed = typed
        self._keep_label = keep

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -danger"):
            yield Label(Content(visible(self._question)), classes="dialog-title")
            yield Label(Content(visible(self._detail)), classes="dialog-text")
            if self._typed:
                yield Label(Content(f"Type {visible(self._typed)} to go on:"))
                yield LineField(id="typed", select_on_focus=False)
                yield Label("", id="typed-problem", classes="field-problem", markup=False)
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content(self._keep_label), id="keep", compact=True)
                yield Button(
                    Content(visible(self._action)),
                    id="go",
                    variant="error",
                    compact=True,
                    disabled=bool(self._typed),
                )

    def on_mount(self) -> None:
        self.query_one("#typed" if self._typed else "#keep").focus()

    @on(LineField.Changed, "#typed")
    def _typed_so_far(self, event: LineField.Changed) -> None:
        self.query_one("#go", Button).disabled = event.value != self._typed
        self._say("")

    @on(LineField.Submitted, "#typed")
    def _submitted(self, event: LineField.Submitted) -> None:
        if event.value != self._typed:
            self._say(
                f"That is not {self._typed}: nothing was done. Type it exactly, or esc goes back."
            )
        self.action_confirm()

    def _say(self, problem: str) -> None:
        label = self.query_one("#typed-problem", Label)
        label.update(Content(visible(problem)))
        label.display = bool(problem)

    @on(Button.Pressed, "#go")
    def action_confirm(self) -> None:
        """Go on, if what must be typed is typed."""
        if not self.query_one("#go", Button).disabled:
            self.dismiss(True)

    @on(Button.Pressed, "#keep")
    def _keep(self) -> None:
        self.dismiss(None)
