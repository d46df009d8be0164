"""The question where to go: a name that is typed or a text that is pasted, and what it may mean."""

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.goals import AnyGoal, Goals
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.row_list.keys import PLAIN
from ccs_tui.ui.widgets.sentence import Sentence

ROWS = 10
"""The lines of the list."""


async def _keep(_: AnyGoal) -> None:
    """Remove nothing."""


class GoToDialog(Dialog[AnyGoal]):
    """Asks where to go, or for another document by its `title`, with what enter `does`; `find`
    says what a text may mean, `remove` forgets a recent or bookmark.

    A paste of any length, and of several lines, is taken whole. Answers a goal.
    """

    BINDINGS = [
        Binding("down", "to_list", "To the list", id="goto.list", show=False),
        Binding(
            "d,delete", "remove", "Remove the recent or bookmark", id="goto.remove", show=False
        ),
    ]

    def __init__(
        self,
        find: Callable[[str], Goals],
        hint: str,
        remove: Callable[[AnyGoal], Awaitable[None]] = _keep,
        title: str = "Go to",
        does: str = "opens",
    ) -> None:
        super().__init__()
        self._title = title
        self._does = does
        self._find = find
        self._hint = hint
        self._remove = remove
        self._found = Goals()
        self._text = ""
        """The text that is looked at: what is typed, or what was pasted."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -ids"):
            yield Label(Content(visible(self._title)), classes="dialog-title")
            yield LineField(id="name", placeholder=self._hint, elsewhere=self._take_whole)
            rows: RowList[int] = RowList(
                [Column("name", crop="middle"), Column("words", width=27, align="right")],
                self._cells,
                id="goals",
                keys=PLAIN,
            )
            rows.styles.height = ROWS
            yield rows
            yield Sentence(id="name-problem", classes="dialog-foot")

    def on_mount(self) -> None:
        self.query_one(LineField).focus()
        self._show("")

    @property
    def _list(self) -> RowList[int]:
        return self.query_one(RowList)

    def _cells(self, index: int) -> list[Cell]:
        goal = self._found.goals[index]
        return [
            Cell(goal.label, "" if goal.there else "dim"),
            Cell(goal.words, "dim" if goal.there else "warning"),
        ]

    @on(LineField.Changed)
    def _changed(self, event: LineField.Changed) -> None:
        # The line is emptied for a text that it can't show.
        if event.value or not self._is_whole_text:
            self.query_one(LineField).placeholder = self._hint
            self._show(event.value)

    @property
    def _is_whole_text(self) -> bool:
        """True if a text was pasted that the line does not show."""
        return bool(self._text) and self.query_one(LineField).placeholder != self._hint

    def _take_whole(self, text: str) -> None:
        """Take a paste that a line can't show, with what was typed around it."""
        lines = counted(text.count("\n") + 1, "line")
        line = self.query_one(LineField)
        line.placeholder = f"{lines} pasted, {counted(len(text), 'character')} · typing replaces it"
        self._show(text)
        line.value = ""

    def _show(self, text: str) -> None:
        self._text = text
        self._found = found = self._find(text)
        rows = self._list
        rows.empty = found.problem or "What is typed is looked for as you type."
        rows.set_rows(range(len(found.goals)))
        rows.action_move("first")
        rows.refresh()
        if not found.goals:
            self._say("paste an id or any text that has one, or type a part of it  ·  esc back")
        elif found.problem:
            self._say(found.problem)
        elif not found.goals[0].there:
            self._say(f"not there: enter twice {self._does} it all the same  ·  esc back")
        elif text.strip():
            self._say(f"enter {self._does} the first  ·  ↓ the list  ·  esc back")
        else:
            self._say("paste an id, or type a part of it  ·  ↓ where you were  ·  esc back")

    def _say(self, sentence: str) -> None:
        self.query_one("#name-problem", Sentence).update(Content(visible(sentence)))

    @on(LineField.Submitted)
    def _submitted(self) -> None:
        goals = self._found.goals
        if not self._text.strip():
            self._say("Type or paste something, or choose below with ↓.")
        elif goals and goals[0].there:
            self.dismiss(goals[0])
        elif goals:
            self._list.focus()
            self._say(f"enter {self._does} it although it isn't there.")
        else:
            self._say(self._found.problem or "Type a session id, or a document's key.")

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(self._found.goals[event.key])

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        if not self._list.has_focus or event.key is None:
            return
        goal = self._found.goals[event.key]
        removes = "  ·  d removes it from this list" if goal.is_kept else ""
        self._say(
            f"enter {self._does} it{removes}  ·  esc back"
            if goal.there
            else f"enter {self._does} it although it isn't there."
        )

    def action_to_list(self) -> None:
        """Leave the line and go to what it found."""
        if self._found.goals:
            self._list.focus()
            if self._found.goals[0].is_kept:
                self._say(f"enter {self._does} it  ·  d removes it from this list  ·  esc back")

    async def action_remove(self) -> None:
        """Remove the recent or the bookmark under the cursor."""
        index = self._list.cursor_key
        if not self._list.has_focus or index is None:
            return
        goal = self._found.goals[index]
        if not goal.is_kept:
            self._say("d removes recents and bookmarks: this is neither.")
            return
        await self._remove(goal)
        self._show(self._text)
