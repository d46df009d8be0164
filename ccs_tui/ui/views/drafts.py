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

from ccs_tui.model.expiry import DAY, Clock, format_when, remaining_seconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import DRAFT_DAYS
from ccs_tui.model.words import counted
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.draft_keeper import FoundDraft, Whose
from ccs_tui.workspace.errors import StateError

DraftPlace = tuple[str, DocumentKey]
"""A draft's slot, and its document."""
ELSEWHERE = "being edited in another explorer"
WHOLE = "the whole document"
KEPT = f"Drafts are kept for {DRAFT_DAYS} days after the last change."
NO_DRAFTS = (
    f"No drafts. What you type and don't save is kept here for {DRAFT_DAYS} days, also when "
    f"ccs-tui or the connection ends, and is offered when you open the document again."
)


class DraftStore(Protocol):
    """The store of drafts. Both methods raise StateError."""

    async def all(self) -> list[FoundDraft]:
        """Return the drafts, the newest first."""

    async def discard(self, found: FoundDraft) -> None:
        """Throw a draft away."""


class DraftsPanel(ListPanel):
    """The panel of the drafts, which says how long they are kept."""

    filter_columns = ("document", "properties")

    def __init__(self, drafts: "DraftsScreen") -> None:
        super().__init__("Drafts", id="drafts")
        self._drafts = drafts

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("document", "document", crop="middle", minimum=24, wants=50, priority=2),
                Column("count", "unsaved", width=14, priority=2),
                Column("properties", minimum=10),
                Column("at", "last typed", width=17, align="right", priority=2),
                Column("left", "kept for", width=8, align="right", priority=2),
            ],
            self._drafts.cells,
            empty="Reading the drafts …",
        )
        yield Static(Content.assemble((KEPT, "$muted")), id="drafts-kept")

    def filter_text(self, key: DraftPlace) -> str:
        """Return the text for a filter: the document, and the properties."""
        return "\n".join((document_label(key[1]), properties_of(self._drafts.found(key))))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[DraftPlace], Any]]:
        """The sort keys: the document, the number of properties, and the time."""
        found = self._drafts.found
        return {
            "document": lambda key: document_label(key[1]).casefold(),
            "count": lambda key: len(found(key).draft.edits),
            "at": lambda key: found(key).draft.saved_at,
            "left": lambda key: found(key).draft.saved_at,
        }

    def show_count(self) -> None:
        """Show how many drafts there are."""
        self.set_state(*self.count_parts(f"{len(self.rows.keys):,}"))


class DraftsScreen(TellsBugs, EarlyExit, Screen[DocumentKey | None]):
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
        self._found: dict[DraftPlace, FoundDraft] = {}

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield DraftsPanel(self)
        yield KeyBar()

    @property
    def rows(self) -> RowList[DraftPlace]:
        """The list of drafts."""
        return self.query_one(RowList)

    def found(self, key: DraftPlace) -> FoundDraft:
        """Return a draft that is listed."""
        return self._found[key]

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
            if self._found:
                self.notify(str(error), severity="error", markup=False)
            self.query_one(DraftsPanel).set_state(("failed", "$error"))
            return
        self._show(drafts)

    def _show(self, drafts: Sequence[FoundDraft]) -> None:
        # Rows that are not listed any more are still asked for until the new ones are set.
        listed = {(found.draft.slot, found.draft.key): found for found in drafts}
        self._found |= listed
        self.rows.empty = NO_DRAFTS
        self.rows.set_rows([*listed])
        self.rows.refresh()
        self.query_one(DraftsPanel).show_count()
        self.query_one("#drafts-kept").display = bool(drafts)

    def cells(self, key: DraftPlace) -> list[Cell]:
        """Return a draft's row."""
        found, now = self._found[key], self._clock()
        draft = found.draft
        names = Cell(properties_of(found), "dim")
        if found.whose is Whose.ELSEWHERE:
            names = Cell(f"{ELSEWHERE}: {names.text}", "warning")
        left = remaining_seconds(draft.saved_at + timedelta(days=DRAFT_DAYS), now)
        return [
            Cell(document_label(draft.key)),
            Cell(_count_of(found)),
            names,
            Cell(format_when(draft.saved_at, now), "dim"),
            Cell(f"{-(-left // DAY)} d", "dim"),
        ]

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due: those on a draft where there is one."""
        count = len(self.rows.marked)
        rows = {
            "list.choose": "Open",
            "drafts.discard": f"Discard {count:,}" if count else "",
            "list.mark": "Mark",
            "list.unmark": "Unmark",
            "panel.filter": "",
        }
        return {
            **(rows if self.rows.keys else {}),
            "drafts.refresh": "",
            "drafts.back": "Back",
            "palette": "",
            "help": "",
        }

    def refuses(self, action: str) -> bool:
        """Return whether a key would do nothing, since there is no draft."""
        return action in ("discard", "choose", "mark", "filter") and not self.rows.keys

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key[1])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: what acts on a row, where there is one."""
        if action == "discard" and not self.rows.keys:
            return False
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self.query_one(DraftsPanel).clear_filter():
            self.dismiss(None)

    @work(group="discard", exclusive=True, exit_on_error=False)
    async def action_discard(self) -> None:
        """Ask, and throw away the draft under the cursor, or the marked ones."""
        marked, under = self.rows.marked, self.rows.cursor_key
        keys = [key for key in self.rows.keys if key in marked] or ([under] if under else [])
        if not keys:
            return
        if any(self._found[key].whose is Whose.ELSEWHERE for key in keys):
            self.notify(
                "A draft that is open in another explorer can only be discarded there.",
                severity="warning",
                markup=False,
            )
            return
        one = len(keys) == 1
        what = f"the draft of {keys[0][1].label}" if one else f"{len(keys):,} drafts"
        count = sum(len(self._found[key].draft.edits) for key in keys)
        lost = _count_of(self._found[keys[0]]) if one else counted(count)
        sure = await self.app.push_screen_wait(
            ConfirmDialog(
                f"Discard {what}?",
                f"The unsaved edits of {lost} are lost for good. "
                f"What the service has stays as it is.",
                "Discard it" if one else "Discard them",
            )
        )
        if sure:
            await self._discard(keys)

    async def _discard(self, keys: Sequence[DraftPlace]) -> None:
        gone: set[DraftPlace] = set()
        try:
            for key in keys:
                await self._store.discard(self._found[key])
                gone.add(key)
        except StateError as error:
            self.notify(str(error), severity="error", markup=False)
        self._show([self._found[key] for key in self.rows.keys if key not in gone])


def document_label(key: DocumentKey) -> str:
    """Return the name of a document among those of other namespaces."""
    return f"{key.namespace} · {key.label}"


def properties_of(found: FoundDraft) -> str:
    """Return the names of what was typed into."""
    names = [*found.draft.edits]
    return ", ".join(names if found.draft.whole is None else [*names, WHOLE])


def _count_of(found: FoundDraft) -> str:
    count = len(found.draft.edits)
    return WHOLE if found.draft.whole is not None and not count else counted(count)
