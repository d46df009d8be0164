"""A property that others changed too: theirs beside one's own, chosen one by one."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.model.changes import Conflict
from ccs_tui.model.difference import Difference, difference
from ccs_tui.model.json_text import JsonText, kind, pretty
from ccs_tui.model.tree import NotJson
from ccs_tui.ui.dialogs.conflict_words import (
    NAME_AT_MOST,
    OPENED,
    THERE,
    YOURS,
    Decision,
    Edited,
    Mine,
    Theirs,
    absence_of,
    labels_of,
    sentence,
    title_of,
    word_of,
)
from ccs_tui.ui.dialogs.dialog import Dialog
from ccs_tui.ui.dialogs.edited_texts import EditedValue
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.ui.text import shorten, visible
from ccs_tui.ui.widgets.difference_lines import COMPARED_AT_ONCE, below, beside, halves, joined
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.row_list import Cell

BESIDE = 11
"""Lines of the dialog that are not the page: the frame, the sentence, the choices, the keys."""
SIDE_BY_SIDE_FROM = 88
"""Cells of the page from which on two values stand side by side: on a screen of 100 columns."""

NOT_MERGED = "What you merged is not JSON yet: {}. It is kept; e goes on with it."

VIEWS = ((THERE, YOURS), (OPENED, THERE), (OPENED, YOURS))
"""The pairs of values that are compared, in turn."""


class ConflictDialog(Dialog[Mapping[str, Decision]]):
    """Asks about each property that was changed here and on the service.

    Answers the choices by name, once all are made; None leaves all as it was. `now` is when the
    document was read, `again` names the properties about which the user chose before, and with
    `is_undo` a save is taken back.
    """

    BINDINGS = [
        Binding("m", "mine", "Keep mine", id="conflict.mine"),
        Binding("t", "theirs", "Take theirs", id="conflict.theirs"),
        Binding("e", "edit", "Edit: merge both", id="conflict.edit"),
        Binding("o", "view", "Compare with what it was", id="conflict.view"),
        Binding("right,n", "step(1)", "Next conflict", id="conflict.next"),
        Binding("left,p", "step(-1)", "Previous conflict", id="conflict.previous"),
    ]

    def __init__(
        self,
        label: str,
        conflicts: tuple[Conflict, ...],
        now: datetime,
        *,
        again: Collection[str] = (),
        ours: Collection[str] = (),
        is_undo: bool = False,
        is_gone: bool = False,
        typing: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__()
        self._typing = typing
        self._editing: tuple[str, LargeDialog[JsonText | NotJson]] | None = None
        self._unfinished: dict[str, str] = {}
        """The texts merged by hand that are no JSON yet, by property."""
        self._again = frozenset(again)
        self._ours = frozenset(ours)
        self._is_undo = is_undo
        self._is_gone = is_gone
        self._label = label
        self._conflicts = conflicts
        self._now = now
        self._at = 0
        self._view = 0
        self._chosen: dict[str, Decision] = {}
        self._differences: dict[tuple[int, int], Difference] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -page -conflict"):
            yield Label(id="sentence", classes="dialog-text", markup=False)
            yield Page(self._lines, BESIDE)
            with Vertical(classes="dialog-choices"):
                yield Button("", id="mine", compact=True)
                yield Button("", id="theirs", compact=True)
                yield Button("", id="edit", compact=True)
            yield FootLine(*self._foot())

    def on_mount(self) -> None:
        self.query_one(Page).focus()
        self._show()

    def on_resize(self) -> None:
        self.query_one(Page).fit()

    @property
    def conflict(self) -> Conflict:
        """The conflict that is asked about now."""
        return self._conflicts[self._at]

    def _foot(self) -> list[str]:
        others = ["← → others"] if len(self._conflicts) > 1 else []
        return ["esc back, undecided", "o what it was", *others, "↑ ↓ scroll"]

    def _show(self) -> None:
        conflict, count = self.conflict, len(self._conflicts)
        name = shorten(conflict.name, NAME_AT_MOST)
        chosen = self._chosen.get(conflict.name)
        self.query_one(".dialog").border_title = Content.assemble(
            (f"{self._at + 1} of {count}", "bold $warning"),
            f" · {name} · {visible(self._label)}",
            (f" · you chose {word_of(chosen)}" if chosen else "", "$muted"),
        )
        self.query_one("#sentence", Label).update(
            sentence(
                conflict,
                again=conflict.name in self._again,
                is_undo=self._is_undo,
                is_ours=conflict.name in self._ours,
                is_gone=self._is_gone,
            )
        )
        labels = labels_of(conflict, is_undo=self._is_undo)
        for button in ("mine", "theirs", "edit"):
            label = self.choice_label(f"conflict.{button}", labels[button])
            self.query_one(f"#{button}", Button).label = label
        self._show_values()

    def why_idle(self, key: str) -> str:
        """Say that no value is chosen by accident."""
        return "enter decides nothing here: m, t and e do." if key == "enter" else ""

    # ── what is compared ───────────────────────────────────────────────────────────────────────

    def _show_values(self) -> None:
        page = self.query_one(Page)
        page.show_lines()
        page.scroll_to(y=0)
        if self._difference() is None:
            self._compare(self._at, self._view)

    def _values(self, at: int, view: int) -> tuple[JsonText | None, JsonText | None]:
        conflict = self._conflicts[at]
        values = {OPENED: conflict.opened, THERE: conflict.there, YOURS: conflict.wanted}
        left, right = VIEWS[view]
        return values[left], values[right]

    def _difference(self) -> Difference | None:
        """Return the difference to show, None if comparing takes a moment."""
        place = (self._at, self._view)
        if place not in self._differences:
            left, right = self._values(*place)
            if len(left or "") + len(right or "") > COMPARED_AT_ONCE:
                return None
            self._differences[place] = difference(left, right)
        return self._differences[place]

    @work(thread=True)
    def _compare(self, at: int, view: int) -> None:
        self._differences[at, view] = difference(*self._values(at, view))
        self.app.call_from_thread(self._compared)

    def _compared(self) -> None:
        if self.is_attached:
            self.query_one(Page).show_lines()

    def _lines(self, width: int) -> list[Line]:
        return [Line(at, pieces) for at, pieces in enumerate(self._pieces(width))]

    def _pieces(self, width: int) -> Iterator[list[Cell]]:
        titles = VIEWS[self._view]
        said = [title_of(title, self._now, is_undo=self._is_undo) for title in titles]
        values = self._values(self._at, self._view)
        absent = [
            [Cell(absence_of(title, is_undo=self._is_undo), "warning")] if value is None else []
            for title, value in zip(titles, values, strict=True)
        ]
        found = self._difference()
        if width >= SIDE_BY_SIDE_FROM:
            left_width, _ = halves(width)
            yield joined([Cell(said[0], "heading")], [Cell(said[1], "heading")], left_width)
            if any(absent):
                yield joined(absent[0], absent[1], left_width)
            yield from beside(found, width) if found else [[Cell("comparing …", "dim")]]
            return
        left, right = (
            [Cell(title, "heading"), Cell(": " if missing else ""), *missing]
            for title, missing in zip(said, absent, strict=True)
        )
        yield [Cell("- ", "removed"), *left, Cell("   "), Cell("+ ", "added"), *right]
        yield []
        yield from below(found, width) if found else [[Cell("comparing …", "dim")]]

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    def action_view(self) -> None:
        """Compare another pair of values, in turn."""
        self._view = (self._view + 1) % len(VIEWS)
        self._show_values()

    def action_step(self, by: int) -> None:
        """Go to another conflict."""
        self._go_to((self._at + by) % len(self._conflicts))

    def _go_to(self, at: int) -> None:
        self._at, self._view = at, 0
        self._show()

    @on(Button.Pressed, "#mine")
    def action_mine(self) -> None:
        """Choose the value of this side."""
        self._choose(Mine())

    @on(Button.Pressed, "#theirs")
    def action_theirs(self) -> None:
        """Choose the value of the other side."""
        self._choose(Theirs())

    @on(Button.Pressed, "#edit")
    @work
    async def action_edit(self) -> None:
        """Edit one's own value, or the other one if one's own is a removal."""
        conflict = self.conflict
        value = conflict.wanted if conflict.wanted is not None else conflict.there
        if value is None:
            return
        is_string = kind(value) == "string"
        text = value if is_string else pretty(value)
        dialog = LargeDialog(
            conflict.name,
            EditedValue(text, is_string),
            typed=self._unfinished.get(conflict.name),
            typing=self._typing,
        )
        self._editing = (conflict.name, dialog)
        answer = await self.app.push_screen_wait(dialog)
        self._editing = None
        self._unfinished.pop(conflict.name, None)
        if isinstance(answer, NotJson):
            self._unfinished[conflict.name] = answer.text
            self.notify(NOT_MERGED.format(answer.problem), severity="warning", markup=False)
        elif answer is not None:
            self._choose(Edited(answer))
        self._typing()

    def typed(self) -> Mapping[str, str]:
        """Return the values edited here, by property, even while one is typed."""
        typed = dict(self._unfinished)
        for name, choice in self._chosen.items():
            if isinstance(choice, Edited):
                typed[name] = choice.value
        if self._editing is not None and (text := self._editing[1].typed()) is not None:
            typed[self._editing[0]] = text
        return typed

    def _choose(self, choice: Decision) -> None:
        self._chosen[self.conflict.name] = choice
        count = len(self._conflicts)
        for at in (*range(self._at + 1, count), *range(self._at)):
            if self._conflicts[at].name not in self._chosen:
                self._go_to(at)
                return
        self.dismiss(dict(self._chosen))
