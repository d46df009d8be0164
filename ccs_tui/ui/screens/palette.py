"""The palette: what can be done here, or chosen, found by its words."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.page import fit_height
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.state import Move

BESIDE = 6
"""Lines of the palette beside its list: the frame, the field, the foot and what is between."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer: its words, the note at the right of them, and what choosing it does."""

    words: str
    note: str
    run: Callable[[], Awaitable[object]]


class PaletteField(LineField):
    """The line of the palette. It looks for words, so lines that are pasted go in as words."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False, elsewhere=self._put_words)

    def _put_words(self, text: str) -> None:
        self.value = " ".join(text.split())
        self.cursor_position = len(self.value)


class Palette(Dialog[Offer]):
    """Lists offers, a line each, and finds among them what is typed; answers the one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('up')", "Up", show=False),
        Binding("down", "move('down')", "Down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
    ]

    def __init__(self, title: str, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._title = title
        self._offers = list(offers)
        self._notes = max((len(offer.note) for offer in offers), default=0)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -palette") as frame:
            frame.border_title = self._title
            yield PaletteField("type to find")
            yield RowList(
                [
                    Column("words", minimum=16, priority=1),
                    Column("note", width=self._notes, align="right"),
                    # Else a key stands at the scroll bar.
                    Column("end", width=1, gap=0, priority=1),
                ],
                self._cells,
                no_match="No command matches.",
                id="offers",
            )
            yield Label("enter runs it · esc back", classes="dialog-foot")

    def _cells(self, index: int) -> list[Cell]:
        offer = self._offers[index]
        return [Cell(offer.words), Cell(offer.note, "accent"), Cell("")]

    def on_mount(self) -> None:
        self.query_one(PaletteField).focus()
        rows = self.query_one(RowList)
        rows.set_rows(range(len(self._offers)))
        self.on_resize()

    def on_resize(self) -> None:
        """Be as high as the offers that are found."""
        fit_height(self.query_one(RowList), len(self._offers), BESIDE)

    def on_input_changed(self, event: LineField.Changed) -> None:
        """Find what is typed among the words."""
        event.stop()
        self.query_one(RowList).set_filter(event.value, lambda index: self._offers[index].words)

    def on_input_submitted(self, event: LineField.Submitted) -> None:
        """Choose what the cursor is on."""
        event.stop()
        self.query_one(RowList).action_choose()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Answer what was chosen."""
        self.dismiss(self._offers[event.key])

    def action_move(self, move: Move) -> None:
        """Move the cursor while one types."""
        self.query_one(RowList).action_move(move)
