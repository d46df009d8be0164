"""The recordings of a profile: of which documents, how many steps, and from when to when."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from ccs_tui.model.expiry import Clock, format_when
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.text import shorten
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_cells import ID_CELLS
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.errors import StateError

if TYPE_CHECKING:
    from ccs_tui.workspace.recording_library import RecordingInfo

Load = Callable[[], Awaitable["tuple[Sequence[RecordingInfo], Sequence[str]]"]]
RecordingsAct = Callable[["Sequence[RecordingInfo]"], Awaitable[None]]
"""Does what a key is for to recordings: those that are marked, or that under the cursor."""

_ON_ROWS = ("delete", "compare", "choose", "mark", "filter")
"""The actions that need a row."""
LOOK_SECONDS = 1.0
"""The pause between two looks at what was recorded meanwhile."""
NAME_CELLS, NAMED_AT_MOST = 40, 3
"""Cells of a profile's name in a sentence, and names in it."""


class RecordingsPanel(ListPanel):
    """The list of recordings."""

    filter_columns = ("namespace", "session")

    def __init__(
        self, clock: Clock, profile: str, is_watched: Callable[[DocumentKey], bool]
    ) -> None:
        super().__init__(f"Recordings · {profile}", id="recordings")
        self._profile = profile
        self._clock = clock
        self._is_watched = is_watched
        self.found: dict[DocumentKey, RecordingInfo] = {}

    def compose(self) -> ComposeResult:
        yield RowList(
            [
                Column("watched", width=1, priority=2),
                Column("namespace", "namespace", minimum=12, crop="middle", priority=2, gap=1),
                Column("session", "session", minimum=9, wants=ID_CELLS, crop="middle", priority=3),
                Column("steps", "steps", width=6, align="right", priority=3),
                Column("first", "from", width=16, align="right", priority=1),
                Column("last", "last change", width=16, align="right", priority=2),
            ],
            self.cells,
            empty="Looking for what is recorded …",
            no_match="No namespace or session matches. esc clears the filter.",
        )

    def cells(self, key: DocumentKey) -> list[Cell]:
        """Return a recording's row."""
        found, now = self.found[key], self._clock()
        return [
            Cell("w" if self._is_watched(key) else "", "accent"),
            Cell(key.namespace),
            Cell(key.label),
            Cell(f"{found.steps:,}"),
            Cell(format_when(found.first, now), "dim"),
            Cell(format_when(found.last, now), "dim"),
        ]

    def filter_text(self, key: DocumentKey) -> str:
        """Return the text for a filter: the namespace and the id."""
        return f"{key.namespace}\n{key.label}"

    def show(self, found: "Sequence[RecordingInfo]", elsewhere: Sequence[str]) -> None:
        """Show these recordings; `elsewhere` are the profiles that have others."""
        self.rows.empty = nothing_here(self._profile, elsewhere)
        listed = {one.key: one for one in found}
        # Rows that are not listed any more are still asked for until the new ones are set.
        self.found |= listed
        self.rows.set_rows([*listed])
        self.rows.refresh()
        self.show_count()

    def show_problem(self, sentence: str) -> None:
        """Say why the recordings can't be read; those that were listed stay."""
        self.rows.empty = f"{sentence} r tries again."
        self.set_state(("failed", "$error"))

    def show_count(self) -> None:
        """Show how many there are."""
        self.set_state(*self.count_parts(counted(len(self.rows.keys), "document")))


