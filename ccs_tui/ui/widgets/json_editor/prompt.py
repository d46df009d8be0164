"""A line to type in over the editor's last row: what to find, or which line to go to."""

from collections.abc import Callable

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Label

from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.sentence import Sentence

Act = Callable[[str], str]
"""Acts on the text, and returns the words about it."""

FIELD_CELLS = 24
"""Cells that are left to type in; where there are fewer beside the answer, that stands above."""


class EditorPrompt(EarlyExit, ModalScreen[bool]):
    """Ask for a text and act on it as it is typed; `enter`, `down` and `up` act again.

    Without `again`, `enter` closes it where the text leads somewhere; where it doesn't, `why_not`
    says why, "" where it does. Answers whether the document is to be saved.
    """

    DEFAULT_CSS = """
    EditorPrompt {
        & > Vertical { height: auto; background: $panel; }
        & Horizontal { height: 1; }
        & Label { padding: 0 1; color: $text-muted; }
        & #answer-above { width: 1fr; height: auto; display: none; }
        & LineField { width: 1fr; }
    }
    """

    BINDINGS = [
        Binding("escape", "close", "Back", id="editor.prompt.close", key_display="esc"),
        Binding(
            "ctrl+s,f2", "save", "Save", id="editor.prompt.save", priority=True, key_display="^s"
        ),
        Binding("tab,shift+tab", "next_field", "Next field", show=False),
        Binding("down,f3,ctrl+f", "again", "Next", id="editor.prompt.next"),
        Binding("up,shift+f3", "back", "Previous", id="editor.prompt.previous"),
    ]

    def __init__(
        self,
        title: str,
        text: str,
        place: Callable[[], Region],
        *,
        typed: Act,
        again: Act | None = None,
        back: Act | None = None,
        why_not: Act = lambda _: "",
    ) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._place = place
        self._typed, self._again, self._back = typed, again, back
        self._why_not = why_not
        self._answer = Content()

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical():
            yield Sentence(id="answer-above")
            with Horizontal():
                yield Label(self._title, markup=False)
                yield LineField(self._text, compact=True, select_on_focus=True)
                yield Sentence(id="answer")
        yield KeyBar()

    def on_mount(self) -> None:
        """Lie over the editor's last row."""
        # The ground is set here and not in CSS, where the application's rule for all screens would
        # win.
        self.styles.background = "transparent"
        self._lie_down()

    def on_resize(self) -> None:
        """Follow the editor when it moves."""
        self.call_after_refresh(self._lie_down)

    def _lie_down(self) -> None:
        place = self._place()
        above, beside = (
            self.query_one("#answer-above", Sentence),
            self.query_one("#answer", Sentence),
        )
        width = cell_width(self._title) + 2 + cell_width(self._answer.plain) + 2
        above.display = width + FIELD_CELLS > place.width
        beside.display = not above.display
        for label in (above, beside):
            label.update(self._answer)
        lines = above.get_content_height(self.size, self.size, max(1, place.width - 2))
        parts = self.query_one(Vertical)
        parts.styles.width = place.width
        parts.styles.offset = (place.x, place.bottom - 1 - (lines if above.display else 0))

    @on(LineField.Changed)
    def _changed(self, event: LineField.Changed) -> None:
        event.stop()
        self._say(self._typed(event.value))

    @on(LineField.Submitted)
    def _submitted(self, event: LineField.Submitted) -> None:
        event.stop()
        self.action_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: a path or a line has no next one."""
        steps = {"again": self._again, "back": self._back}
        return steps.get(action, True) is not None and super().check_action(action, parameters)

    def _say(self, answer: str, style: str = "") -> None:
        self._answer = Content.assemble((answer, style))
        self._lie_down()

    def action_again(self) -> None:
        """Go to the next one; or close, unless what was typed leads nowhere."""
        text = self.query_one(LineField).value
        if self._again is not None:
            self._say(self._again(text))
        elif why := self._why_not(text):
            self._say(why, "$warning")
            self.query_one(LineField).action_select_all()  # what is typed next replaces it
        else:
            self.dismiss(False)

    def action_back(self) -> None:
        """Go to the previous one."""
        if self._back is not None:
            self._say(self._back(self.query_one(LineField).value))

    def action_close(self) -> None:
        """Back to the editor."""
        self.dismiss(False)

    def action_next_field(self) -> None:
        """There is one field: say so, as of every key that does nothing."""
        raise SkipAction

    def action_save(self) -> None:
        """Back to the editor, and save."""
        self.dismiss(True)
