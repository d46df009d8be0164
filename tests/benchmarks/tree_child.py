"""What the benchmark of the tree runs in its terminal: a document panel, or Textual's own tree.

f9 shows the document of the shape named as the first argument, f8 takes it away, f7
hides the text below; the other keys are the tree's.
"""

import json
import sys
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Tree

import ccs_tui.ui
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.json_text import JsonText, canonical, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.dialogs.large_editors import LargeDialogs
from ccs_tui.ui.widgets.document_panel import DocumentPanel
from tests.benchmarks import editor_shapes

STYLES = Path(ccs_tui.ui.__file__).parent / "styles"
CHILDREN = 100_000


def value_of(shape: str) -> JsonText:
    """Return the value of the document's one large property."""
    if shape == "children":
        return encode(list(range(CHILDREN)))
    return canonical(dict(editor_shapes.shapes())[shape])


class PanelScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        panel = DocumentPanel(LargeDialogs(self.app), id="document")
        # As wide as it is in the explorer on a terminal of 120 columns.
        panel.styles.width = 60
        yield panel


class PanelApp(CcsApp):
    CSS_PATH = [STYLES / f"{name}.tcss" for name in ("explorer", "later", "dialogs")]
    BINDINGS = [
        Binding("f9", "show", priority=True),
        Binding("f8", "clear", priority=True),
        Binding("f7", "hide_text", priority=True),
    ]

    def __init__(self, shape: str) -> None:
        super().__init__()
        properties = {"large": value_of(shape), "small": JsonText("1")}
        key = DocumentKey("le1", "bot", "s1")
        self.document = Document(key, properties, system_clock())

    def get_default_screen(self) -> Screen[Any]:
        return PanelScreen()

    def action_show(self) -> None:
        """Show the document, as when it was just read."""
        panel = self.screen.query_one(DocumentPanel)
        panel.state.now = system_clock
        panel.show(OpenDocument(self.document))
        panel.rows.focus()

    def action_clear(self) -> None:
        """Show nothing."""
        self.screen.query_one(DocumentPanel).show_nothing("nothing")

    def action_hide_text(self) -> None:
        """Hide the text below, so that only rows are counted."""
        self.screen.query_one(DocumentPanel).pane.display = False


class StockApp(App[None]):
    BINDINGS = [
        Binding("f9", "show", priority=True),
        Binding("right", "expand", priority=True),
    ]
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Tree[int]("document")

    def action_show(self) -> None:
        """Show the same children in Textual's own tree, closed."""
        tree = self.query_one(Tree)
        self.animation_level = "none"
        large = tree.root.add("large")
        for number in json.loads(value_of("children")):
            large.add_leaf(str(number))
        tree.root.expand()

    def action_expand(self) -> None:
        """Show the children."""
        self.query_one(Tree).root.children[0].expand()


if __name__ == "__main__":
    which = sys.argv[1]
    app: App[Any] = StockApp() if which == "stock" else PanelApp(which)
    app.run()
