"""A form: a few fields, checked as they are typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.half_typed_names import HalfTyped, fill_half_typed, keep_half_typed
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.sentence import Sentence


@dataclass(frozen=True)
class Field:
    """A field of a form. `check` returns why a text can't be taken, or None.

    What is typed into a field that `is_secret` is not shown.
    """

    name: str
    label: str
    check: Callable[[str], str | None] = lambda _: None
    value: str = ""
    hint: str = ""
    is_secret: bool = False


class FormDialog(Dialog[Mapping[str, str]]):
    """Asks for a few texts; answers them by field name. `action` says what will happen.

    What is typed and not answered is there again in the next form of the same title, unless it is
    secret.
    """

    def __init__(self, title: str, fields: tuple[Field, ...], action: str, text: str = "") -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._action = action
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(Content(visible(self._title)), classes="dialog-title")
            if self._text:
                yield Label(Content(visible(self._text)), classes="dialog-text")
            for field in self._fields:
                yield Label(Content(field.label), classes="field-label")
                yield LineField(
                    field.value,
                    placeholder=field.hint,
                    id=field.name,
                    password=field.is_secret,
                )
                yield Sentence(id=f"{field.name}-problem", classes="field-problem")
            if len(self._fields) > 1:
                yield FootLine("enter next field, from the last it goes on", "esc back")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Back", id="back", compact=True)
                yield Button(Content(self._action), id="go", variant="primary", compact=True)

    def on_mount(self) -> None:
        for field in self._kept:
            line = self.query_one(f"#{field.name}", LineField)
            fill_half_typed(line, (self._title, field.name))
        self.query(LineField).first().focus()

    @property
    def _kept(self) -> Iterable[Field]:
        return (field for field in self._fields if not field.is_secret)

    def _text_of(self, field: Field) -> str:
        return self.query_one(f"#{field.name}", LineField).value

    def action_cancel(self) -> None:
        """Leave it, with nothing done."""
        keep_half_typed(
            self,
            *(
                HalfTyped((self._title, field.name), self._text_of(field), field.value)
                for field in self._kept
            ),
        )
        self.dismiss(None)

    @on(LineField.Changed)
    def _changed(self, event: LineField.Changed) -> None:
        self._check(event.input.id or "", event.value)

    def _check(self, name: str, text: str) -> bool:
        spec = next(spec for spec in self._fields if spec.name == name)
        problem = spec.check(text)
        label = self.query_one(f"#{spec.name}-problem", Sentence)
        label.update(Content(visible(problem or "")))
        label.display = bool(problem)
        return problem is None

    @on(LineField.Submitted)
    def _next_or_go(self, event: LineField.Submitted) -> None:
        if not self._check(event.input.id or "", event.value):
            return
        fields = list(self.query(LineField))
        at = [field.id for field in fields].index(event.input.id)
        if at + 1 < len(fields):
            fields[at + 1].focus()
        else:
            self._go()

    @on(Button.Pressed, "#go")
    def _go(self) -> None:
        for field in self.query(LineField):
            if not self._check(field.id or "", field.value):
                field.focus()
                return
        self.dismiss({field.id or "": field.value for field in self.query(LineField)})

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.action_cancel()
