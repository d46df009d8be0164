"""The choice of the profile to connect to."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile as it is listed: its purpose, its account, and its host."""

    name: str
    environment: str = ""
    account: str = ""
    where: str = ""


class ProfilesDialog(Dialog[str]):
    """Lists profiles; answers the name of the one chosen. `foot` says where they come from."""

    def __init__(self, rows: Sequence[ProfileRow], current: str, foot: str) -> None:
        super().__init__()
        self._rows = {row.name: row for row in rows}
        self._current = current
        self._foot = foot

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -profiles"):
            yield Label("Profiles", classes="dialog-title")
            yield RowList(
                [
                    Column("current", width=1),
                    Column("name"),
                    Column("environment", width=11),
                    Column("account", width=12),
                    Column("where", width=16),
                ],
                self._cells,
                id="profiles",
            )
            yield Label(Content(visible(self._foot)), classes="dialog-foot")

    def _cells(self, name: str) -> list[Cell]:
        row = self._rows[name]
        return [
            Cell("•" if name == self._current else "", "accent"),
            Cell(name),
            Cell(row.environment, "alarm" if row.environment == "production" else "dim"),
            Cell(row.account),
            Cell(row.where, "dim"),
        ]

    def on_mount(self) -> None:
        rows = self.query_one(RowList)
        rows.styles.height = min(len(self._rows), 12)
        rows.set_rows(list(self._rows))
        rows.move_cursor(self._current)
        rows.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)
