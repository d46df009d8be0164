"""What the benchmark of bytes runs in its terminal: Textual's widgets, as they are or `changed`.

f9 is one tick of 40 countdowns, and f8 gives the next widget the focus.
"""

import sys

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import DataTable, OptionList, Static, TextArea, Tree

from ccs_tui.ui.terminal.changed_cells import ChangedCellsApp

ROWS = 40


class Widgets(App[None]):
    """A list, a table, a tree and an editor beside each other, over countdowns."""

    CSS = """
    Horizontal > * { width: 1fr; height: 1fr; }
    #countdowns { dock: right; width: 20; height: 100%; }
    """
    BINDINGS = [
        Binding("f9", "tick", priority=True),
        Binding("f8", "app.focus_next", priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self.seconds = 3_600

    def compose(self) -> ComposeResult:
        yield Static(id="countdowns")
        with Horizontal():
            yield OptionList(*(f"3f2c9d1e-7b0a-{number:04}" for number in range(200)))
            yield DataTable(cursor_type="row")
            yield Tree("le12345678")
            area = TextArea("\n".join(f'"intent": "rebook {number}",' for number in range(100)))
            area.cursor_blink = False
            yield area

    def on_mount(self) -> None:
        table, tree = self.query_one(DataTable), self.query_one(Tree)
        table.add_columns("session", "size")
        for number in range(200):
            table.add_row(f"3f2c9d1e-{number:04}", str(number))
            tree.root.add_leaf(f"session {number}")
        tree.root.expand()
        self.action_tick()
        self.query_one(OptionList).focus()

    def action_tick(self) -> None:
        """Take a second from each countdown."""
        self.seconds -= 1
        minutes, seconds = divmod(self.seconds, 60)
        lines = (f"{row:>3}d {minutes}m {seconds:02}s" for row in range(ROWS))
        self.query_one("#countdowns", Static).update("\n".join(lines))


class ChangedWidgets(ChangedCellsApp[None], Widgets):
    """The same, sending only what changed."""


if __name__ == "__main__":
    (ChangedWidgets if sys.argv[1:] == ["changed"] else Widgets)().run()
