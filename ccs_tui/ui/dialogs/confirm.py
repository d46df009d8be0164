"""A question before something that can't be undone."""

from collections.abc import Callable
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.sentence import Sentence

LOOK_AGAIN_SECONDS = 0.2


class Wording(NamedTuple):
    """The words of a question as they are now."""

    question: str
    detail: str
    action: str


class ConfirmDialog(Dialog[bool]):
    """Asks whether to go on. `action` says what will happen: `Delete 3 sessions`.

    With `typed`, that word must be typed first. The safe answer has the focus: `keep`, or the
    other where that `loses_nothing`. `wording` is asked again and again for what the dialog says
    where that changes while it is open.
    """

    BINDINGS = [
        Binding("y", "confirm", "Yes", id="confirm.yes", show=False),
        Binding("n", "cancel", "No", id="confirm.no", show=False),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(
        self,
        question: str,
        detail: str,
        action: str,
        *,
        typed: str = "",
        keep: str = "Keep",
        loses_nothing: bool = False,
        wording: Callable[[], Wording] | None = None,
    ) -> None:
        super().__init__()
        self._says = Wording(question, detail, action)
        self._wording = wording
        self._typed = typed
        self._keep = keep
        self._loses_nothing = loses_nothing

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -danger"):
            yield Label(
                Content(visible(self._says.question)), id="question", classes="dialog-title"
            )
            yield Label(Content(visible(self._says.detail)), id="detail", classes="dialog-text")
            if self._typed:
                yield Label(Content(f"Type {visible(self._typed)} to go on:"))
                yield LineField(id="typed", select_on_focus=False)
                yield Sentence(id="typed-problem", classes="field-problem")
            with Horizontal(classes="dialog-buttons"):
                yield Button(self._keep_label(), id="keep", compact=True)
                yield Button(
                    self._go_label(),
                    id="go",
                    variant="primary" if self._loses_nothing else "error",
                    compact=True,
                    disabled=bool(self._typed),
                )

    # Where a word is typed, y and n are letters of it.

    def _keep_label(self) -> Content:
        return self.choice_label("dialog.cancel" if self._typed else "confirm.no", self._keep)

    def _go_label(self) -> Content:
        if self._typed:
            return Content.assemble(("enter  ", "bold"), visible(self._says.action))
        return self.choice_label("confirm.yes", self._says.action)

    def on_mount(self) -> None:
        answer = "#go" if self._loses_nothing else "#keep"
        self.query_one("#typed" if self._typed else answer).focus()
        if self._wording is not None:
            self.set_interval(LOOK_AGAIN_SECONDS, self._reword)

    def _reword(self) -> None:
        """Say what is true now."""
        if self._wording is None or (says := self._wording()) == self._says:
            return
        self._says = says
        self.query_one("#question", Label).update(Content(visible(says.question)))
        self.query_one("#detail", Label).update(Content(visible(says.detail)))
        button = self.query_one("#go", Button)
        button.label = self._go_label()
        # A label that changes has its button laid out anew only on request.
        button.refresh(layout=True)

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
        label = self.query_one("#typed-problem", Sentence)
        label.update(Content(visible(problem)))
        label.display = bool(problem)

    @on(Button.Pressed, "#go")
    def action_confirm(self) -> None:
        """Go on, if what must be typed is typed."""
        if not self.query_one("#go", Button).disabled:
            self.dismiss(True)

    @on(Button.Pressed, "#keep")
    def _kept(self) -> None:
        self.dismiss(None)
