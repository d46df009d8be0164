"""Lines to read, in pieces of several styles, some of them to put the cursor on."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import cut, join_cut, visible
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import MOVING
from ccs_tui.ui.widgets.row_list.line import PaintedLine as Painted
from ccs_tui.ui.widgets.row_list.painter import Styles, begin_row
from ccs_tui.ui.widgets.row_list.state import ListState

LEAD, SCROLLBAR = 2, 2
"""The cells before and after the text of a line."""


MESSAGE_LINES = 2
"""The lines below a dialog in which a message is shown: the margin of `.dialog`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: pieces one after another. The cursor goes only on items.

    Pieces that take a while to make are made when the line is drawn. No two lines have one `key`.
    """

    key: Hashable
    pieces: Sequence[Cell] | Callable[[], Sequence[Cell]]
    is_item: bool = False


def fit_height(widget: Widget, lines: int, beside: int) -> None:
    """Make a widget as high as its lines, if there is room; `beside` are the dialog's others.

    A dialog is at most as high as the screen without the lines of messages below it.
    """
    height = max(1, min(lines, widget.screen.size.height - MESSAGE_LINES - beside))
    if widget.styles.height is None or widget.styles.height.value != height:
        widget.styles.height = height


class Page(RowList[Any], inherit_bindings=False):
    """Shows lines made for its width, anew for every other width.

    It is as high as its lines, and leaves `beside` lines of the dialog that it is in; with None it
    takes all the height there is. Without items the keys that move the cursor scroll. `Chosen` is
    posted for a double click only.
    """

    BINDINGS = [*MOVING]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--faint",
        "row-list--heading",
        "row-list--added",
        "row-list--removed",
        "row-list--added-part",
        "row-list--removed-part",
    }

    DEFAULT_CSS = """
    Page {
        & > .row-list--faint { color: $text-muted; text-style: italic; }
        & > .row-list--heading { color: $foreground; text-style: bold; }
        & > .row-list--added { color: $success; }
        & > .row-list--removed { color: $error; }
        & > .row-list--added-part { color: $success; background: $success 22%; text-style: bold; }
        & > .row-list--removed-part { color: $error; background: $error 22%; text-style: bold; }
        &:ansi > .row-list--added-part { background: transparent; text-style: reverse; }
        &:ansi > .row-list--removed-part { background: transparent; text-style: reverse; }
    }
    """

    def __init__(
        self,
        make_lines: Callable[[int], Sequence[Line]],
        beside: int | None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(
            [Column("text")],
            self._pieces,
            selectable=self._is_item,
            painter=LinePainter(self._pieces),
            id=id,
        )
        self._make_lines = make_lines
        self._beside = beside
        self._lines: dict[Hashable, Line] = {}
        self._made_for = -1

    @property
    def text_width(self) -> int:
        """The cells that a line has room for."""
        return max(8, self.size.width - LEAD - SCROLLBAR)

    def show_lines(self) -> None:
        """Make the lines anew; the cursor stays on its line."""
        self._made_for = self.text_width
        self._lines = {line.key: line for line in self._make_lines(self.text_width)}
        self.fit()
        self.set_rows([*self._lines])

    def fit(self) -> None:
        """Be as high as the lines, if there is room."""
        if self._beside is not None:
            fit_height(self, len(self._lines), self._beside)

    def on_resize(self) -> None:
        if self.size.width and self._made_for != self.text_width:
            self.show_lines()

    def _pieces(self, key: Hashable) -> Sequence[Cell]:
        pieces = self._lines[key].pieces
        return pieces() if callable(pieces) else pieces

    def _is_item(self, key: Hashable) -> bool:
        return self._lines[key].is_item


class LinePainter:
    """Draws lines of pieces one after another; `pieces` gives those of a line."""

    has_header = False

    def __init__(self, pieces: Callable[[Hashable], Sequence[Cell]]) -> None:
        self._pieces = pieces

    def paint_header(self, styles: Styles, width: int) -> Strip:
        """Return nothing: a page has no header."""
        return Strip.blank(width)

    def paint_row(self, state: ListState[Any], styles: Styles, index: int, width: int) -> Painted:
        """Return a line with its pieces, cut where there is no more room."""
        on_cursor = index == state.cursor
        line = begin_row(styles, on_cursor=on_cursor)
        line.pad_to(LEAD)
        for cell in self._pieces(state.rows.shown[index]):
            room = width - SCROLLBAR - line.width
            text = visible(cell.text)
            if cell_width(text) > room:
                text = join_cut(text, cut(text, room))
            line.add(text, styles.of(cell.style or "row", on_cursor))
        return line
