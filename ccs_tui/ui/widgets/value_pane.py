"""The lower part of the document panel: the value of the chosen row as text to edit."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Label

from ccs_tui.model.json_text import JsonError, canonical, compact
from ccs_tui.model.tree import Draft, Value
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor import EditorState, JsonEditor


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: the text as it stands, and the value that it is, or a draft."""

    text: str
    value: Value


class ValuePane(Vertical):
    """Shows a value as text, and what is wrong with it. It knows no document.

    What is typed waits here until it is taken: of a long text, not at every key.
    """

    DEFAULT_CSS = "ValuePane { height: 1fr; }"

    @dataclass
    class Changed(Message):
        """The text, or what is known of it, changed."""

        state: EditorState

    @dataclass
    class Left(Message):
        """The user wants to go back to the rows."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._editor = JsonEditor(id="editor")
        self._taken = ""
        self._value: Value | None = None

    def compose(self) -> ComposeResult:
        yield Label(id="property-title")
        yield self._editor
        yield Label(id="problem")

    def on_mount(self) -> None:
        self.hide()

    @property
    def editor(self) -> JsonEditor:
        """The editor."""
        return self._editor

    @property
    def untaken(self) -> str | None:
        """What was typed and not taken yet, as it stands; None if all is taken."""
        editor = self.editor
        return None if editor.read_only or editor.text == self._taken else editor.text

    @property
    def pending_size(self) -> int | None:
        """The characters of what was typed and not taken yet; None if all is taken."""
        return None if self.untaken is None else self.editor.state.size

    @property
    def problem(self) -> JsonError | None:
        """What keeps the text from being JSON, as far as that is known."""
        return self.editor.state.problem

    def holds(self, value: Value) -> bool:
        """Whether a value is what was typed here, however it is spaced."""
        return self._value == value

    def show(self, text: str, *, read_only: bool = False) -> None:
        """Show another text, unless it is the same."""
        editor = self.editor
        self._value = None
        editor.display = self.query_one("#property-title").display = True
        if text != editor.text or not text:
            editor.load(text, read_only=read_only)
        editor.read_only = read_only
        self._taken = editor.text
        self._show_problem()

    def hide(self) -> None:
        """Show nothing."""
        self.editor.load("", read_only=True)
        self._taken = ""
        self.editor.display = self.query_one("#property-title").display = False
        self._show_problem()

    def show_title(self, *parts: tuple[str, str]) -> None:
        """Say whose value it is: pairs of text and style."""
        self.query_one("#property-title", Label).update(
            Content.assemble(*((visible(text), style) for text, style in parts))
        )

    def take(self, *, now: bool = True) -> Typed | None:
        """Return what was typed since this was asked last, None if nothing was.

        Without `now`, a text that is still being looked at is left for later.
        """
        editor = self.editor
        text = editor.text
        if editor.read_only or text == self._taken:
            return None
        state = editor.state
        if not (now or state.checked):
            return None
        self._taken = text
        self._value = self._value_of(text, state)
        return Typed(text, self._value)

    @staticmethod
    def _value_of(text: str, state: EditorState) -> Value:
        if state.checked and state.problem is not None:
            return Draft(text, state.size, state.problem)
        try:
            return compact(text) if state.checked else canonical(text)
        except JsonError as problem:
            return Draft(text, state.size, problem)

    @on(JsonEditor.StateChanged)
    def _state_changed(self, event: JsonEditor.StateChanged) -> None:
        event.stop()
        self._show_problem()
        self.post_message(self.Changed(event.state))

    @on(JsonEditor.Left)
    def _left(self, event: JsonEditor.Left) -> None:
        event.stop()
        self.post_message(self.Left())

    def _show_problem(self) -> None:
        label = self.query_one("#problem", Label)
        problem = self.problem if self.editor.display else None
        label.display = problem is not None
        if problem is not None:
            label.update(
                Content.assemble(("not JSON  ", "bold $error"), (visible(str(problem)), "$error"))
            )
