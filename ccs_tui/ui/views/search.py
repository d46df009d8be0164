"""The search view: a query over all documents of a namespace, and its hits as they come."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.query import Query, QueryError
from ccs_tui.model.tree.paths import parse_path
from ccs_tui.model.words import counted
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.views.document_acts import DocumentAct, DocumentActs, act_keys
from ccs_tui.ui.views.search_hits import EXAMPLES, HitsPanel
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.line_field import LineField
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.ui.widgets.sentence import Sentence
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.search import Search
from ccs_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from textual.timer import Timer


SHOW_SECONDS = 0.1
"""The seconds between two looks at what came."""


class SearchScreen(TellsBugs, EarlyExit, Screen[DocumentKey | None]):
    """Searches a namespace; answers the document to open, None for none.

    `sessions` are the ids that are known, which is all that can be searched without an API key;
    `total` is their number if these are all, `last` the search to show first; with `begins` it is
    run at once, else the line is asked for, so that what is typed is never taken for keys.
    """

    CSS_PATH = "../styles/search.tcss"
    BINDINGS = [
        Binding("escape", "leave", "Back", id="search.back", key_display="esc"),
        Binding("ctrl+f", "ask", "Ask", id="search.ask", key_display="^f"),
        Binding("r", "again", "Search again", id="search.again"),
        *act_keys("search"),
    ]

    def __init__(
        self,
        workspace: Workspace,
        namespace: str,
        sessions: Sequence[str],
        *,
        total: int | None = None,
        last: Search | None = None,
        begins: bool = False,
        act: DocumentAct | None = None,
    ) -> None:
        super().__init__()
        self.search = last
        """The search whose hits are shown."""
        self._workspace = workspace
        self._namespace = namespace
        self._sessions = sessions
        self._total = total
        self._begins = begins
        self._acts = DocumentActs(workspace, namespace, act)
        self._timer: Timer | None = None
        self.is_searching = False
        """True while documents are read."""

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield LineField(
            self.search.query.text if self.search is not None else "",
            placeholder="a text, or terms such as intent=refund has:slots.to",
            id="query",
            compact=True,
        )
        yield Sentence(id="query-words")
        yield HitsPanel(self._namespace)
        yield KeyBar()

    @property
    def rows(self) -> RowList[str]:
        """The list of hits."""
        return self.query_one(RowList)

    @property
    def panel(self) -> HitsPanel:
        """The panel of the hits."""
        return self.query_one(HitsPanel)

    def on_mount(self) -> None:
        self._timer = self.set_interval(SHOW_SECONDS, self._show_hits, pause=True)
        self._say()
        self._show_hits()
        if self.search is not None and self._begins:
            self.rows.focus()
            self._run(self.search)
        else:
            self.action_ask()

    # ── asking ─────────────────────────────────────────────────────────────────────────────────

    def action_ask(self) -> None:
        """Let the user type what to look for."""
        field = self.query_one("#query", LineField)
        field.focus()
        field.select_all()

    @on(LineField.Changed, "#query")
    def _typed(self, event: LineField.Changed) -> None:
        event.stop()
        self._say()

    @on(LineField.Submitted, "#query")
    def _submitted(self, event: LineField.Submitted) -> None:
        event.stop()
        try:
            query = Query(event.value)
            search = self._new_search(query)
        except QueryError as error:
            self._say(f"{error} {self._still_below()}".rstrip())
            return
        self.search = search
        self.panel.forget()
        self.rows.focus()
        self._run(search)

    def _still_below(self) -> str:
        """Return what the list has while nothing was searched for what the line has."""
        if self.search is None:
            return ""
        return f"It was not searched: below is still what {self.search.query.text} found."

    def _say(self, problem: str = "") -> None:
        """Say what the line asks for, or what is wrong in it."""
        text = self.query_one("#query", LineField).value
        words = ""
        if text.strip() and not problem:
            try:
                words = f"documents: {Query(text).words}"
            except QueryError as error:
                problem = str(error)
        label = self.query_one("#query-words", Sentence)
        label.set_class(bool(problem), "-problem")
        label.update(Content(visible(problem or words or EXAMPLES)))

    # ── searching ──────────────────────────────────────────────────────────────────────────────

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _run(self, search: Search) -> None:
        self._start_showing(is_searching=True)
        try:
            await search.run()
        finally:
            if search is self.search:
                self._start_showing(is_searching=False)

    def _new_search(self, query: Query) -> Search:
        return Search(self._workspace, self._namespace, query, self._sessions, self._came)

    def _came(self) -> None:
        """Show the first hits as soon as they are there; the others come at each look."""
        search = self.search
        if self.is_searching and search is not None and search.hits and not self.panel.hits:
            self._show_hits()

    def _start_showing(self, *, is_searching: bool) -> None:
        self.is_searching = is_searching
        if self._timer is not None and is_searching:
            self._timer.resume()
        elif self._timer is not None:
            self._timer.pause()
        self._show_hits()
        self.refresh_bindings()

    def _show_hits(self) -> None:
        """Show the hits that came since the last look."""
        search = self.search
        if search is None or not self.query(HitsPanel):  # it was left meanwhile
            return
        if new := search.hits[len(self.panel.hits) :]:
            self.panel.add(new)
        if not search.hits:
            self.rows.empty = self._why_nothing(search)
        self.show_state()

    def _why_nothing(self, search: Search) -> str:
        if search.is_complete:
            where = f"None of {counted(search.scan.documents, 'document')} of {self._namespace}"
            if search.query.misfit is not None:
                return f"{where} could be asked: {search.query.misfit}. ^f asks for something else."
            return f"{where} fits {search.query.text}. ^f asks for something else."
        return "Nothing fits so far." if self.is_searching else "Nothing fits so far. r goes on."

    def show_state(self) -> None:
        """Show how many were found, how far the scan is, and what it could not read."""
        search = self.search
        if search is None:
            return
        self.panel.show_progress(search, self._total, is_running=self.is_searching)
        problem = search.scan.problem or search.scan.unread_words
        if problem and not self.is_searching:
            self._say(problem)

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(self._acts.key(event.key))

    def path_of(self, key: DocumentKey) -> tuple[str | int, ...]:
        """Return the path of what was found in a document, `()` where it is the whole of it."""
        hit = self.panel.hits.get(key.session or "")
        return tuple(parse_path(hit.path)) if hit is not None else ()

    def action_leave(self) -> None:
        """Stop the search; else take the filter away, go from the line to the list, or go back."""
        if self.is_searching:
            self.workers.cancel_group(self, "search")
        elif self.query_one("#query", LineField).has_focus and self.panel.hits:
            self.rows.focus()
        elif not self.panel.clear_filter():
            self.dismiss(None)

    def action_again(self) -> None:
        """Go on with a search that was stopped or broke off; search anew after a whole one."""
        search = self.search
        if search is None or self.is_searching:
            return
        if search.is_complete:
            search = self._new_search(search.query)
            self.search = search
            self.panel.forget()
        self._say()
        self._run(search)

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due: what acts on marked documents says on how many."""
        if self.query_one("#query", LineField).has_focus:
            return {"search.back": "Back", "help": "Help"}
        count = len(self.rows.marked)
        of = f" of {count:,}" if count else ""
        keys = {"list.choose": "Open", "list.mark": "Mark"} if self.panel.hits else {}
        if self.panel.hits:
            keys |= {
                "search.expiry": f"Expiry{of}",
                "search.delete": f"Delete{f' {count:,}' if count else ''}",
                "search.copy": "",
                "search.undo": "Undo save",
            }
        goes_on = self.search is not None and not self.search.is_complete
        again = {} if self.is_searching else {"search.again": "Go on" if goes_on else "Again"}
        back = {"search.back": "Stop" if self.is_searching else "Back"}
        return {**keys, "search.ask": "", **back, **again, "panel.filter": "", "help": "Help"}

    def refuses(self, action: str) -> bool:
        """Return whether a key would only be told that it does nothing, or may not."""
        return self._acts.refuses(action, self.rows)

    @work(group="act", exclusive=True, exit_on_error=False)
    async def action_act(self, command: str) -> None:
        """Run a command on the marked documents, or on that under the cursor."""
        await self._acts.run(command, self.rows)
