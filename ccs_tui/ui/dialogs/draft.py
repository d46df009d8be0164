"""Edits that were kept from before, offered again."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.model.expiry import format_when
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.dialog import KEY_CELLS, Dialog
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import clip, shorten, visible
from ccs_tui.ui.widgets.page import fit_height
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN

BESIDE = 9
"""Lines of the dialog that are not the rows: the frame, the sentence, the choices, the keys."""

LABEL_WIDTH = 24
NAME_AT_MOST = 18
TYPED_AT_LEAST = 14
TYPED_AT_MOST = 200
"""Characters of what was typed that are looked at: a row is no wider."""

EditKind = Literal["changed", "added", "removed", "not JSON"]
STYLES: dict[EditKind, tuple[str, str]] = {
    "changed": ("~", "warning"),
    "added": ("+", "good"),
    "removed": ("-", "error"),
    "not JSON": ("!", "alarm"),
}


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A property of a draft: the kind of its edit, and whether others changed it since.

    With `replaces` it has an open edit, which taking up the draft would replace. `text` is what was
    typed, JSON or not.
    """

    name: str
    what: EditKind
    changed_on_service: bool
    replaces: bool = False
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """The answer that the edits are to be open again."""


@dataclass(frozen=True, slots=True)
class Discard:
    """The answer that the edits are to be thrown away."""


class DraftDialog(Dialog[TakeUp | Discard]):
    """Offers the edits of a document that were typed before. None leaves them for later.

    `is_gone` says that the document is not there any more.
    """

    BINDINGS = [
        Binding("enter", "take_up", "Restore as unsaved edits", id="draft.take"),
        Binding("d", "discard", "Discard them", id="draft.discard"),
    ]

    def __init__(
        self,
        label: str,
        saved_at: datetime,
        now: datetime,
        rows: tuple[DraftRow, ...],
        *,
        is_gone: bool = False,
    ) -> None:
        super().__init__()
        self._label = label
        self._is_gone = is_gone
        self._when = format_when(saved_at, now)
        self._rows = rows
        self._name_cells = min(NAME_AT_MOST, max((cell_width(row.name) for row in rows), default=1))

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page -list"):
            yield Label(Content(self._sentence()), id="sentence", classes="dialog-text")
            width = max((len(self._since(row)) for row in self._rows), default=0)
            since = [Column("since", width=width, priority=1)] if width else []
            yield RowList(
                [
                    Column("mark", width=1),
                    Column("name", width=self._name_cells, priority=2),
                    Column("what", width=8, priority=2),
                    Column("typed", minimum=TYPED_AT_LEAST, priority=2),
                    *since,
                ],
                self._cells,
                id="typed",
                keys=PLAIN,
            )
            with Vertical(classes="dialog-choices"):
                count = counted(len(self._rows), "edit")
                for id, key, text in (
                    ("take", "draft.take", f"Restore {count}, still unsaved"),
                    ("discard", "draft.discard", f"Discard {count}"),
                    ("later", "dialog.cancel", "Later: keep them, ask again"),
                ):
                    yield Button(self.choice_label(key, text, KEY_CELLS), id=id, compact=True)

    def on_mount(self) -> None:
        label = shorten(self._label, LABEL_WIDTH, "middle")
        title = f"Unsaved edits from {self._when} · {label}"
        self.query_one(".dialog").border_title = Content(visible(title))
        rows = self.query_one(RowList)
        rows.set_rows(range(len(self._rows)))
        rows.focus()

    def on_resize(self) -> None:
        fit_height(self.query_one(RowList), len(self._rows), BESIDE)

    def _sentence(self) -> str:
        changed = sum(row.changed_on_service for row in self._rows)
        if not changed:
            # Of the other properties the draft doesn't know what they were.
            return "They were never sent. What you edited hasn't changed since."
        if self._is_gone:
            return (
                f"They were never sent. {self._label} expired or was deleted since: saving asks "
                "which to keep."
            )
        return (
            f"They were never sent. {counted(changed, 'property')} changed on the service since: "
            "saving asks which to keep."
        )

    def _since(self, row: DraftRow) -> str:
        """Say what stands in the way of an edit: what others did since, or another open edit."""
        if row.replaces:
            return "replaces an open edit"
        what = "gone from" if self._is_gone else "changed on"
        return f"{what} the service since" if row.changed_on_service else ""

    def _cells(self, index: int) -> list[Cell]:
        row = self._rows[index]
        mark, style = STYLES[row.what]
        typed = " ".join(clip(row.text, TYPED_AT_MOST).split())
        return [
            Cell(mark, style),
            Cell(row.name),
            Cell(row.what, style),
            Cell(typed),
            Cell(self._since(row), "warning"),
        ]

    @on(RowList.Chosen)
    @on(Button.Pressed, "#take")
    def action_take_up(self) -> None:
        """Open the edits again."""
        self.dismiss(TakeUp())

    @on(Button.Pressed, "#later")
    def _later(self) -> None:
        self.dismiss(None)

    @on(Button.Pressed, "#discard")
    @work
    async def action_discard(self) -> None:
        """Throw the edits away, after a question."""
        count = counted(len(self._rows), "edit")
        if await self.app.push_screen_wait(
            ConfirmDialog(
                f"Discard the edits from {self._when}?",
                f"{count} of {self._label}. This can't be undone.",
                f"Discard {count}",
            )
        ):
            self.dismiss(Discard())
