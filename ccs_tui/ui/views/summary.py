"""The summary of a namespace: its documents and their sizes, and the schema that bots write."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.model.schema import PathNames, PathUse
from ccs_tui.model.size import format_size
from ccs_tui.model.tree.paths import format_path
from ccs_tui.model.words import counted
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import visible
from ccs_tui.ui.views.scan_parts import of_total, scan_pace, scan_parts
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.namespace_summary import BUCKETS, NamespaceSummary
from ccs_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from textual.timer import Timer

SHOW_SECONDS = 0.25
"""The seconds between two looks at what came."""
BAR_CELLS = 24
"""The cells of the longest bar of the sizes."""
LARGEST_SHOWN = 3


class SchemaPanel(ListPanel):
    """The panel of the paths, with the sizes of the documents over them."""

    def __init__(self, namespace: str) -> None:
        super().__init__(f"Summary · {namespace}", id="schema")
        self.uses: dict[PathNames, PathUse] = {}
        """The paths that are listed."""
        self.documents = 0
        """The documents that were looked at."""
        self._progress: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield Static(id="sizes")
        yield RowList(
            [
                Column("path", "property", minimum=16, wants=30, priority=2),
                Column("in", "in", width=8, align="right", priority=2),
                Column("share", "of all", width=7, align="right"),
                Column("types", "types", minimum=8, wants=26, priority=1),
                Column("example", "example", minimum=8),
            ],
            self._cells,
            empty="Reading the documents …",
        )

    def _cells(self, path: PathNames) -> list[Cell]:
        use = self.uses[path]
        many = len(use.types) > 1
        types = " · ".join(f"{of} {n:,}" if many else of for of, n in use.types.most_common())
        share = 100 * use.documents / max(1, self.documents)
        return [
            Cell("  " * (len(path) - 1) + path[-1], "" if len(path) == 1 else "dim"),
            Cell(f"{use.documents:,}"),
            Cell("all" if use.documents == self.documents else f"{share:.1f} %", "dim"),
            Cell(types, "warning" if many else "dim"),
            Cell(use.example, "dim"),
        ]

    def filter_text(self, key: PathNames) -> str:
        """Return the text for a filter: the path, and the types."""
        return f"{format_path(key)}\n{' '.join(self.uses[key].types)}"

    @property
    def sort_keys(self) -> Mapping[str, Callable[[PathNames], Any]]:
        """The sort keys: the oddity of the types, the path, the number of documents."""
        return {
            "types": lambda path: _oddity(self.uses[path]),
            "path": lambda path: [name.casefold() for name in path],
            "in": lambda path: self.uses[path].documents,
        }

    def show_count(self) -> None:
        """Show how many paths there are, and how far the scan is."""
        self.set_state(*self.count_parts(counted(len(self.uses), "path")), *self._progress)

    def show_summary(
        self, summary: NamespaceSummary, total: int | None, *, is_reading: bool
    ) -> None:
        """Show what is known of a namespace so far; `total` is the number of its documents."""
        schema, scan = summary.schema, summary.scan
        self.documents = schema.documents
        self.uses = dict(schema.uses)
        self.rows.set_rows(schema.in_order())
        self.rows.refresh()
        if not self.uses and not is_reading:
            self.rows.empty = _why_nothing(summary)
        of = of_total(scan, total, is_complete=summary.is_complete)
        known = " known" if scan.is_of_known_names else ""
        self._progress = [(f" · {scan.documents:,}{of}{known} read", "$muted")]
        if schema.left_out:
            self._progress.append((f" · {schema.left_out:,} values at further paths", "$warning"))
        partial = "" if summary.is_complete else "partial"
        end = "" if is_reading else "broke off" if scan.problem else partial
        paths = self.count_parts(counted(len(self.uses), "path"))
        room = self.room_beside(*paths, *self._progress)
        self._progress += scan_parts(scan.unread, end, room)
        room = self.room_beside(*paths, *self._progress)
        if is_reading and len(pace := scan_pace(scan, total)) <= room:
            self._progress.append((pace, "$muted"))
        self.show_count()
        self.query_one("#sizes", Static).update(_sizes(summary))


class SummaryScreen(TellsBugs, EarlyExit, Screen[str | None]):
    """Reads a namespace for its summary; answers a query for what is under the cursor, or None.

    `sessions` are the ids that are known, `total` is their number if these are all; `last` is the
    summary to show first.
    """

    CSS_PATH = "../styles/search.tcss"
    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="summary.back", key_display="esc"),
        Binding("r", "again", "Read again", id="summary.again"),
    ]

    def __init__(
        self,
        workspace: Workspace,
        namespace: str,
        sessions: Sequence[str],
        *,
        total: int | None = None,
        last: NamespaceSummary | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._namespace = namespace
        self._sessions = sessions
        self.summary = last or self._anew()
        """The summary that is shown."""
        self._total = total
        self._timer: Timer | None = None
        self._shown = -1
        self.is_reading = False
        """True while documents are read."""

    def _anew(self) -> NamespaceSummary:
        return NamespaceSummary(self._workspace, self._namespace, self._sessions)

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield SchemaPanel(self._namespace)
        yield KeyBar()

    @property
    def panel(self) -> SchemaPanel:
        """The panel of the paths."""
        return self.query_one(SchemaPanel)

    def on_mount(self) -> None:
        self._timer = self.set_interval(SHOW_SECONDS, self._show_news, pause=True)
        self.panel.rows.focus()
        if self.summary.is_complete:
            self._show()
        else:
            self._read()

    @work(group="summary", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        self._set_reading(True)
        try:
            await self.summary.run()
        finally:
            self._set_reading(False)
        if problem := self.summary.scan.problem or self.summary.scan.unread_words:
            self.notify(problem, severity="error", markup=False)

    def _set_reading(self, is_reading: bool) -> None:
        self.is_reading = is_reading
        if self._timer is not None and is_reading:
            self._timer.resume()
        elif self._timer is not None:
            self._timer.pause()
        self._show()
        self.refresh_bindings()

    def _show_news(self) -> None:
        if self.summary.scan.documents != self._shown:
            self._show()

    def _show(self) -> None:
        if self.query(SchemaPanel):  # it may be left meanwhile
            self._shown = self.summary.scan.documents
            self.panel.show_summary(self.summary, self._total, is_reading=self.is_reading)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        path = format_path(event.key)
        rarest = self.panel.uses[event.key].rarest
        self.dismiss(f"has:{path}" if rarest is None else f"type:{path}={rarest}")

    def action_leave(self) -> None:
        """Stop reading; else take the filter away, or go back."""
        if self.is_reading:
            self.workers.cancel_group(self, "summary")
        elif not self.panel.clear_filter():
            self.dismiss(None)

    def action_again(self) -> None:
        """Go on where it was stopped or broke off; read all anew after a whole summary."""
        if not self.is_reading:
            if self.summary.is_complete:
                self.summary = self._anew()
            self._read()

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due."""
        keys = {"list.choose": "Show such documents", "panel.filter": "", "panel.sort": "Sort"}
        if not self.is_reading:
            keys["summary.again"] = "Read again" if self.summary.is_complete else "Go on"
        return {**keys, "summary.back": "Stop" if self.is_reading else "Back", "help": "Help"}


