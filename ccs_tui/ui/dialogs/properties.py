"""The choice of the properties of a document that something is to be done with."""

from collections.abc import Mapping

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.size import format_size, member_size
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import clip, shorten, visible
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.page import fit_height
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import MARKING, MOVING

BESIDE = 8
"""Lines of the dialog and the screen that are not the list."""
LABEL_WIDTH = 40


class PropertiesDialog(Dialog[tuple[str, ...]]):
    """Lets the user mark properties; answers their names in the document's order, at least one.

    `chosen` are marked at first. `verb` says what will happen to them: `Move`.
    """

    BINDINGS = [Binding("enter", "take", "Go on", id="properties.take")]

    def __init__(
        self, label: str, properties: Mapping[str, JsonText], chosen: str | None, verb: str
    ) -> None:
        super().__init__()
        self._label = label
        self._properties = properties
        self._chosen = chosen
        self._verb = verb

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page -list"):
            yield RowList(
                [
                    Column("name", "property", minimum=12),
                    Column("value", "value", priority=-1),
                    Column("size", "size", 5, "right"),
                ],
                self._cells,
                empty="The document has no properties.",
                keys=[*MOVING, *MARKING],
            )
            yield FootLine("enter goes on", "esc back", "space marks", classes="dialog-keys")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Back", id="back", compact=True)
                yield Button("", id="take", variant="primary", compact=True)

    def on_mount(self) -> None:
        shown = visible(shorten(self._label, LABEL_WIDTH, "middle"))
        self.query_one(".dialog").border_title = Content(f"{self._verb} properties of {shown}")
        rows = self.query_one(RowList)
        rows.set_rows([*self._properties])
        if self._chosen is not None:
            rows.mark([self._chosen])
            rows.move_cursor(self._chosen)
        rows.focus()
        self._show()

    def on_resize(self) -> None:
        fit_height(self.query_one(RowList), max(3, len(self._properties) + 1), BESIDE)

    def _cells(self, name: str) -> list[Cell]:
        value = self._properties[name]
        size = format_size(member_size(name, value))
        return [Cell(name), Cell(clip(value, 200), "dim"), Cell(size, "dim")]

    @property
    def _names(self) -> tuple[str, ...]:
        marked = self.query_one(RowList).marked
        return tuple(name for name in self._properties if name in marked)

    @on(RowList.MarksChanged)
    def _show(self) -> None:
        button = self.query_one("#take", Button)
        button.label = Content(f"{self._verb} {counted(len(self._names))}")
        # A label that changes has its button laid out anew only on request.
        button.refresh(layout=True)
        button.disabled = not self._names

    @on(Button.Pressed, "#take")
    def action_take(self) -> None:
        """Answer the marked properties, if there are any."""
        if not self._names:
            raise SkipAction
        self.dismiss(self._names)

    @on(RowList.Chosen)
    def _row_chosen(self) -> None:
        if self._names:
            self.dismiss(self._names)

    def why_idle(self, key: str) -> str:
        """Say that nothing is marked to go on with."""
        return "enter does nothing here: space marks what to take." if key == "enter" else ""

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.dismiss(None)
