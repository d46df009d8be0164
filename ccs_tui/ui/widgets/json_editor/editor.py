"""The editor widget: keys, colours and the live state of the text."""

from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import TextArea

from ccs_tui.model.json_text import JsonError, JsonText, canonical, pretty


@dataclass(frozen=True)
class EditorState:
    """What is known of the text in the editor.

    `size` is in characters of the canonical text, which is what would be stored; `problem` is the
    first thing that keeps the text from being JSON; `checked` is False while the newest text is
    still being looked at, and `problem` speaks of an older one.
    """

    size: int
    problem: JsonError | None
    checked: bool


class JsonEditor(TextArea):
    """Edit JSON: colours by line, the size and the first error as one types."""

    BINDINGS = [
        Binding("ctrl+u,super+z", "undo", "Undo", show=False, id="editor.undo"),
        Binding("ctrl+r,ctrl+y,super+y", "redo", "Redo", show=False, id="editor.redo"),
        Binding("ctrl+t", "format", "Format", show=False, id="editor.format"),
        Binding("f4", "show_problem", "Go to the error", show=False, id="editor.problem"),
        Binding("escape", "leave", "Leave the editor", show=False, id="editor.leave"),
    ]

    @dataclass
    class StateChanged(Message):
        """The text, or what is known of it, changed."""

        editor: "JsonEditor"
        state: EditorState

        @property
        def control(self) -> "JsonEditor":
            """The editor that posted it."""
            return self.editor

    @dataclass
    class Left(Message):
        """`escape` was pressed in the editor."""

        editor: "JsonEditor"

        @property
        def control(self) -> "JsonEditor":
            """The editor that posted it."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        read_only: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(
            text,
            read_only=read_only,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=True,
            highlight_cursor_line=False,
            name=name,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.set_reactive(TextArea.cursor_blink, False)
        self.set_reactive(TextArea.indent_width, 2)
        self._state = _look_at(text)

    @property
    def state(self) -> EditorState:
        """What is known of the text."""
        return self._state

    def load(self, text: str, *, read_only: bool = False) -> None:
        """Show pretty-printed `text`, with a new undo history and the cursor at its start."""
        self.read_only = read_only
        self.load_text(text)

    def show_problem(self) -> None:
        """Move the cursor to the problem, if there is one."""
        if problem := self._state.problem:
            self.move_cursor((problem.line - 1, problem.column - 1), center=True)

    def on_text_area_changed(self) -> None:
        """Look at the new text."""
        self._state = _look_at(self.text)
        self.post_message(self.StateChanged(self, self._state))

    async def on_key(self, event: events.Key) -> None:
        """Indent the line that `enter` begins."""
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            self._break_line()

    def _break_line(self) -> None:
        start, end = sorted(self.selection)
        line = self.document.get_line(start[0])
        before = line[: start[1]]
        indent = before[: len(before) - len(before.lstrip(" "))]
        inner = "  " if before.rstrip().endswith(("{", "[")) else ""
        self.replace("\n" + indent + inner, start, end, maintain_selection_offset=False)

    def action_format(self) -> None:
        """Pretty-print the text, or go to what keeps it from being JSON."""
        if self.read_only:
            return
        if self._state.problem:
            self.show_problem()
            return
        text = pretty(canonical(self.text))
        if text != self.text:
            self.replace(text, self.document.start, self.document.end)
            self.move_cursor((0, 0))

    def action_show_problem(self) -> None:
        """Go to the error."""
        self.show_problem()

    def action_leave(self) -> None:
        """Say that the user wants to leave the editor."""
        self.post_message(self.Left(self))


def _look_at(text: str) -> EditorState:
    try:
        return EditorState(len(canonical(text)), None, checked=True)
    except JsonError as error:
        return EditorState(len(JsonText(text)), error, checked=True)
