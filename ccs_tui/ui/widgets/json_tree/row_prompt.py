"""A line that is typed in over a row: a value, or a name."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen

from ccs_tui.model.json_text import quote
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.half_typed_names import HalfTyped, fill_half_typed, keep_half_typed
from ccs_tui.ui.widgets.json_tree.typed_text_judges import Judge, Judged, as_json
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.sentence import Sentence

T = TypeVar("T")


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
    fit answers all of the text. What is typed and not answered is there again in the next line that
    is `kept_as` the same.
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
        kept_as: Hashable = None,
        select: bool = False,
    ) -> None:
        super().__init__()
        self._kept_as = kept_as
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
        yield Sentence()
        yield KeyBar()

    def on_mount(self) -> None:
        """Lie over the row."""
        # The ground is set here and not in CSS, where the application's rule for all screens would
        # win.
        self.styles.background = "transparent"
        if self._kept_as is not None:
            fill_half_typed(self._line, self._kept_as)
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
        says = self.query_one(Sentence)
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
        label = self.query_one(Sentence)
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
            if self._kept_as is not None:
                keep_half_typed(self, HalfTyped(self._kept_as, self._line.value, self._text))
            self.dismiss(None)
        else:
            self.dismiss(Untaken(self._line.value) if value is None else value)
