"""A line that is typed in over a row: a value, or a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Label

from ccs_tui.model.json_text import JsonError, JsonText, canonical, kind, quote
from ccs_tui.ui.left_early import LeftEarly
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.line_field import LineField

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """A typed text as it is taken, and the words for that; None if it can't be taken."""

    value: T | None
    says: str


@dataclass(frozen=True, slots=True)
class Larger:
    """A paste that a line does not take: a text, JSON or not, for a large editor.

    With `is_string` it is the text of a string, to be edited as its characters.
    """

    text: str = field(repr=False)
    is_string: bool


Judge = Callable[[str], Judged[T]]


def as_text(text: str) -> Judged[JsonText]:
    """Take the text for the characters of a string."""
    return Judged(quote(text), "string")


def as_json(text: str) -> Judged[JsonText]:
    """Take the text for JSON."""
    try:
        value = canonical(text)
    except JsonError as error:
        return Judged(None, f"not JSON: {error.reason}" if text.strip() else "type a value")
    return Judged(value, f"JSON {kind(value)}")


def as_either(text: str) -> Judged[JsonText]:
    """Take the text for JSON if it is, else for the characters of a string."""
    judged = as_json(text)
    return judged if judged.value is not None else as_text(text)


class LinePrompt(LeftEarly, ModalScreen[T | Larger | None], Generic[T]):
    """Lets the user type a text over a row, and says beside it what it is taken for.

    With several `judges`, a key takes the next one's view of the same text. `enter` and the keys
    that save answer the value, and `escape` answers None. With `enlarges`, a paste that does not
    fit answers all of the text.
    """

    DEFAULT_CSS = """
    LinePrompt {
        & > Horizontal {
            height: 1;
            background: $panel;
            & > LineField { width: 1fr; background: $panel; color: $foreground; padding: 0; }
            & > Label { padding: 0 1; color: $text-muted; max-width: 50%; }
            & > Label.-refused { color: $error; }
        }
    }
    """

    BINDINGS = [
        Binding("escape", "leave", "Leave it as it was", id="line.leave"),
        Binding("f8", "other", "Text or JSON", id="line.other"),
        Binding("ctrl+s,f2", "take", "Take it", id="line.take", priority=True),
    ]

    def __init__(
        self,
        text: str,
        place: Callable[[], Region],
        judges: Sequence[Judge[T]],
        *,
        select: bool = False,
        typing: Callable[[], None] = lambda: None,
        enlarges: bool = False,
    ) -> None:
        super().__init__()
        self._text = text
        self._typing = typing
        self._place = place
        self._judges = list(judges)
        # It is held, so that the text can be had even when the screen is gone.
        self._line = LineField(
            text,
            compact=True,
            select_on_focus=select,
            elsewhere=self._enlarge if enlarges else None,
        )

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Horizontal():
            yield self._line
            yield Label(markup=False)

    def on_mount(self) -> None:
        """Lie over the row."""
        # It is set here and not in CSS, where the application's rule for all screens would win.
        self.styles.background = "transparent"
        self._lie_down()
        self._say()

    def on_resize(self) -> None:
        """Follow the row when it moves."""
        self.call_after_refresh(self._lie_down)

    def _lie_down(self) -> None:
        place = self._place()
        line = self.query_one(Horizontal)
        line.styles.offset = (place.x, place.y)
        line.styles.width = place.width
        self.call_after_refresh(self._show_end)

    def _show_end(self) -> None:
        """Let the line scroll to its cursor, now that it has its width."""
        line = self._line
        at = line.cursor_position
        if line.selection.is_empty:
            line.cursor_position = 0
            line.cursor_position = at

    def _judged(self) -> Judged[T]:
        return self._judges[0](self._line.value)

    def _say(self) -> None:
        judged = self._judged()
        label = self.query_one(Label)
        label.set_class(judged.value is None, "-refused")
        other = f" · f8 {self._other_says()}" if len(self._judges) > 1 else ""
        label.update(Content(visible(judged.says + other)))

    def _other_says(self) -> str:
        return "JSON" if self._judges[1] is as_json else "text"

    @on(LineField.Changed)
    def _typed(self, event: LineField.Changed) -> None:
        event.stop()
        self._say()
        self._typing()

    def typed(self) -> T | str | None:
        """Return the text as it would be taken, else as it is; None if it is unchanged."""
        text = self._line.value
        if text == self._text:
            return None
        judged = self._judged()
        return text if judged.value is None else judged.value

    @on(LineField.Submitted)
    def _submitted(self, event: LineField.Submitted) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Answer the value, as the large editor's key does; a text that can't be taken stays."""
        if (value := self._judged().value) is not None:
            self.dismiss(value)

    def _enlarge(self, text: str) -> None:
        string = quote(text)
        is_string = self._judges[0](text).value == string
        self.dismiss(Larger(string if is_string else text, is_string))

    def action_other(self) -> None:
        """Take the same text for something else."""
        self._judges.append(self._judges.pop(0))
        self._say()

    def action_leave(self) -> None:
        """Leave without a change."""
        self.dismiss(None)
