"""The choice of one of a few things, by one key."""

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice: the key that takes it, what it is called, and a word on it."""

    key: str
    label: str
    detail: str = ""


class ChoiceDialog(Dialog[str]):
    """Shows choices; answers the key of the one taken, by its key or by enter."""

    def __init__(self, title: str, choices: tuple[Choice, ...], text: str = "") -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._choices = {choice.key: choice for choice in choices}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -choice"):
            yield Label(Content(visible(self._title)), classes="dialog-title")
            if self._text:
                yield Label(Content(visible(self._text)), classes="dialog-text")
            yield RowList(
                [
                    Column("key", width=3),
                    Column("label"),
                    Column("detail", width=self._detail_width, align="right"),
                ],
                self._cells,
                id="choices",
                keys=PLAIN,
            )

    @property
    def _detail_width(self) -> int:
        return max(cell_width(choice.detail) for choice in self._choices.values())

    def _cells(self, key: str) -> list[Cell]:
        choice = self._choices[key]
        return [Cell(key, "accent"), Cell(choice.label), Cell(choice.detail, "dim")]

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.styles.height = len(self._choices)
        rows.set_rows(list(self._choices))
        rows.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    def on_key(self, event: events.Key) -> None:
        if event.character in self._choices:
            event.stop()
            self.dismiss(event.character)
