"""A document that would be too large: how much must go, and what would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, islice

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT, largest_first, size_without
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.dialog import KEY_CELLS, Dialog
from ccs_tui.ui.text import shorten
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.page import fit_height
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import MARKING, MOVING

BESIDE = 12
"""Lines of the dialog that are not the rows: the frame, the sentence, the choices, the keys."""
LABEL_WIDTH, NAME_WIDTH = 40, 24


@dataclass(frozen=True, slots=True)
class TrimAnswer:
    """The answer to go to this property, and shorten it."""

    name: str


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """The answer to move these properties to another document."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportAnswer:
    """The answer to export these properties to a file."""

    names: tuple[str, ...]


class TooLargeDialog(Dialog[TrimAnswer | MoveAnswer | ExportAnswer]):
    """Says by how much a document is too large, and shows its properties, the largest first.

    `sizes` are those of the properties, and `size` is that of the document, in characters, after
    the save. `not_sent` says what became of the save; None if the service refused it, and not our
    own count.
    """

    BINDINGS = [
        Binding("enter", "trim", "Go to it, to shorten it", id="too-large.trim"),
        Binding("m", "move", "Move to another document", id="too-large.move"),
        Binding("w", "export", "Export to a file", id="too-large.export"),
    ]

    def __init__(
        self,
        part_key: DocumentKey,
        sizes: Mapping[str, int],
        size: int,
        not_sent: str | None,
    ) -> None:
        super().__init__()
        self._label = part_key.label
        self._sizes = dict(largest_first(sizes.items()))
        self._total = size
        self._not_sent = not_sent
        running = accumulate(
            self._sizes.values(), lambda left, taken: size_without(left, [taken]), initial=size
        )
        self._left = dict(zip(self._sizes, islice(running, 1, None), strict=True))
        """The size that is left without a property and the larger ones."""
        fits = (name for name, left in self._left.items() if size > LIMIT >= left)
        self._enough = next(fits, None)
        """The first property without which, and without the larger ones, it is not too large."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page -list"):
            yield Label(Content(self._sentence()), id="sentence", classes="dialog-text")
            yield RowList(
                [
                    Column("name", "property", minimum=14),
                    Column("size", "size", 9, "right"),
                    Column("share", "share", 5, "right"),
                    Column("left", "without it and those above", 26, "right"),
                ],
                self._cells,
                keys=[*MOVING, *MARKING],
            )
            yield Label(id="marked", classes="dialog-foot", markup=False)
            yield FootLine("esc back", "space marks several", classes="dialog-keys")
            with Vertical(classes="dialog-choices"):
                yield Button("", id="trim", compact=True)
                yield Button("", id="move", compact=True)
                yield Button("", id="export", compact=True)

    def on_mount(self) -> None:
        title = f"{shorten(self._label, LABEL_WIDTH, 'middle')} would be too large"
        self.query_one(".dialog").border_title = Content(title)
        rows = self.query_one(RowList)
        rows.set_rows([*self._sizes])
        rows.focus()

    def on_resize(self) -> None:
        fit_height(self.query_one(RowList), len(self._sizes) + 1, BESIDE)

    def _sentence(self) -> str:
        over = self._total - LIMIT
        if self._not_sent is None and over <= 0:
            return (
                f"The service refused it as over {LIMIT:,} characters, so nothing was saved. We "
                f"count {self._total:,}: its own count must be higher. Remove or shorten something."
            )
        who = (self._not_sent or "the service refused it, so nothing was saved").capitalize()
        return (
            f"{who}: it would have {self._total:,} characters, and {LIMIT:,} is the limit. "
            f"{over:,} must go."
        )

    def _cells(self, name: str) -> list[Cell]:
        taken, left = self._sizes[name], self._left[name]
        percent = taken * 100 // max(1, self._total)
        if left > LIMIT:
            running = Cell(f"{left:,} over", "alarm")
        else:
            running = Cell(f"{left:,} fits", "good" if name == self._enough else "dim")
        share = f"{percent} %" if percent else "<1 %"
        return [Cell(name), Cell(f"{taken:,}"), Cell(share, "dim"), running]

    @property
    def _names(self) -> tuple[str, ...]:
        """The marked properties, or the one under the cursor."""
        rows = self.query_one(RowList)
        names: set[str | None] = {*rows.marked} or {rows.cursor_key}
        return tuple(name for name in self._sizes if name in names)

    @on(RowList.MarksChanged)
    @on(RowList.Highlighted)
    def _show(self) -> None:
        names, cursor = self._names, self.query_one(RowList).cursor_key
        if cursor is None:
            return
        left = size_without(self._total, (self._sizes[name] for name in names))
        what = shorten(names[0], NAME_WIDTH) if len(names) == 1 else counted(len(names))
        fits = left <= LIMIT
        verdict = "it fits" if fits else f"still {left - LIMIT:,} over"
        self.query_one("#marked", Label).update(
            Content.assemble(
                f"Without {what}: {left:,} of {LIMIT:,}, ",
                (verdict, "$success" if fits else "$error"),
            )
        )
        for id, does in (
            ("trim", f"Go to {shorten(str(cursor), NAME_WIDTH)}, to shorten it"),
            ("move", f"Move {what} to another document"),
            ("export", f"Export {what} to a file"),
        ):
            label = self.choice_label(f"too-large.{id}", does, KEY_CELLS)
            self.query_one(f"#{id}", Button).label = label

    @on(RowList.Chosen)
    @on(Button.Pressed, "#trim")
    def action_trim(self) -> None:
        """Go to the property under the cursor."""
        name = self.query_one(RowList).cursor_key
        if name is not None:
            self.dismiss(TrimAnswer(name))

    @on(Button.Pressed, "#move")
    def action_move(self) -> None:
        """Move the marked properties, or the one under the cursor."""
        if names := self._names:
            self.dismiss(MoveAnswer(names))

    @on(Button.Pressed, "#export")
    def action_export(self) -> None:
        """Export the marked properties, or the one under the cursor."""
        if names := self._names:
            self.dismiss(ExportAnswer(names))
