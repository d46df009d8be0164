"""`M`: the messages that were shown, the newest first, each in full."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical

from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.row_list import Cell

if TYPE_CHECKING:
    from ccs_tui.ui.shown_message import ShownMessage

BESIDE = 4
"""Lines of the dialog that are not the page: the frame, and the keys with their space."""
TIME_CELLS = 10
"""Cells of the time, and of the space after it."""
STYLES = {"information": "", "warning": "warning", "error": "error"}


class MessagesScreen(Dialog[None]):
    """Lists messages, the newest of which comes last in what is given."""

    BINDINGS = [Binding("M,q", "cancel", "Back", show=False)]

    def __init__(self, messages: "Sequence[ShownMessage]") -> None:
        super().__init__()
        self._messages = tuple(reversed(messages))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page -list") as frame:
            frame.border_title = "Messages"
            yield Page(self._lines, BESIDE)
            yield FootLine("esc back", "↑ ↓ scroll")

    def on_mount(self) -> None:
        self.query_one(Page).focus()

    def on_resize(self) -> None:
        self.query_one(Page).fit()

    def _lines(self, width: int) -> list[Line]:
        return [Line(at, cells) for at, cells in enumerate(self._cells(width))]

    def _cells(self, width: int) -> Iterator[list[Cell]]:
        for message in self._messages:
            head = f"{message.at:%H:%M:%S}".ljust(TIME_CELLS)
            often = f" ({message.times:,} times)" if message.times > 1 else ""
            text = visible(message.sentence.replace("\n", " ")) + often
            for line in wrap(text, max(20, width - TIME_CELLS)):
                yield [Cell(head, "dim"), Cell(line, STYLES[message.severity])]
                head = " " * TIME_CELLS
