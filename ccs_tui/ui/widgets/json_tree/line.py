"""A line that is typed in over a row: a value, or a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Label

from ccs_tui.model.escapes import escaped, needs_escapes, unescaped
from ccs_tui.model.json_text import JsonError, JsonText, canonical, kind, quote
from ccs_tui.model.tree import EditError, Node, Tree, edits
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.line_field import LineField

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """A typed text as it is taken, and the words for that; None if it can't be taken."""

    value: T | None
    says: str
    wrong_at: int | None = None
    """The place in the text where it can't be, if it can't."""


@dataclass(frozen=True, slots=True)
class Larger:
    """A paste that a line does not take: a text, JSON or not, for a large editor.

    With `is_string` it is the text of a string, to be edited as its characters.
    """

    text: str = field(repr=False)
    is_string: bool


@dataclass(frozen=True, slots=True)
class Untaken:
    """A text that was typed for a value and can't be taken, to be kept as it is."""

    text: str = field(repr=False)


Judge = Callable[[str], Judged[T]]


def as_text(text: str) -> Judged[JsonText]:
    """Take the text for the characters of a string."""
    return Judged(quote(text), "string")


def as_json(text: str) -> Judged[JsonText]:
    """Take the text for JSON."""
    try:
        value = canonical(text)
    except JsonError as error:
        says = f"not JSON: {error}" if text.strip() else "type a value"
        return Judged(None, says, error.offset)
    return Judged(value, f"JSON {kind(value)}")


def as_either(text: str) -> Judged[JsonText]:
    """Take the text for JSON if it is, else for the characters of a string."""
    judged = as_json(text)
    return judged if judged.value is not None else as_text(text)


def name_judge(tree: Tree, parent: Node | None, own: str | None) -> Judge[str]:
    """Return a judge of names of a member of `parent`, which is called `own`, None if it is new."""

    def judge(name: str) -> Judged[str]:
        if parent is None or name == own:
            return Judged(name, "name")
        try:
            edits.check_name(tree, parent, name)
        except EditError as error:
            return Judged(None, str(error))
        return Judged(name, "name")

    return judge


def as_can_be_seen(name: str, judge: Judge[str]) -> tuple[str, Judge[str]]:
    """Return a name and its judge, with escapes for what can't be seen, so that it is kept."""
    return (escaped(name), _with_escapes(judge)) if needs_escapes(name) else (name, judge)


def _with_escapes(judge: Judge[str]) -> Judge[str]:
    """Return a judge of names that are typed with JSON's escapes."""

    def judged(text: str) -> Judged[str]:
        try:
            found = judge(unescaped(text))
        except ValueError as error:
            return Judged(None, str(error))
        return found if found.value is None else Judged(found.value, "name, with JSON's escapes")

    return judged


class RowField(LineField):
    """The line that is typed in over a row."""

    BINDINGS = [
        Binding("enter", "submit", "Done", id="line.enter", key_display="enter"),
        Binding("ctrl+u", "as_it_was", "Undo typing", id="line.undo", key_display="^u"),
    ]

    def __init__(self, text: str, **options: Any) -> None:
        super().__init__(text, **options)
        self._before = text

    def action_as_it_was(self) -> None:
        """Take back what was typed; where nothing was, leave the key to others."""
        if self.value == self._before:
            raise SkipAction
        self.value = self._before
        self.cursor_position = len(self.value)


class LinePrompt(EarlyExit, ModalScreen[T | Larger | Untaken | None], Generic[T]):
    """Lets a text be typed over a row, and says below it what it is taken for.

    What it is taken for, or why it can't be, stands in full below the row; the row stays in view.
    `new` says what is made of it, on a row of its own, and is empty for what is there.

    With several `judges`, a key takes the next one's view of the same text. `enter` answers the
    value, and so do the keys that save, which set `saves`. `escape` answers what `kept` makes of a
    text that was typed, so that it is not lost, and None without it. With it, a paste that does not
    fit answers all of the text.
    """

    DEFAULT_CSS = """
    LinePrompt {
        & > LineField {
            background: $panel; color: $foreground; padding: 0; height: 1; position: absolute;
        }
        & > Label { padding: 0 1; background: $panel; color: $text-muted; position: absolute; }
        & > Label.-refused { color: $error; }
    }
    """

    BINDINGS = [
        Binding("escape", "leave", "Back", id="line.leave", key_display="esc"),
        Binding("ctrl+s,f2", "save", "Save", id="line.take", priority=True, key_display="^s"),
        Binding("tab,shift+tab", "next_field", "Next field", show=False),
        Binding("f8", "other", "Text or JSON", id="line.other"),
    ]

    def __init__(
        self,
        text: str,
        place: Callable[[], Region],
        judges: Sequence[Judge[T]],
        *,
        new: str = "",
        typing: Callable[[], None] = lambda: None,
        keeps: bool = False,
        select: bool = False,
    ) -> None:
        super().__init__()
        self.saves = False
        """True if the document is to be saved with what is answered."""
        self._keeps = keeps
        self._text = text
        self._new = new
        self._typing = typing
        self._place = place
        self._judges = list(judges)
        # Held, so that what is typed can be had when the screen is gone.
        self._line = RowField(
            text,
            compact=True,
            select_on_focus=select,
            elsewhere=self._enlarge if keeps else None,
        )

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield self._line
        yield Label(markup=False)
        yield KeyBar()

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
        place, lowest = self._place(), self.size.height - 2
        y = min(place.y, lowest)
        self._line.styles.offset = (place.x, y)
        self._line.styles.width = place.width
        says = self.query_one(Label)
        lines = says.get_content_height(self.size, self.size, place.width)
        # Below what is typed, or above the row where there is no room.
        is_below = y + lines <= lowest
        says.styles.offset = (place.x, y + 1 if is_below else y - lines - (place.y > y))
        says.styles.width = place.width
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
        new = f"{self._new} · " if self._new else ""
        label.update(Content(visible(new + judged.says + other)))
        self._lie_down()

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
        """Answer the value; what can't be taken stays typed, with the cursor where it is wrong."""
        judged = self._judged()
        if judged.value is not None:
            self.dismiss(judged.value)
        elif judged.wrong_at is not None:
            self._line.cursor_position = judged.wrong_at

    def action_save(self) -> None:
        """Answer the value, and have the document saved."""
        self.saves = self._judged().value is not None
        self.action_take()

    def _enlarge(self, text: str) -> None:
        string = quote(text)
        is_string = self._judges[0](text).value == string
        self.dismiss(Larger(string if is_string else text, is_string))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: a name is nothing but a name."""
        return action != "other" or len(self._judges) > 1

    def action_next_field(self) -> None:
        """There is one field: say so, as of every key that does nothing."""
        raise SkipAction

    def action_other(self) -> None:
        """Take the same text for something else."""
        self._judges.append(self._judges.pop(0))
        self._say()

    def action_leave(self) -> None:
        """Go out; what was typed of a value is kept, also what can't be taken yet."""
        value = self._judged().value
        if self.typed() is None or not self._keeps:
            self.dismiss(None)
        else:
            self.dismiss(Untaken(self._line.value) if value is None else value)
