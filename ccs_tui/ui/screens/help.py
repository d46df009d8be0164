"""`?`: the keys that work here, from the bindings themselves."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList


def help_rows(screen: Screen[object]) -> Iterator[tuple[str, str]]:
    """Yield the keys and the words of every binding that is active on a screen, once each."""
    actions: dict[tuple[str, str], list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.description and active.enabled:
            key = screen.app.get_key_display(binding)
            keys = actions.setdefault((binding.action, binding.description), [])
            if key not in keys:
                keys.append(key)
    for (_, description), keys in actions.items():
        yield " ".join(keys), description


class HelpScreen(Dialog[None]):
    """Lists the keys of the screen it was called from."""

    BINDINGS = [Binding("question_mark,q", "cancel", "Back", show=False)]

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self._rows = dict(enumerate(rows))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -help"):
            yield Label("Keys", classes="dialog-title")
            yield RowList([Column("keys", width=18), Column("does")], self._cells, id="keys")
            yield Label("esc goes back · : runs any of these by name", classes="dialog-foot")

    def _cells(self, index: int) -> list[Cell]:
        keys, description = self._rows[index]
        return [Cell(keys, "accent"), Cell(description)]

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.set_rows(list(self._rows))
        rows.focus()
