"""What the benchmark runs in its terminal: `ours` or `stock`, with or without a text.

`f9` puts the text in, and the cursor into its middle.
"""

import sys
from pathlib import Path

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Label, TextArea

from ccs_tui.ui.terminal.changed_cells import ChangedCellsApp
from ccs_tui.ui.terminal.garbage import CollectsAtRestApp
from ccs_tui.ui.widgets.json_editor import JsonEditor


class StockApp(App[None]):
    CSS = "Label { width: 1fr; }"
    BINDINGS = [Binding("f9", "open", priority=True), Binding("f10", "middle", priority=True)]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.content = text
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield TextArea()
        yield Label("0")

    @property
    def editor(self) -> TextArea:
        return self.query_one(TextArea)

    def on_mount(self) -> None:
        self.editor.cursor_blink = False
        self.editor.focus()

    def action_open(self) -> None:
        self.editor.load_text(self.content)

    def action_middle(self) -> None:
        row = self.editor.document.line_count // 2
        for other in range(self.editor.document.line_count):
            if len(self.editor.document.get_line(other)) > 100_000:
                row = other
        self.editor.move_cursor((row, len(self.editor.document.get_line(row)) // 2))


class OurApp(CollectsAtRestApp[None], ChangedCellsApp[None], StockApp):
    # As it is in the explorer.
    CSS = "Label { width: 1fr; } JsonEditor, JsonEditor:focus { border: none; padding: 0; }"

    def compose(self) -> ComposeResult:
        yield JsonEditor()
        yield Label("0")

    @on(JsonEditor.StateChanged)
    def show_size(self, message: JsonEditor.StateChanged) -> None:
        state = message.state
        self.query_one(Label).update(f"{state.size:,} {state.problem or ''}", layout=False)


if __name__ == "__main__":
    which, *file = sys.argv[1:]
    text = Path(file[0]).read_text("utf-8") if file else ""
    (OurApp if which == "ours" else StockApp)(text).run()
