"""The goal of a `g`: a name that is typed, and the documents that it may mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.plain_list import PlainList

ROWS = 8
"""The lines of the list."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A document that one may go to, and what there is to say of it.

    One that is not `there` is opened only where that was chosen in the list: it may be a typo.
    """

    key: DocumentKey
    words: str
    there: bool = True


@dataclass(frozen=True, slots=True)
class Goals:
    """The documents that a text may mean, the likeliest first, and why there is none."""

    goals: Sequence[Goal] = ()
    problem: str = ""


class GoToDialog(Dialog[DocumentKey]):
    """Asks where to go; `find` says what a text may mean. Answers a document's key."""

    BINDINGS = [Binding("down", "to_list", "To the list", id="goto.list", show=False)]

    def __init__(self, find: Callable[[str], Goals], hint: str) -> None:
        super().__init__()
        self._find = find
        self._hint = hint
        self._found = Goals()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label("Go to", classes="dialog-title")
            yield LineField(id="name", placeholder=self._hint)
            rows: PlainList[int] = PlainList(
                [Column("name", crop="middle"), Column("words", width=24, align="right")],
                self._cells,
                id="goals",
            )
            rows.styles.height = ROWS
            yield rows
            yield Label("", id="name-problem", classes="dialog-foot", markup=False)

    def on_mount(self) -> None:
        self.query_one(LineField).focus()
        self._show("")

    @property
    def _list(self) -> PlainList[int]:
        return self.query_one(PlainList)

    def _cells(self, index: int) -> list[Cell]:
        goal = self._found.goals[index]
        return [
            Cell(goal.key.label, "" if goal.there else "dim"),
            Cell(goal.words, "dim" if goal.there else "warning"),
        ]

    @on(LineField.Changed)
    def _changed(self, event: LineField.Changed) -> None:
        self._show(event.value.strip())

    def _show(self, text: str) -> None:
        self._found = self._find(text) if text else Goals()
        rows = self._list
        rows.empty = self._found.problem or "What is typed is looked for as you type."
        rows.set_rows(range(len(self._found.goals)))
        rows.action_move("first")
        rows.refresh()
        self._say(
            "enter opens the first  ·  ↓ the list  ·  esc back"
            if self._found.goals
            else "paste an id, or type a part of it  ·  esc back"
        )

    def _say(self, sentence: str) -> None:
        self.query_one("#name-problem", Label).update(Content(visible(sentence)))

    @on(LineField.Submitted)
    def _submitted(self) -> None:
        goals = self._found.goals
        if goals and goals[0].there:
            self.dismiss(goals[0].key)
        elif goals:
            self._list.focus()
            self._say("enter opens it although it isn't there.")
        else:
            self._say(self._found.problem or "Type a session id, or a document's key.")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(self._found.goals[event.key].key)

    def action_to_list(self) -> None:
        """Leave the line and go to what it found."""
        if self._found.goals:
            self._list.focus()
