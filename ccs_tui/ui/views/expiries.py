"""The TTL view: the documents of a namespace by expiry, soonest first, with a live countdown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.model.expiry import Clock, format_when, remaining_seconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.views.document_acts import CHANGING, DocumentAct, DocumentActs
from ccs_tui.ui.views.expiries_keys import GROWING, KEYS
from ccs_tui.ui.views.expiry_histogram import clock_note, histogram
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel, begin_at_the_top
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_cells import ID_CELLS, remaining_cell, size_cell
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from ccs_tui.workspace.document_summary import DocumentSummary

BATCH_SECONDS = 0.5
"""The seconds between two sortings: with one at each arrival the rows would dance."""


class ExpiriesPanel(ListPanel):
    """The panel of the documents, with a bar of their expiries over them."""

    def __init__(self, namespace: str, expiries: "ExpiriesScreen") -> None:
        super().__init__(f"Expiry · {namespace}", id="expiries")
        self._expiries = expiries

    def filter_text(self, key: str) -> str:
        """Return the text for a filter: the id."""
        return key or "(namespace document)"

    @property
    def sort_keys(self) -> Mapping[str, Callable[[str], Any]]:
        """The sort keys of all columns; remaining times are sorted by their instants."""
        found = self._expiries.found
        return {
            "session": str.casefold,
            "size": lambda key: found[key].size,
            "at": lambda key: found[key].expires_at,
            "left": lambda key: found[key].expires_at,
        }

    def show_count(self) -> None:
        """Let the screen show how many there are."""
        self._expiries.show_counts()

    def compose(self) -> ComposeResult:
        yield Static(id="histogram")
        yield RowList(
            [
                Column("session", "session", crop="middle", wants=ID_CELLS, priority=2),
                Column("size", "size", width=5, align="right"),
                Column("at", "expires at", width=18, align="right"),
                Column("left", "in", width=9, align="right", priority=1),
            ],
            self._expiries.cells,
            empty="Reading the expiries …",
        )


class ExpiriesScreen(TellsBugs, EarlyExit, Screen[DocumentKey | None]):
    """Reads every document of a namespace for its expiry; enter opens one in the explorer.

    The documents `marked` are marked here as well, None being the namespace document. Unless the
    `sessions` are `complete`, the rest is listed first. Unreadable ones come last.
    """

    BINDINGS = [*KEYS]

    def __init__(
        self,
        workspace: Workspace,
        namespace: str,
        sessions: Sequence[str | None],
        clock: Clock,
        marked: Collection[str | None] = (),
        *,
        complete: bool = True,
        act: DocumentAct | None = None,
    ) -> None:
        super().__init__()
        self._acts = DocumentActs(workspace, namespace, act)
        self._workspace = workspace
        self._namespace = namespace
        self._sessions = list(sessions)
        self._listed = complete
        self._clock = clock
        self._utc = False
        self.found: dict[str, DocumentSummary] = {}
        """The expiries that are known, by session, `""` for the namespace document."""
        self._order: list[tuple[datetime, str]] = []
        self._arrived: list[tuple[datetime, str]] = []
        self._unreadable: list[str] = []
        self._unread = 0
        self._to_mark = {session or "" for session in marked}

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield ExpiriesPanel(self._namespace, self)
        yield KeyBar()

    @property
    def rows(self) -> RowList[str]:
        """The list of documents."""
        return self.query_one(RowList)

    def on_mount(self) -> None:
        self.rows.focus()
        self.set_interval(1.0, self._tick)
        self.set_interval(BATCH_SECONDS, self._show_arrived)
        self._read()

    @work(exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        self.found.clear()
        self._order.clear()
        self._arrived.clear()
        self._unreadable.clear()
        await self._list_all()
        self._unread = len(self._sessions)
        # A marked document stays marked when it comes again.
        self._to_mark |= self.rows.marked
        self.rows.set_rows([])
        try:
            async for summary in self._workspace.summarise(self._namespace, self._sessions):
                self._unread -= 1
                key = summary.session or ""
                if summary.problem is not None:
                    self.found[key] = summary
                    self._unreadable.append(key)
                elif summary.expires_at is not None:
                    self.found[key] = summary
                    self._arrived.append((summary.expires_at, key))
        except CcsError as error:
            self.notify(str(error), severity="error", markup=False)
        self._show_arrived()
        if self._unreadable:
            self.rows.set_rows([*(key for _, key in self._order), *self._unreadable])
            self.show_counts()
        if not self.found:
            self.rows.empty = "No document here has an expiry to show."

    async def _list_all(self) -> None:
        """List the rest: the soonest, or the largest, is meant to be that of all."""
        if self._listed or not self._workspace.capabilities.can_list:
            return
        try:
            known = set(self._sessions)
            async for page in self._workspace.list_sessions(self._namespace):
                self._sessions += (session for session in page if session not in known)
                self._unread = len(self._sessions)
                self.show_counts()
            self._listed = True
        except CcsError as error:
            sentence = f"{error} The sessions listed so far are read. r tries again."
            self.notify(sentence, severity="error", markup=False)

    def _show_arrived(self) -> None:
        if self._arrived:
            self._order = sorted(self._order + self._arrived)
            self._arrived.clear()
            self.rows.set_rows([key for _, key in self._order])
            if marked := self._to_mark.intersection(self.found):
                self._to_mark -= marked
                self.rows.mark(self.rows.marked | marked)
            # A user who has not moved yet wants to see the soonest, whatever comes.
            begin_at_the_top(self.rows)
        self.show_counts()

    def show_counts(self) -> None:
        """Show how many documents are known, and how many are not yet."""
        panel = self.query_one(ExpiriesPanel)
        more = "" if self._listed and not self._unread else "+"
        state = panel.count_parts(f"{len(self._order):,}{more}")
        if self._unread:
            state.append((f" · {self._unread:,} unread", "$warning"))
        if self._unreadable:
            state.append((f" · {len(self._unreadable):,} could not be read", "$error"))
        difference = self._workspace.client.service_time.difference
        zone = " · UTC" if self._utc else " · local time"
        panel.set_state(*state, (zone, "$muted"), (clock_note(difference), "$warning"))
        self.query_one("#histogram", Static).update(
            histogram([at for at, _ in self._order], self._clock())
        )

    def _tick(self) -> None:
        self.rows.refresh_column("left")

    def cells(self, key: str) -> list[Cell]:
        """Return a document's row."""
        summary, now = self.found[key], self._clock()
        name = Cell(key) if key else Cell("(namespace document)", "dim")
        if summary.problem is not None:
            return [name, *(Cell(text, "error") for text in ("? ", "could not be read", "? "))]
        if (at := summary.expires_at) is None:
            return [name, Cell(""), Cell(""), Cell("")]
        when = format_when(at, now, UTC if self._utc else None)
        return [
            name,
            size_cell(summary.size),
            Cell(when, "" if remaining_seconds(at, now) else "dim"),
            remaining_cell(at, now),
        ]

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        if not self._is_growing():
            self.dismiss(self._acts.key(event.key))

    def _is_growing(self) -> bool:
        """Return whether sooner documents still come over the first row; say so where they do."""
        is_chosen = self.rows.state.placed or bool(self.rows.marked)
        if grows := bool(self._unread or self._arrived) and not is_chosen:
            self.notify(GROWING, markup=False)
        return grows

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self.query_one(ExpiriesPanel).clear_filter():
            self.dismiss(None)

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due: what acts on marked documents says on how many."""
        of = f" {len(self.rows.marked):,}" if self.rows.marked else ""
        return {
            "list.choose": "Open",
            "list.mark": "Mark",
            "list.unmark": "Unmark",
            "expiries.back": "Back",
            "expiries.expiry": f"Expiry of{of}" if of else "Expiry",
            "expiries.delete": f"Delete{of}",
            "expiries.copy": f"Copy{of}",
            "expiries.zone": "",
            "panel.filter": "",
            "expiries.undo": "",
            "expiries.refresh": "",
            "help": "Help",
        }

    def refuses(self, action: str) -> bool:
        """Return whether a key would only be told that it does nothing, or may not."""
        return self._acts.refuses(action, self.rows)

    @work(group="act", exclusive=True, exit_on_error=False)
    async def action_act(self, command: str) -> None:
        """Run a command on the marked documents, or on that under the cursor; read them again."""
        if command != "undo" and self._is_growing():
            return
        rows = await self._acts.run(command, self.rows)
        if command == "undo":  # of any document
            self._read()
        elif command in CHANGING:
            await self._read_some(rows)

    async def _read_some(self, keys: Sequence[str]) -> None:
        """Read these documents again; those that are gone, or expire no more, go from the list."""
        gone = set(keys)
        try:
            sessions = [key or None for key in keys]
            async for summary in self._workspace.summarise(self._namespace, sessions):
                key = summary.session or ""
                if summary.problem is None and summary.expires_at is not None:
                    self.found[key] = summary
                    self._arrived.append((summary.expires_at, key))
                    gone.discard(key)
        except CcsError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self._order = [(at, key) for at, key in self._order if key not in keys]
        if gone:
            self.rows.set_rows([*(key for _, key in self._order), *self._unreadable])
        self._show_arrived()
        self.rows.refresh()

    def action_zone(self) -> None:
        """Show instants in UTC, or in local time again."""
        self._utc = not self._utc
        self.rows.refresh_column("at")
        self.show_counts()

    def action_refresh(self) -> None:
        """Read all expiries anew."""
        self._read()
