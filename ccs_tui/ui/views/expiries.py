"""The TTL view: the documents of a namespace by expiry, soonest first, with a live countdown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.model.expiry import Clock, format_when, remaining_seconds
from ccs_tui.model.names import NAMESPACE_DOCUMENT_NAME, DocumentKey
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.views.document_acts import CHANGING, DocumentAct, DocumentActs
from ccs_tui.ui.views.expiries_keys import GROWING, KEYS
from ccs_tui.ui.views.expiry_histogram import clock_note, histogram
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel, begin_at_the_top
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_cells import ID_CELLS, remaining_cell, size_cell
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.expiry_list import ExpiryList
from ccs_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from ccs_tui.workspace.document_summary import DocumentSummary

BATCH_SECONDS = 0.5
"""The seconds between two sortings: with one at each arrival the rows would dance."""
READING = "Reading the expiries …"


class ExpiriesPanel(ListPanel):
    """The panel of the documents, with a bar of their expiries over them."""

    def __init__(self, namespace: str, expiries: "ExpiriesScreen") -> None:
        super().__init__(f"Expiry · {namespace}", id="expiries")
        self._expiries = expiries

    def filter_text(self, key: str) -> str:
        """Return the text for a filter: the id."""
        return key or NAMESPACE_DOCUMENT_NAME

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
            empty=READING,
        )
        yield Static(id="expiry-problem")

    def show_problem(self) -> None:
        """Say below the list why the document under the cursor could not be read."""
        at = self.rows.cursor_key
        found = None if at is None else self._expiries.found.get(at)
        below = self.query_one("#expiry-problem", Static)
        below.display = found is not None and found.problem is not None
        if found is not None and found.problem is not None:
            below.update(Content.assemble((visible(found.problem), "$error")))


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
        self._list = ExpiryList(workspace, namespace, sessions, complete=complete)
        self._namespace = namespace
        self._clock = clock
        self._utc = False
        self._to_mark = {session or "" for session in marked}

    @property
    def found(self) -> "Mapping[str, DocumentSummary]":
        """The documents listed, by session, `""` for the namespace document."""
        return self._list.found

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
        """Read all documents; a marked one stays marked when it comes again."""
        self._to_mark |= self.rows.marked
        # What is painted is looked up, and is known no more once all is read anew.
        self.rows.set_rows([])
        self.rows.empty = READING
        await self._list.read(self.show_counts)
        if problem := self._list.problem:
            problem += " The sessions listed so far are read. r tries again."
        self.rows.empty = problem or "No document here has an expiry to show."
        self._show_arrived()
        self._tell(problem)

    def _tell(self, problem: str = "") -> None:
        """Say what could not be listed, and what could not be read."""
        unread = self._list.unread_words
        for sentence in (problem, f"{unread} f reads them again." if unread else ""):
            if sentence:
                self.notify(sentence, severity="error", markup=False)
        self.refresh_bindings()

    def _show_arrived(self) -> None:
        if self._list.settle():
            self.rows.set_rows(self._list.keys)
            self.rows.refresh()
            if marked := self._to_mark.intersection(self.found):
                self._to_mark -= marked
                self.rows.mark(self.rows.marked | marked)
            # A user who has not moved yet wants to see the soonest, whatever comes.
            begin_at_the_top(self.rows)
            self.query_one(ExpiriesPanel).show_problem()
        self.show_counts()

    def show_counts(self) -> None:
        """Show how many documents are known, and how many are not yet."""
        panel, known = self.query_one(ExpiriesPanel), self._list
        more = "" if known.is_whole else "+"
        # Over v2 alone nothing is listed: the namespace may have more.
        of = "" if self._workspace.capabilities.can_list else " known"
        state = panel.count_parts(f"{len(known.order):,}{more}{of}")
        if known.problem:
            state.append((" · not all", "$error"))
        if known.unread:
            state.append((f" · {known.unread:,} unread", "$warning"))
        if known.unreadable:
            state.append((f" · {len(known.unreadable):,} could not be read", "$error"))
        difference = self._workspace.client.service_time.difference
        zone = " · UTC" if self._utc else " · local time"
        panel.set_state(*state, (zone, "$muted"), (clock_note(difference), "$warning"))
        self.query_one("#histogram", Static).update(
            histogram([at for at, _ in known.order], self._clock())
        )

    def _tick(self) -> None:
        self.rows.refresh_column("left")

    def cells(self, key: str) -> list[Cell]:
        """Return a document's row."""
        summary, now = self._list.found[key], self._clock()
        name = Cell(key) if key else Cell(NAMESPACE_DOCUMENT_NAME, "dim")
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

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self.query_one(ExpiriesPanel).show_problem()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        if not self._is_growing():
            self.dismiss(self._acts.key(event.key))

    def _is_growing(self) -> bool:
        """Return whether sooner documents still come over the first row; say so where they do."""
        is_chosen = self.rows.state.placed or bool(self.rows.marked)
        if grows := self._list.is_growing and not is_chosen:
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
        failed = {"expiries.failed": "Read failed"} if self._list.unreadable else {}
        return {
            "list.choose": "Open",
            **failed,
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
        await self._list.read_again(keys)
        self._show_arrived()
        self._tell()

    @work(group="failed", exclusive=True, exit_on_error=False)
    async def action_failed(self) -> None:
        """Read the documents again that could not be read."""
        if self._list.unreadable:
            await self._read_some(self._list.unreadable)
        if not self._list.unreadable:
            self.notify("Every document could be read.", markup=False)

    def action_zone(self) -> None:
        """Show instants in UTC, or in local time again."""
        self._utc = not self._utc
        self.rows.refresh_column("at")
        self.show_counts()

    def action_refresh(self) -> None:
        """Read all expiries anew."""
        self._read()
