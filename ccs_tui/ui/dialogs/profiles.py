"""The choice of the profile to connect to."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN

ENVIRONMENT = 11
"""Cells of the longest word for what an account is for."""
MOST_NAME = 28
"""Cells of a name beyond which it is cut, so that addresses stay in view."""
LEAST_URL = 16
"""Cells of an address in which its beginning and its end can still be told apart."""
BESIDE = 18
"""Cells of the dialog beside these columns: the frame, the cursor, the mark, and the gaps."""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile as it is listed: its purpose, its account, and its host."""

    name: str
    environment: str = ""
    account: str = ""
    where: str = ""


class ProfilesDialog(Dialog[str]):
    """Lists profiles, with one at the `cursor`; answers the name of the one chosen.

    `current` is marked, and `foot` says where they come from.
    """

    def __init__(
        self, rows: Sequence[ProfileRow], current: str, foot: str, *, cursor: str | None = None
    ) -> None:
        super().__init__()
        self._rows = {row.name: row for row in rows}
        self._current = current
        self._cursor = current if cursor is None else cursor
        self._foot = foot

    def compose(self) -> ComposeResult:
        rows = self._rows.values()
        name, account, where = (
            max(least, *(cell_width(visible(text)) for text in texts))
            for least, texts in (
                (4, [row.name for row in rows]),
                (0, ["", *(row.account for row in rows)]),
                (LEAST_URL, [row.where for row in rows]),
            )
        )
        name = min(name, MOST_NAME)
        with Vertical(classes="dialog -profiles") as frame:
            frame.styles.width = BESIDE + name + ENVIRONMENT + account + where
            yield Label("Profiles", classes="dialog-title")
            yield RowList(
                [
                    Column("current", width=1),
                    Column("name", width=name, priority=1),
                    Column("environment", width=ENVIRONMENT, priority=1),
                    Column("account", width=account),
                    Column("where", crop="middle", minimum=LEAST_URL, priority=1),
                ],
                self._cells,
                id="profiles",
                keys=PLAIN,
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
        rows.move_cursor(self._cursor)
        rows.focus()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)
