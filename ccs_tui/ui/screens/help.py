"""`?`: the keys that work here, from the bindings themselves."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.keys import ShownKey, heading
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList


class HelpScreen(Dialog[None]):
    """Lists the keys of the screen it was called from, under a heading for each place."""

    BINDINGS = [Binding("question_mark,q", "cancel", "Back", show=False)]

    def __init__(self, keys: Iterable[ShownKey]) -> None:
        super().__init__()
        self._rows: list[ShownKey | str] = []
        for key in keys:
            title = heading(key.node)
            if title not in self._rows:
                self._rows.append(title)
            self._rows.append(key)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -help"):
            yield Label("Keys", classes="dialog-title")
            yield RowList(
                [Column("keys", width=14), Column("does")],
                self._cells,
                id="keys",
                selectable=lambda index: isinstance(self._rows[index], ShownKey),
            )
            yield Label("esc goes back · : runs any of these by name", classes="dialog-foot")

    def _cells(self, index: int) -> list[Cell]:
        row = self._rows[index]
        if isinstance(row, str):
            return [Cell(""), Cell(row, "dim")]
        return [Cell(row.shown, "accent"), Cell(row.description)]

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.set_rows(range(len(self._rows)))
        rows.focus()
