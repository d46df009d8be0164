"""The drafts on this machine: what was typed and not saved, to be opened or discarded."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.local.drafts import StoredDraft
from ccs_tui.local.state import StateError
from ccs_tui.model.expiry import DAY, Clock, format_when, remaining_seconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.background import TellsBugs
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList

KEPT_DAYS = 30
KEPT = f"Drafts are kept for {KEPT_DAYS} days after the last change."
NO_DRAFTS = (
    f"No drafts. What you type and don't save is kept here for {KEPT_DAYS} days, also when "
    f"ccs-tui or the connection ends, and is offered when you open the document again."
)


class DraftStore(Protocol):
    """Where drafts are kept. Both raise StateError."""

    async def all(self) -> list[StoredDraft]:
        """Return the drafts, the newest first."""

    async def discard(self, key: DocumentKey) -> None:
        """Throw a draft away."""


class DraftsPanel(ListPanel):
    """The drafts, and how long they are kept."""

    filter_columns = ("document", "properties")

    def __init__(self, drafts: "DraftsScreen") -> None:
        super().__init__("Drafts", id="drafts")
        self._drafts = drafts

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("document", "document", crop="middle", minimum=24, priority=2),
                Column("count", "unsaved", width=14, priority=2),
                Column("properties", minimum=20),
                Column("at", "last typed", width=17, align="right", priority=1),
                Column("left", "kept for", width=8, align="right", priority=1),
            ],
            self._drafts.cells,
            empty="Reading the drafts …",
        )
        yield Static(Content.assemble((KEPT, "$muted")), id="drafts-kept")

    def filter_text(self, key: DocumentKey) -> str:
        """Return what a filter looks in: the document, and the properties."""
        return "\n".join((document_label(key), *self._drafts.draft(key).edits))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[DocumentKey], Any]]:
        """The document, how many properties, and when; the newest come first unasked."""
        draft = self._drafts.draft
        return {
            "document": lambda key: document_label(key).casefold(),
            "count": lambda key: len(draft(key).edits),
            "at": lambda key: draft(key).saved_at,
            "left": lambda key: draft(key).saved_at,
        }

    def show_count(self) -> None:
        """Show how many drafts there are."""
        self.set_state(*self.count_parts(f"{len(self.rows.keys):,}"))


class DraftsScreen(TellsBugs, Screen[DocumentKey | None]):
    """Lists the drafts; answers the document to open, None for none."""

    CSS_PATH = "../styles/drafts.tcss"

    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="drafts.back", key_display="esc"),
        Binding("d", "discard", "Discard", id="drafts.discard"),
        Binding("r", "refresh", "Refresh", id="drafts.refresh"),
    ]

    def __init__(self, store: DraftStore, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._drafts: dict[DocumentKey, StoredDraft] = {}

    def compose(self) -> ComposeResult:
        yield DraftsPanel(self)
        yield KeyBar()

    @property
    def rows(self) -> RowList[DocumentKey]:
        """The list of drafts."""
        return self.query_one(RowList)

    def draft(self, key: DocumentKey) -> StoredDraft:
        """Return the draft of a document that is listed."""
        return self._drafts[key]

    def on_mount(self) -> None:
        self.rows.focus()
        self.action_refresh()

    @work(group="drafts", exclusive=True, exit_on_error=False)
    async def action_refresh(self) -> None:
        """Read the drafts anew."""
        try:
            drafts = await self._store.all()
        except StateError as error:
            self.rows.empty = f"{error} r tries again."
            if self._drafts:
                self.notify(str(error), severity="error", markup=False)
            self.query_one(DraftsPanel).set_state(("failed", "$error"))
            return
        self._show(drafts)

    def _show(self, drafts: Sequence[StoredDraft]) -> None:
        # What is not listed any more is asked for until the rows are others.
        self._drafts |= {draft.key: draft for draft in drafts}
        self.rows.empty = NO_DRAFTS
        self.rows.set_rows([draft.key for draft in drafts])
        self.rows.refresh()
        self.query_one(DraftsPanel).show_count()
        self.query_one("#drafts-kept").display = bool(drafts)

    def cells(self, key: DocumentKey) -> list[Cell]:
        """Return a draft's row."""
        draft, now = self._drafts[key], self._clock()
        left = remaining_seconds(draft.saved_at + timedelta(days=KEPT_DAYS), now)
        return [
            Cell(document_label(key)),
            Cell(_count(len(draft.edits))),
            Cell(", ".join(draft.edits), "dim"),
            Cell(format_when(draft.saved_at, now), "dim"),
            Cell(f"{-(-left // DAY)} d", "dim"),
        ]

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self.query_one(DraftsPanel).clear_filter():
            self.dismiss(None)

    @work(group="discard", exclusive=True, exit_on_error=False)
    async def action_discard(self) -> None:
        """Throw the draft under the cursor, or the marked ones, away after a question."""
        from ccs_tui.ui.dialogs.confirm import ConfirmDialog

        marked, under = self.rows.marked, self.rows.cursor_key
        keys = [key for key in self.rows.keys if key in marked] or ([under] if under else [])
        if not keys:
            return
        one = len(keys) == 1
        what = f"the draft of {keys[0].label}" if one else f"{len(keys):,} drafts"
        count = sum(len(self._drafts[key].edits) for key in keys)
        sure = await self.app.push_screen_wait(ConfirmDialog(
            f"Discard {what}?",
            f"What was typed in {_count(count)} is lost for good. "
            f"What is stored on the service stays as it is.",
            "Discard it" if one else "Discard them",
        ))  # fmt: skip
        if sure:
            await self._discard(keys)

    async def _discard(self, keys: Sequence[DocumentKey]) -> None:
        gone: set[DocumentKey] = set()
        try:
            for key in keys:
                await self._store.discard(key)
                gone.add(key)
        except StateError as error:
            self.notify(str(error), severity="error", markup=False)
        self._show([self._drafts[key] for key in self.rows.keys if key not in gone])


def document_label(key: DocumentKey) -> str:
    """Return what a document is called beside those of other namespaces."""
    return f"{key.namespace} · {key.label}"


def _count(count: int) -> str:
    return "1 property" if count == 1 else f"{count:,} properties"