def _why_nothing(summary: NamespaceSummary) -> str:
    """Return why no path is listed, and what leads on."""
    if summary.is_complete:
        return "No document has a property."
    problem = summary.scan.problem or summary.scan.unread_words
    return f"{problem} r goes on.".lstrip() if problem else "Nothing read yet. r goes on."


def _oddity(use: PathUse) -> tuple[int, int]:
    """Return the key that sorts paths by their types: those with many, one of them rare, first."""
    return -len(use.types), min(use.types.values())


def _sizes(summary: NamespaceSummary) -> Content:
    """Return the sizes of the documents as bars, and the largest of them."""
    names = [f"under {format_size(bucket)}" for bucket in BUCKETS] + [
        f"{format_size(BUCKETS[-1])} and more"
    ]
    most = max(*summary.by_size, 1)
    noun = "known document" if summary.scan.is_of_known_names else "document"
    documents = counted(summary.schema.documents, noun)
    lines: list[Content] = [
        Content.assemble(
            documents,
            (f" of {summary.characters:,} characters", "$muted"),
            ("" if summary.is_complete else " so far", "$warning"),
            (f" · {counted(summary.near_limit, 'document')} near the limit", "$warning")
            if summary.near_limit
            else "",
        )
    ]
    for name, count in zip(names, summary.by_size, strict=True):
        bar = "█" * max(count > 0, round(BAR_CELLS * count / most))
        alarm = "$warning" if name == names[-1] and count else "$accent"
        lines.append(
            Content.assemble(
                (f"{name:>14}  ", "$muted"), (f"{bar:<{BAR_CELLS}}", alarm), f" {count:,}"
            )
        )
    # A line each: an id and its size are not to be broken apart.
    for at, (size, key) in enumerate(summary.largest[:LARGEST_SHOWN]):
        label = "" if at else "largest"
        lines.append(
            Content.assemble(
                (f"{label:>8} ", "$muted"), f"{format_size(size):>5}  {visible(key.label)}"
            )
        )
    return Content("\n").join(lines)
