"""`?` and F1: the keys that work here, from the bindings themselves."""

from collections.abc import Iterable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.keys import ShownKey, heading
from ccs_tui.ui.widgets.filter_field import FilterField
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN


class HelpScreen(Dialog[ShownKey]):
    """Lists the keys of the screen it was called from, those of where the focus is first.

    Answers the one that is to be run.
    """

    BINDINGS = [
        Binding("question_mark,q", "cancel", "Back", show=False),
        Binding("slash", "search", "Search the keys", id="help.search", key_display="/"),
    ]

    def __init__(self, keys: Iterable[ShownKey]) -> None:
        super().__init__()
        self._rows: list[ShownKey | str] = []
        for key in keys:
            title = heading(key)
            if title not in self._rows:
                self._rows.append(title)
            self._rows.append(key)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -help"):
            yield Label("Keys", classes="dialog-title")
            field = FilterField()
            field.display = False
            yield field
            yield RowList(
                [Column("keys", width=14), Column("does")],
                self._cells,
                no_match="No key here does that. esc shows all of them.",
                id="keys",
                selectable=lambda index: isinstance(self._rows[index], ShownKey),
                keys=PLAIN,
            )
            yield Label("enter runs it · / searches them · esc back", classes="dialog-foot")

    def _cells(self, index: int) -> list[Cell]:
        row = self._rows[index]
        if isinstance(row, str):
            return [Cell(""), Cell(row, "dim")]
        return [Cell(row.shown, "accent"), Cell(row.description)]

    def _text(self, index: int) -> str:
        row = self._rows[index]
        return "" if isinstance(row, str) else f"{row.shown} {row.description}"

    @property
    def _list(self) -> RowList[int]:
        return self.query_one(RowList)

    def on_mount(self) -> None:
        self._list.set_rows(range(len(self._rows)))
        self._list.focus()

    def action_search(self) -> None:
        """Search the keys by what is typed."""
        field = self.query_one(FilterField)
        field.display = True
        field.focus()

    @on(LineField.Changed)
    def _changed(self, event: LineField.Changed) -> None:
        self._list.set_filter(event.value, self._text, ("keys", "does"))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        row = self._rows[event.key]
        if isinstance(row, ShownKey):
            self.dismiss(row)

    @on(LineField.Submitted)
    def _submitted(self) -> None:
        self._list.focus()

    def action_cancel(self) -> None:
        """Show all keys again, or go back."""
        field = self.query_one(FilterField)
        if field.display:
            self._list.focus()
            field.value = ""
            field.display = False
        else:
            self.dismiss(None)
