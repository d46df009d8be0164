"""A value or a document in a large editor: a string as its characters, anything else as JSON."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.model.json_text import JsonError, JsonText, canonical, decode, pretty, quote
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.json_editor import EditorState, JsonEditor
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.save_wanted import SaveWanted


class TextEditor(JsonEditor):
    """The editor for plain text: it has no colours and no indenting, and any text is right."""

    DEFAULT_CSS = """
    TextEditor {
        & > .json-editor--key, & > .json-editor--string, & > .json-editor--number,
        & > .json-editor--keyword, & > .json-editor--punctuation { color: $foreground; }
    }
    """

    @property
    def state(self) -> EditorState:
        """The characters that the text takes as a JSON string."""
        return EditorState(len(quote(self.text)), None, checked=True)

    def text_changed(self) -> None:
        """Look for no problem: any text can be a string."""
        super().text_changed()
        self.workers.cancel_group(self, "check")

    async def on_key(self, event: events.Key) -> None:
        """Take line breaks and brackets for characters like any others."""
        typed = "\n" if event.key == "enter" else event.character
        if typed in ("\n", "}", "]") and not self.read_only:
            event.stop()
            event.prevent_default()
            self.replace(typed, *self.selection, maintain_selection_offset=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: plain text has no format."""
        return action != "format" and super().check_action(action, parameters)


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class EditedText(Protocol[T_co]):
    """A text that is edited: as it was before, and what another one is taken for."""

    @property
    def text(self) -> str:
        """The JSON text before."""

    @property
    def is_string(self) -> bool:
        """True if it is edited as the characters of a string."""

    def problem_of(self, text: str) -> str | None:
        """Say in a phrase why a text can't be taken, or None."""

    def answer(self, text: str, size: int) -> T_co:
        """Return what a text of this many characters is taken for."""


class LargeDialog(Dialog[T], Generic[T]):
    """Edits a text in a large editor; answers what it is taken for, None if it is as it was.

    `title` says what it is of, `typed` is what was typed before this was opened, None for nothing,
    and `typing` is called at each change.

    A string is edited as its characters. If these are JSON, a key shows them as such; the edited
    JSON then goes back into the string.
    """

    BINDINGS = [
        Binding("f8", "other", "Text or JSON", id="value.other", priority=True),
        Binding("ctrl+s,f2", "save", "Save", id="value.take", priority=True, key_display="^s"),
    ]

    offers: ClassVar[Mapping[str, str]] = {
        "editor.leave": "Done, keeps it",
        "value.take": "Save",
        "value.other": "",
        "editor.problem": "Error",
        "editor.undo": "Undo",
        "editor.find": "Find",
        "editor.format": "Format",
        "editor.line": "Line",
        "mouse.on": "",
        "help.f1": "Help",
    }
    """The keys that are due, in the line of keys below."""

    def __init__(
        self,
        title: str,
        edited: EditedText[T],
        *,
        typed: str | None = None,
        typing: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self.saves = False
        """True if the document is to be saved with what is answered."""
        self.edited = edited
        self._typing = typing
        # They are held, so that the text can be had even when the screen is gone.
        self._editors = (TextEditor(id="value-text"), JsonEditor(id="value-json"))
        self._title = title
        self._first = edited.text if typed is None else typed
        """The text that the editor is opened with, JSON or not."""
        self._as_text = edited.is_string and _can_be_text(self._first)
        self._inner_of: str | None = None
        """The string that holds the JSON shown, None where the value itself is that JSON."""
        self._loaded: str | None = None
        """The text that the editor was given, None before."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -value"):
            yield from self._editors
            yield Label(classes="dialog-foot", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Vertical).border_title = Content(visible(self._title))
        self._show(str(decode(JsonText(self._first))) if self._as_text else self._first)
        self.editor.show_problem()

    def typed(self) -> str | None:
        """Return the value's text as it stands, JSON or not; None if it is unchanged."""
        text = self._first
        if self._loaded is not None:
            text = self.editor.text
            if self._as_text or self._inner_of is not None:
                text = quote(
                    text if self._inner_of is None else self._string_of_inner(text, self._inner_of)
                )
        return None if text == self.edited.text else text

    @property
    def editor(self) -> JsonEditor:
        """The editor that is shown."""
        return self._editors[0 if self._as_text else 1]

    def _show(self, text: str) -> None:
        for other in self._editors:
            other.display = False
        editor = self.editor
        editor.display = True
        editor.load(text)
        editor.focus()
        self._loaded = text
        self._say(editor.state)

    @on(JsonEditor.StateChanged)
    def _changed(self, event: JsonEditor.StateChanged) -> None:
        event.stop()
        if event.editor is self.editor:
            self._say(event.state)
            self._typing()

    def _say(self, state: EditorState) -> None:
        if self._as_text:
            what = "the characters of a string"
        elif self._inner_of is not None:
            what = "the JSON that the string holds"
        else:
            what = "JSON"
        if state.problem is not None:
            what = f"{what}  not JSON: {state.problem}"
        said = f"{counted(state.size, 'character')}  ·  {what}"
        self.query_one(".dialog-foot", Label).update(Content(visible(said)))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: only a string has another look."""
        return (action != "other" or self.edited.is_string) and super().check_action(
            action, parameters
        )

    def action_other(self) -> None:
        """Show the string's characters, the JSON they are, or the string as JSON, in turn."""
        text = self.editor.text
        if self._as_text:
            inner = _json_in(text)
            self._as_text, self._inner_of = False, text if inner is not None else None
            self._show(inner if inner is not None else quote(text))
        elif self._inner_of is not None:
            string = self._string_of_inner(text, self._inner_of)
            self._as_text, self._inner_of = True, None
            self._show(string)
        else:
            self._leave_json(text)

    def _leave_json(self, text: str) -> None:
        """Go from the string as JSON to its characters, if they can be shown as text."""
        try:
            value = canonical(text)
        except JsonError:
            return
        if value.startswith('"') and _can_be_text(value):
            self._as_text = True
            self._show(str(decode(value)))

    @on(JsonEditor.Left)
    def action_leave(self) -> None:
        """Leave with the value as it is now."""
        self.leave(self.typed())

    def leave(self, text: str | None) -> None:
        """Answer what a text is taken for, None if it is as it was."""
        answer = None if text is None else self.edited.answer(text, self.editor.state.size)
        self.dismiss(answer)

    @on(SaveWanted)
    def action_save(self, event: SaveWanted | None = None) -> None:
        """Answer the value as it is now, to be saved; go to the fault of a text that has one."""
        if event is not None:
            event.stop()
        text = self.typed()
        problem = None if text is None else self.edited.problem_of(text)
        if problem is None:
            self.saves = True
            self.leave(text)
        else:
            self.editor.show_problem()
            self.notify(f"Not saved yet: {problem}.", severity="warning", markup=False)

    def _string_of_inner(self, text: str, before: str) -> str:
        """Return the string that holds the JSON as it was edited, compact if it was before."""
        if text == self._loaded:
            return before
        try:
            return canonical(text) if canonical(before) == before else text
        except JsonError:
            return text


def _can_be_text(text: str) -> bool:
    r"""Return whether a string survives in lines of text: all do but `\r` and lone surrogates."""
    return "\\r" not in text.replace("\\\\", "") and "\\ud" not in text.replace("\\\\", "")


def _json_in(text: str) -> str | None:
    """Return the object or array that a string holds, indented; None if it holds none."""
    try:
        value = canonical(text)
    except JsonError:
        return None
    return pretty(value) if value[0] in "{[" else None
