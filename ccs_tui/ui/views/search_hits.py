"""The list of what a search found, with its progress in the title line."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.app import ComposeResult

from ccs_tui.model.names import NAMESPACE_DOCUMENT_NAME
from ccs_tui.ui.views.scan_parts import of_total, scan_pace, scan_parts
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_cells import ID_CELLS, size_cell
from ccs_tui.workspace.search import MOST_HITS, Hit, Search

EXAMPLES = (
    "refund · intent=refund · has:slots.to · no:slots.to · type:slots.to=null · size>100k · "
    "expires<2h · where:length(transcript) > `8`"
)


class HitsPanel(ListPanel):
    """The panel of the hits, by session, `""` for the namespace document."""

    def __init__(self, namespace: str) -> None:
        super().__init__(f"Search · {namespace}", id="hits")
        self.hits: dict[str, Hit] = {}
        """The hits that are listed."""
        self._progress: tuple[Search, int | None, bool] | None = None

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("session", "session", crop="middle", wants=ID_CELLS, priority=3),
                Column("path", "where", minimum=8, wants=20, priority=2),
                Column("value", "value", minimum=8),
                Column("size", "size", width=5, align="right"),
            ],
            self._cells,
            empty=EXAMPLES,
        )

    def _cells(self, key: str) -> list[Cell]:
        hit = self.hits[key]
        name = Cell(key) if key else Cell(NAMESPACE_DOCUMENT_NAME, "dim")
        return [name, Cell(hit.path, "dim"), Cell(hit.value), size_cell(hit.size)]

    def add(self, hits: list[Hit]) -> None:
        """List more hits."""
        added = {hit.key.session or "": hit for hit in hits}
        self.hits |= added
        self.rows.add_rows([*added])

    def forget(self) -> None:
        """List nothing."""
        self.rows.set_rows([])  # first, since a row that is listed is asked for its cells
        self.hits.clear()

    def filter_text(self, key: str) -> str:
        """Return the text for a filter: the id, the path and the value."""
        hit = self.hits[key]
        return "\n".join((key or NAMESPACE_DOCUMENT_NAME, hit.path, hit.value))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[str], Any]]:
        """The sort keys of all columns."""
        return {
            "session": str.casefold,
            "path": lambda key: self.hits[key].path,
            "value": lambda key: self.hits[key].value,
            "size": lambda key: self.hits[key].size,
        }

    def show_count(self) -> None:
        """Show how many rows there are, how many the filter left, and how many are marked."""
        if self._progress is not None:
            search, total, is_running = self._progress
            self.show_progress(search, total, is_running=is_running)

    def show_progress(self, search: Search, total: int | None, *, is_running: bool) -> None:
        """Show how many were found, how far the scan is, and what it could not read.

        `total` is the number of documents, None if it is not known.
        """
        self._progress = search, total, is_running
        scan = search.scan
        state = self.count_parts(f"{search.found:,}{'' if search.is_complete else '+'} found")
        if search.found > MOST_HITS:
            state.append((f", the first {MOST_HITS:,} listed", "$warning"))
        of = of_total(scan, total, is_complete=search.is_complete)
        known = " known" if scan.is_of_known_names else ""
        state.append((f" · {scan.documents:,}{of}{known} searched", "$muted"))
        if search.waiting:
            state.append((f" · {search.waiting:,} expiries to read", "$warning"))
        stopped = "" if search.is_complete else "stopped"
        end = "" if is_running else "broke off" if scan.problem else stopped
        state += scan_parts(scan.unread, end, self.room_beside(*state))
        if is_running and len(pace := scan_pace(scan, total)) <= self.room_beside(*state):
            state.append((pace, "$muted"))
        self.set_state(*state)
