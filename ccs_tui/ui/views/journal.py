"""The journal: every write of this tool, the newest first, each to be looked at and taken back."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen

from ccs_tui.model.expiry import Clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.views.journal_entries import EntriesPanel, columns_for
from ccs_tui.ui.views.journal_lines import Detail, detail_lines, detail_of
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.more_below_hint import show_more_below
from ccs_tui.ui.widgets.page import Line, Page
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.read_delay import ReadDelay
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.journal import PAGE
from ccs_tui.workspace.journal_history import (
    History,
    document_of,
    elsewhere,
)

if TYPE_CHECKING:
    from ccs_tui.workspace.journal import Entry, JournalReader

WIDE = 176
"""Columns from which the entry stands beside the list, and an id is still whole there."""
LOOK_SECONDS = 0.25
"""The seconds between two looks whether there is something new to read."""
HIGH = 32
"""Lines from which the entry below the list has more of them than that."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The answer to take back the entry `entry`, with all of its operation that still stands.

    `entries` are all of these, in the order of the calls.
    """

    entry: int
    operation: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GoTo:
    """The answer to open a document that was written."""

    key: DocumentKey


class JournalScreen(TellsBugs, EarlyExit, Screen[TakeBack | GoTo | None]):
    """Lists the journal of a profile, or of all; answers what the user wants to do.

    Only what was written with the journal's own profile, and account, can be undone. `clock` is
    this machine's, and `ahead` by how much the service's is ahead of it. Undoing is advised only
    in namespaces that `may_write` allows.
    """

    CSS_PATH = "../styles/journal.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high")]

    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="journal.back", key_display="esc"),
        Binding("u", "take_back", "Undo save", id="journal.undo"),
        Binding("g", "go_to", "Go to", id="journal.go"),
        Binding("p", "profiles", "Profiles", id="journal.profiles"),
        Binding("tab", "app.focus_next", "Read the entry", id="journal.read", key_display="tab"),
        Binding("r", "refresh", "Refresh", id="journal.refresh", show=False),
    ]

    def __init__(
        self,
        journal: "JournalReader",
        clock: Clock,
        ahead: Callable[[], timedelta] = timedelta,
        may_write: Callable[[str], bool] = lambda _: True,
    ) -> None:
        super().__init__()
        self._may_write = may_write
        self._ahead = ahead
        self._journal = journal
        self._clock = clock
        self._all = False
        self._entries = EntriesPanel(clock)
        self._detail: Detail | None = None
        self._cursor = ReadDelay(self)
        self._is_reading, self._read_at = False, 0

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="journal"):
            yield self._entries
            with Panel("Entry", id="entry"):
                yield Page(self._lines, beside=None, id="entry-text")
        yield KeyBar()

    @property
    def history(self) -> History:
        """The entries that are listed."""
        return self._entries.history

    @property
    def rows(self) -> RowList[int]:
        """The list of entries."""
        return self.query_one(EntriesPanel).rows

    @property
    def selected(self) -> "Entry | None":
        """The entry under the cursor, without its values."""
        key = self.rows.cursor_key
        return None if key is None else self.history.entries.get(key)

    # ── the list ───────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        self.rows.focus()
        self._begin()
        self.set_interval(LOOK_SECONDS, self._look)

    def _look(self) -> None:
        """Read what was written meanwhile: a save may be under way, and its answer still to come.

        One reading comes to its end before the next, however fast an operation on many writes.
        """
        if self._journal.changes != self._read_at and not self._is_reading:
            self._read()

    def _begin(self) -> None:
        self._entries.set_title(
            "Journal · all profiles" if self._all else f"Journal · {self._journal.label}"
        )
        self._entries.history = History()
        self.rows.empty = "Reading the journal …"
        self.rows.columns.replace(columns_for(with_profile=self._all))
        self.rows.set_rows([])
        self._read()

    @work(group="journal", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        """Read all entries; into an empty list page by page, else all at once."""
        history, last = History(), None
        self._entries.complete = False
        self._is_reading, self._read_at = True, self._journal.changes
        try:
            while not self._entries.complete:
                page = await self._journal.page(last, of_all=self._all)
                history.add(page)
                self._entries.complete = len(page) < PAGE
                last = page[-1].id if page else None
                if self._entries.complete or not len(self.rows.keys) or history is self.history:
                    self._show(history)
            self._is_reading = False
        except StateError as error:
            self._is_reading = False
            self._fail(str(error))

    def _show(self, history: History) -> None:
        self._entries.history = history
        self.rows.empty = (
            "The journal has no entry yet. Every save, deletion and undo is listed here."
            if self._all
            else f"The journal has no entry of the profile {self._journal.label} yet. What is "
            f"saved, deleted and undone is listed here. p shows all profiles."
        )
        self.rows.set_rows(history.order())
        self._entries.show_count()
        self._settle()

    def _fail(self, sentence: str) -> None:
        self.rows.empty = f"{sentence} r tries again."
        if len(self.rows.keys):
            self.notify(sentence, severity="error", markup=False)
        self._entries.set_state(("failed", "$error"))

    # ── the entry under the cursor ─────────────────────────────────────────────────────────────

    @on(RowList.InView, "#entry-text")
    def _show_more(self, event: RowList.InView) -> None:
        show_more_below(self.query_one("#entry"), event.row_list)

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self._settle()

    def _settle(self) -> None:
        self._cursor.settle("entry", self._read_entry)

    @work(group="entry", exclusive=True, exit_on_error=False)
    async def _read_entry(self) -> None:
        selected, problem = self.selected, ""
        detail: Detail | None = None
        if selected is not None:
            try:
                entry = await self._journal.entry(selected.id)
                if entry is None:
                    problem = "It is no longer in the journal. r reads it again."
                detail = await asyncio.to_thread(detail_of, entry or selected)
            except StateError as error:
                detail, problem = Detail(selected, None), str(error)
        self._show_entry(detail, problem)

    def _show_entry(self, detail: Detail | None, problem: str) -> None:
        same = detail and self._detail and detail.entry.id == self._detail.entry.id
        self._detail = detail
        panel, text = self.query_one("#entry", Panel), self.query_one("#entry-text", Page)
        panel.set_title("Entry" if detail is None else f"Entry {detail.entry.id}")
        why = detail and self.history.why_not(
            detail.entry, self._journal.profile, self._journal.account
        )
        if problem:
            panel.set_state((problem, "$error"))
        elif detail is None or why or not self._may_write(detail.entry.namespace):
            panel.set_state()
        else:
            panel.set_state(("u undoes it", "$muted"))
        text.show_lines()
        if not same:
            text.scroll_to(y=0)

    def _lines(self, width: int) -> Sequence[Line]:
        if self._detail is None:
            return []
        made = detail_lines(self._detail, self.history, self._clock(), width, self._ahead())
        return [Line(at, pieces) for at, pieces in enumerate(made)]

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: what acts on a row, where there is one."""
        works = bool(self.rows.keys) or action not in ("take_back", "go_to")
        return works and super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self._entries.clear_filter():
            self.dismiss(None)

    def action_refresh(self) -> None:
        """Read the journal anew."""
        self._read()

    def action_profiles(self) -> None:
        """Show the writes with all profiles, or with this one alone again."""
        self._all = not self._all
        self._begin()

    def refuses(self, action: str) -> bool:
        """Return whether a key would only be told that nothing may be written here."""
        entry = self.selected
        return action == "take_back" and not self._may_write(entry.namespace if entry else "")

    def action_take_back(self) -> None:
        """Take back the operation of the entry."""
        entry = self.selected
        if entry is None:
            return
        if why := self.history.why_not(entry, self._journal.profile, self._journal.account):
            self.notify(why, severity="warning", markup=False)
            return
        entries = tuple(call.id for call in self.history.to_take_back(entry))
        self.dismiss(TakeBack(entry.id, entry.operation, entries))

    @on(RowList.Chosen)
    def action_go_to(self) -> None:
        """Go to the document that was written."""
        entry = self.selected
        if entry is None:
            return
        if why := elsewhere(entry, self._journal.profile, self._journal.account):
            self.notify(why, severity="warning", markup=False)
            return
        self.dismiss(GoTo(document_of(entry)))
