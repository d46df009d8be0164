"""What the benchmark of lists runs in its terminal: `ours`, `options` or `table`.

f9 shows 100,000 rows, `/` begins a filter, a letter or digit extends it, backspace empties it, f10
is one tick of the countdowns, f8 adds a page of 1,000 rows.
"""

import random
import sys
import uuid
from collections.abc import Sequence

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import DataTable, OptionList, Static

from ccs_tui.ui.terminal.changed_cells import ChangedCellsApp
from ccs_tui.ui.terminal.garbage import CollectsAtRestApp
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList

ROWS = 100_000


class ListApp(App[None]):
    """What the three have in common: the ids, and what the keys mean."""

    BINDINGS = [
        Binding("f9", "show", priority=True),
        Binding("f10", "tick", priority=True),
        Binding("f8", "add", priority=True),
        Binding("slash", "begin_filter", priority=True),
        Binding("backspace", "filter('')", priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        source = random.Random(7)
        self.ids = [str(uuid.UUID(int=source.getrandbits(128))) for _ in range(ROWS + 20_000)]
        self.query_text = ""
        self.seconds = 3_600
        self.answers = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="count")

    def on_mount(self) -> None:
        self.query_one("#list", Widget).focus()

    def say(self, what: str) -> None:
        """Show what was done, and how often, so that each key has an answer to wait for."""
        self.answers += 1
        self.query_one("#count", Static).update(f"{self.answers} {what}")

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isalnum():
            self.action_filter(self.query_text + event.character)

    def action_filter(self, query: str) -> None:
        if query == self.query_text:
            self.say("the same")
        self.query_text = query
        self.filter_by(query)

    def matches(self) -> Sequence[str]:
        return [key for key in self.ids[:ROWS] if self.query_text in key]

    def filter_by(self, query: str) -> None:
        """Show what matches."""

    def action_show(self) -> None:
        """Show all rows."""

    def action_begin_filter(self) -> None:
        """Get ready for a filter."""
        self.say("ready")

    def action_tick(self) -> None:
        """Let the countdowns go on."""

    def action_add(self) -> None:
        """Add a page."""


class OurApp(CollectsAtRestApp[None], ChangedCellsApp[None], ListApp):
    def compose(self) -> ComposeResult:
        columns = [
            Column("session", "session", crop="middle"),
            Column("size", "size", width=6, align="right"),
            Column("expires", "expires", width=8, align="right"),
        ]
        yield RowList(columns, self.cells_of, id="list")
        yield from super().compose()

    @property
    def rows(self) -> RowList[str]:
        return self.query_one(RowList)

    def cells_of(self, key: str) -> Sequence[Cell]:
        minutes, seconds = divmod(self.seconds + hash(key) % 3_600, 60)
        return [Cell(key), Cell("1.2k", "dim"), Cell(f"{minutes}m {seconds}s", "dim")]

    def action_show(self) -> None:
        self.rows.set_rows(self.ids[:ROWS])

    def action_add(self) -> None:
        count = len(self.rows.keys)
        self.rows.add_rows(self.ids[count : count + 1_000])
        self.say(f"{len(self.rows.keys)} rows")

    def action_tick(self) -> None:
        self.seconds -= 1
        self.rows.refresh_column("expires")

    def action_begin_filter(self) -> None:
        self.rows.state.rows.prepare(str)
        super().action_begin_filter()

    def filter_by(self, query: str) -> None:
        self.rows.set_filter(query)

    def on_row_list_filtered(self) -> None:
        self.say(f"{self.rows.state.rows.match_count} match")


class OptionsApp(ListApp):
    def compose(self) -> ComposeResult:
        yield OptionList(id="list")
        yield from super().compose()

    def action_show(self) -> None:
        self.query_one(OptionList).add_options(self.ids[:ROWS])

    def filter_by(self, query: str) -> None:
        self.query_one(OptionList).set_options(self.matches())
        self.say("found")


class TableApp(ListApp):
    def compose(self) -> ComposeResult:
        yield DataTable[str](id="list", cursor_type="row")
        yield from super().compose()

    def on_mount(self) -> None:
        super().on_mount()
        self.table.add_columns("session", "size", "expires")

    @property
    def table(self) -> "DataTable[str]":
        return self.query_one(DataTable)

    def action_show(self) -> None:
        self.table.add_rows((key, "1.2k", "1h") for key in self.ids[:ROWS])

    def filter_by(self, query: str) -> None:
        self.table.clear()
        self.table.add_rows((key, "1.2k", "1h") for key in self.matches())
        self.say("found")


if __name__ == "__main__":
    {"ours": OurApp, "options": OptionsApp, "table": TableApp}[sys.argv[1]]().run()