class RecordingsScreen(TellsBugs, EarlyExit, Screen[DocumentKey | None]):
    """Lists the recordings of a profile; answers the document whose timeline is to be shown.

    `load` returns them, and the names of the other profiles that have some, or raises StateError.
    `delete` asks and deletes, and `compare` shows two of them side by side, or one and another that
    it asks for.
    """

    CSS_PATH = "../styles/timeline.tcss"
    BINDINGS = [
        Binding("escape,q", "leave", "Back", id="recordings.back", key_display="esc"),
        Binding("equals_sign", "compare", "Compare", id="recordings.compare", key_display="="),
        Binding("d", "delete", "Delete", id="recordings.delete"),
        Binding("r", "refresh", "Refresh", id="recordings.refresh"),
    ]

    def __init__(
        self,
        load: Load,
        delete: RecordingsAct,
        compare: RecordingsAct,
        clock: Clock,
        profile: str,
        is_watched: Callable[[DocumentKey], bool] = lambda _: False,
    ) -> None:
        super().__init__()
        self._load, self._delete, self._compare = load, delete, compare
        self._shown: object = None
        """The recordings that are listed, None as long as none could be read."""
        self._panel = RecordingsPanel(clock, profile, is_watched)

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield self._panel
        yield KeyBar()

    def on_mount(self) -> None:
        self._panel.rows.focus()
        self.action_refresh()
        self.set_interval(LOOK_SECONDS, self._look)

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due: those on a recording where there is one."""
        of = f" {len(marked):,}" if (marked := self._panel.rows.marked) else ""
        rows = {
            "list.choose": "Timeline",
            "list.mark": "Mark",
            "recordings.compare": f"Compare{of}" if len(marked) <= 2 else None,
            "recordings.delete": f"Delete{of}",
            "list.unmark": "Unmark",
            "panel.filter": "",
        }
        due = {name: words for name, words in rows.items() if words is not None}
        return {
            **(due if self._panel.rows.keys else {}),
            "recordings.back": "Back",
            "palette": "Command",
            "help": "Help",
        }

    def refuses(self, action: str) -> bool:
        """Return whether a key would do nothing, since there is no recording."""
        return action in _ON_ROWS and not self._panel.rows.keys

    @work(group="recordings", exclusive=True, exit_on_error=False)
    async def action_refresh(self) -> None:
        """Read anew which recordings there are."""
        await self._show()

    async def _show(self) -> None:
        try:
            self._shown = found = await self._load()
            self._panel.show(*found)
        except StateError as error:
            self._panel.show_problem(str(error))
            self.notify(str(error), severity="error", markup=False)
        self.refresh_bindings()

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        """Show what was recorded since, or deleted, by another process too."""
        if (before := self._shown) is None or not self.is_current:
            return
        with suppress(StateError):  # as `r` says
            found = await self._load()
            if self._shown is before and found != before:
                self._shown = found
                self._panel.show(*found)
                self.refresh_bindings()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Go to the timeline of a document."""
        self.dismiss(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: what acts on a row, where there is one."""
        if action in ("delete", "compare") and not self._panel.rows.keys:
            return False
        return super().check_action(action, parameters)

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self._panel.clear_filter():
            self.dismiss(None)

    @work(group="act", exclusive=True, exit_on_error=False)
    async def action_delete(self) -> None:
        """Delete the marked recordings, or that under the cursor."""
        if chosen := self._chosen():
            await self._delete(chosen)
            await self._show()

    @work(group="act", exclusive=True, exit_on_error=False)
    async def action_compare(self) -> None:
        """Compare two marked recordings, or one and that under the cursor, or one with another."""
        chosen, at = self._chosen(), self._panel.rows.cursor_key
        if len(chosen) == 1 and at is not None and at != chosen[0].key:
            chosen.append(self._panel.found[at])
        if chosen:
            await self._compare(chosen)

    def _chosen(self) -> "list[RecordingInfo]":
        """Return the marked recordings in the order of the list, else that under the cursor."""
        rows = self._panel.rows
        marked, at = rows.marked, rows.cursor_key
        keys = [key for key in rows.keys if key in marked] or ([at] if at is not None else [])
        return [self._panel.found[key] for key in keys]


def nothing_here(profile: str, elsewhere: Sequence[str]) -> str:
    """Say that a profile has no recording, and which others have: each lists its own."""
    watches = "w watches a document: every change of it is recorded."
    if not elsewhere:
        return f"Nothing is recorded on this machine. {watches}"
    names = ", ".join(shorten(name, NAME_CELLS) for name in elsewhere[:NAMED_AT_MOST])
    more = f" and {len(elsewhere) - NAMED_AT_MOST:,} more" if elsewhere[NAMED_AT_MOST:] else ""
    own = shorten(profile, NAME_CELLS)
    return f"{own} has no recording on this machine. There are some of {names}{more}. {watches}"
