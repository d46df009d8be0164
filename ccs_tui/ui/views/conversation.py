"""The conversation: the documents of a set of ids in all namespaces, on one page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import monotonic
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from ccs_tui.model.expiry import Clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.views.conversation_cells import (
    count_words,
    failed_keys,
    id_lines,
    more_lines,
    row_cells,
)
from ccs_tui.ui.views.conversation_keys import KEYS, offers_on
from ccs_tui.ui.views.document_acts import CHANGING
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.list_panel import ListPanel, begin_at_the_top
from ccs_tui.ui.widgets.row_list import Cell, Column, RowList
from ccs_tui.ui.widgets.session_cells import ID_CELLS
from ccs_tui.ui.widgets.title_bar import TitleBar
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.conversation_rows import ConversationRow, RowState

ConversationAct = Callable[[str, Sequence[ConversationRow]], Awaitable[None]]
"""Does what a key is for, by its name, to documents of the page."""
LOOK_SECONDS = 0.1
"""The seconds between two looks at what was read: not each of a hundred answers is a paint."""
WAITING_SHOWN_AFTER = 1.0
"""Seconds before documents that are waited for have a row: shorter ones would only flicker."""
OF_ALL = ("watch", "ticket")
"""The acts that are meant for all documents of the page where none is marked."""
IDS_OFFERED = 9
"""The ids that are offered one by one."""


class ConversationPanel(ListPanel):
    """The panel of the documents, between the ids and what more there is."""

    filter_columns = ("namespace", "session", "properties")

    def __init__(self, page: "ConversationScreen") -> None:
        super().__init__("Conversation", id="conversation")
        self._page = page

    def compose(self) -> ComposeResult:
        yield Static(id="conversation-ids")
        yield RowList(
            [
                Column("namespace", "namespace", minimum=12, crop="middle", priority=3),
                Column("session", "session", minimum=9, wants=ID_CELLS, crop="middle", priority=2),
                Column("size", "size", width=5, align="right", priority=2),
                Column("expires", "expires", width=9, align="right", priority=2),
                Column("changed", "changed", width=7, align="right", priority=1),
                Column("properties", "properties", minimum=14, priority=2),
            ],
            self._page.cells,
            empty="Reading …",
        )
        yield Static(id="conversation-more")

    def filter_text(self, key: DocumentKey) -> str:
        """Return the text for a filter: the namespace, the id, and the properties."""
        return "\n".join((key.namespace, key.label, self._page.row(key).line))

    @property
    def sort_keys(self) -> Mapping[str, Callable[[DocumentKey], Any]]:
        """The sort keys of the columns; those with no value come last."""
        row = self._page.row
        return {
            "namespace": lambda key: key.namespace.casefold(),
            "session": lambda key: key.label.casefold(),
            "size": lambda key: row(key).size,
            "expires": lambda key: row(key).expires_at,
            "changed": lambda key: (changed := row(key).changed) and changed.at,
        }

    def show_count(self) -> None:
        """Let the page show how many there are."""
        self._page.show_counts()


class ConversationScreen(TellsBugs, EarlyExit, Screen[DocumentKey | None]):
    """Reads a conversation while it is shown; enter answers a document to open.

    The cursor begins `at` a document, or at the top.
    """

    CSS_PATH = "../styles/conversation.tcss"

    BINDINGS = [*KEYS]

    def __init__(
        self,
        conversation: Conversation,
        clock: Clock,
        act: ConversationAct,
        refuses: Callable[[str, Sequence[DocumentKey]], bool] = lambda *_: False,
        *,
        at: DocumentKey | None = None,
    ) -> None:
        super().__init__()
        self._at = at
        self._refuses = refuses
        self._conversation = conversation
        self._clock = clock
        self._act = act
        self._shows_absent = False
        self._shown: object = None
        self._begun_at = monotonic()
        self._rows: dict[DocumentKey, ConversationRow] = {}
        conversation.tasks.failed = self._show_bug

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield ConversationPanel(self)
        yield KeyBar()

    @property
    def rows(self) -> RowList[DocumentKey]:
        """The list of documents."""
        return self.query_one(RowList)

    def row(self, key: DocumentKey) -> ConversationRow:
        """Return what is known of a document that is listed."""
        return self._rows[key]

    def cells(self, key: DocumentKey) -> list[Cell]:
        """Return a document's row."""
        return row_cells(self._rows[key], self._clock())

    def on_mount(self) -> None:
        self.rows.focus()
        self._conversation.begin()
        self.set_interval(LOOK_SECONDS, self._look)
        self.set_interval(1.0, self._tick)
        self._look()

    # ── what is shown ──────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        """Show what became different."""
        conversation = self._conversation
        is_late = monotonic() - self._begun_at > WAITING_SHOWN_AFTER
        state = (conversation.changes, conversation.is_reading, is_late, self._shows_absent)
        if state == self._shown:
            return
        self._shown = state
        # Rows that are not listed any more are still asked for until the new ones are set.
        self._rows |= conversation.rows
        self.rows.empty = "Reading …" if conversation.is_reading else "Nothing is there."
        self.rows.set_rows(
            [row.key for row in conversation.rows.values() if self._is_shown(row, is_late)]
        )
        if conversation.is_reading or self._at is not None:
            begin_at_the_top(self.rows, self._at)
        self.rows.refresh()
        self.show_counts()
        self.refresh_bindings()

    def _is_shown(self, row: ConversationRow, is_late: bool) -> bool:
        match row.state:
            case RowState.ABSENT:
                return self._shows_absent
            case RowState.WAITING:
                # A document that was read before keeps its row while it is read anew.
                return is_late or row.size is not None
            case _:
                return True

    def show_counts(self) -> None:
        """Show how much is read, and what more there is."""
        conversation, panel = self._conversation, self.query_one(ConversationPanel)
        panel.set_state(*panel.count_parts(count_words(conversation)))
        width = self.size.width - 6
        self.query_one("#conversation-ids", Static).update(id_lines(conversation, width))
        more = self.query_one("#conversation-more", Static)
        at = self._rows.get(self.rows.cursor_key) if self.rows.cursor_key else None
        lines = more_lines(conversation, at, width, shows_absent=self._shows_absent)
        more.update(lines)
        more.display = bool(lines)

    def _tick(self) -> None:
        self.rows.refresh_column("expires")
        self.rows.refresh_column("changed")

    def on_resize(self) -> None:
        self.show_counts()

    @property
    def offers(self) -> Mapping[str, str]:
        """The keys that are due, on what there is."""
        return offers_on(
            self._conversation, marked=len(self.rows.marked), is_empty=not self.rows.keys
        )

    def refuses(self, action: str) -> bool:
        """Return whether a key would only be told that it does nothing, or may not."""
        if not action.startswith("act("):
            return False
        keys = self.rows.marked or {key for key in (self.rows.cursor_key,) if key is not None}
        return self._refuses(action.removeprefix("act('").removesuffix("')"), [*keys])

    def _show_bug(self, error: BaseException) -> None:
        from ccs_tui.ui.bugs import tell_bug

        tell_bug(self.app, error)

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self.show_counts()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Take the filter away, or go back to the explorer."""
        if not self.query_one(ConversationPanel).clear_filter():
            self.dismiss(None)

    @work(group="add", exclusive=True, exit_on_error=False)
    async def action_add(self) -> None:
        """Take an id that the documents name into the set, or all of them."""
        found = list(self._conversation.found.values())
        if not found:
            self._say("The documents read so far name no other id.")
            return
        chosen: str | None = "a"
        if len(found) > 1:
            single = [
                Choice(str(number), one.session, one.words)
                for number, one in enumerate(found[:IDS_OFFERED], start=1)
            ]
            every = Choice("a", counted(len(found), "id"), "all")
            dialog = ChoiceDialog("Add to the conversation", (every, *single))
            chosen = await self.app.push_screen_wait(dialog)
        if chosen:
            taken = found if chosen == "a" else [found[int(chosen) - 1]]
            self._begin(lambda: self._conversation.add_ids(one.session for one in taken))

    def action_absent(self) -> None:
        """Show the documents that are not there as well, or leave them out."""
        self._shows_absent = not self._shows_absent
        self._look()

    def action_shared(self) -> None:
        """Look at `__default__` and the namespace documents as well, or leave them out."""
        self._begin(self._conversation.include_shared)

    def action_failed(self) -> None:
        """Read the documents again that could not be read."""
        failed = failed_keys(self._conversation.rows.values())
        if failed:
            self._begin(lambda: self._conversation.read_again(failed))
        else:
            self._say("Every document could be read.")

    def action_refresh(self) -> None:
        """Read the marked documents anew, or all of them and the list of namespaces."""
        if marked := self.rows.marked:
            self._begin(lambda: self._conversation.read_again(marked))
        else:
            self._begin(self._conversation.begin)

    def _begin(self, read: Callable[[], None]) -> None:
        self._begun_at = monotonic()
        read()
        self._look()

    @work(group="act", exclusive=True, exit_on_error=False)
    async def action_act(self, name: str) -> None:
        """Do something to the marked documents, or to that under the cursor, or to them all."""
        marked, at = self.rows.marked, self.rows.cursor_key
        keys = [key for key in self.rows.keys if key in marked] or ([at] if at else [])
        if name == "compare" and len(marked) == 1 and at is not None and at not in marked:
            keys.append(at)
        if name in OF_ALL and not marked:
            keys = [key for key in self.rows.keys if self._rows[key].state is RowState.EXACT]
        if keys or name == "undo":
            await self._act(name, [self._rows[key] for key in keys])
        if self.is_attached and name == "undo":
            self._begin(self._conversation.begin)
        elif self.is_attached and name in CHANGING:
            self._begin(lambda: self._conversation.read_again(keys))

    def _say(self, sentence: str) -> None:
        self.notify(sentence, markup=False)
