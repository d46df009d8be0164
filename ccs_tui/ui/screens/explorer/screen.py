"""The explorer's screen: lays out the panels and turns keys and messages into intents."""

import asyncio
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.message import Message
from textual.screen import Screen

from ccs_tui.model.expiry import Clock, format_when, system_clock
from ccs_tui.model.harmless import harmless
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.ui.background import TellsBugs, later
from ccs_tui.ui.screens.explorer.reading import Reading
from ccs_tui.ui.screens.explorer.unlocking import Unlocking
from ccs_tui.ui.start import Start, StartError
from ccs_tui.ui.widgets.key_bar import KeyBar
from ccs_tui.ui.widgets.namespace_panel import NamespacePanel
from ccs_tui.ui.widgets.panel import Panel
from ccs_tui.ui.widgets.session_panel import SessionPanel
from ccs_tui.ui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from textual.widget import Widget

    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.screens.explorer.deleting import Deleting
    from ccs_tui.ui.screens.explorer.edits import Edits
    from ccs_tui.ui.screens.explorer.moving import Moving
    from ccs_tui.ui.screens.explorer.saving import SaveFlow
    from ccs_tui.ui.screens.explorer.undoing import Undoing
    from ccs_tui.ui.screens.explorer.writing import Writing
    from ccs_tui.ui.widgets.document_panel import DocumentPanel
    from ccs_tui.workspace.workspace import Workspace

DOCUMENT = 2
"""The document's place among the panels."""

ELSEWHERE = "edited elsewhere"
"""Of a document that has edits in another explorer; the title has no room for more."""

WHILE_OPENING = ("panel", "step", "back")
"""The actions that wait for nothing: all others say that they come later."""

WRITES = frozenset({"save", "new", "delete", "undo", "transfer", "expiry"})
"""The actions that write."""
TYPED = frozenset({"new", "delete", "edit", "whole", "change", "choose", "restore"})
"""Those of a document that are edits of it, which only a save sends."""

NARROW, WIDE = 70, 110
"""Columns from which two panels, and three, stand side by side."""


class ExplorerScreen(TellsBugs, Screen[None]):
    """Namespaces, sessions and a document. Its handlers only say what is to be done."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (WIDE, "-wide")]
    AUTO_FOCUS = None

    class ProfileChosen(Message):
        """Another profile is to be opened in the place of this one."""

        def __init__(self, start: Start) -> None:
            super().__init__()
            self.start = start

    BINDINGS = [
        Binding("ctrl+s,f2", "save", "Save", id="save", priority=True, key_display="^s"),
        Binding("n", "new", "New", id="new"),
        Binding("d", "delete", "Delete", id="delete"),
        Binding("y", "copy", "Copy", id="copy"),
        Binding("t", "expiries", "TTL", id="ttl"),
        Binding("u", "undo", "Undo the last write", id="undo", show=False),
        Binding("U", "journal", "Journal of writes", id="journal", show=False),
        Binding("c", "transfer", "Duplicate or move", id="transfer", show=False),
        Binding("x", "expiry", "Change the expiry", id="expiry", show=False),
        Binding("O", "drafts", "Drafts", id="drafts", show=False),
        Binding("r", "refresh", "Refresh", id="refresh", show=False),
        Binding("g", "go_to", "Go to a document", id="go", show=False),
        Binding("R", "read_only", "Read-only on or off", id="read_only", show=False),
        Binding(
            "f6", "read_only", "Read-only on or off", id="read_only.f6", show=False, priority=True
        ),
        Binding("p", "profile", "Profile", id="profile", show=False),
        Binding("tab", "step(1)", "Next panel", id="panel.next", show=False),
        Binding("shift+tab", "step(-1)", "Previous panel", id="panel.previous", show=False),
        Binding("1", "panel(0)", "Namespaces", id="panel.1", show=False),
        Binding("2", "panel(1)", "Sessions", id="panel.2", show=False),
        Binding("3", "panel(2)", "Document", id="panel.3", show=False),
        Binding("escape", "back", "Back, or cancel a read", id="back", show=False),
    ]

    def __init__(self, start: Start, clock: Clock = system_clock) -> None:
        super().__init__()
        self._start = start
        self._clock = clock
        self._workspace: Workspace | None = None
        self._document: DocumentPanel | None = None
        self._goes_to_document = False
        """Whether `enter` or a key asked for the document's panel before it was there."""
        self.reading = Reading(self)
        self.unlocking = Unlocking(self)

    def compose(self) -> ComposeResult:
        # Else the first frame would be laid out for no width, and change at once.
        width = self.app.size.width
        self.add_class([name for least, name in self.HORIZONTAL_BREAKPOINTS if width >= least][-1])
        yield TitleBar()
        with Container(id="panels"):
            with Container(id="lists"):
                yield NamespacePanel(id="namespaces")
                yield SessionPanel(id="sessions")
            # The frame of the document's panel, which comes once the first frame is out: half of
            # what is imported is for it.
            yield Panel("Document", id="document")
        yield KeyBar()

    @property
    def workspace(self) -> "Workspace":
        """The workspace, once it is open."""
        if self._workspace is None:
            raise RuntimeError("the workspace is not open yet")
        return self._workspace

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works yet: most need the workspace."""
        if not self.is_open and action not in WHILE_OPENING:
            return None
        return super().check_action(action, parameters)

    @property
    def namespaces(self) -> NamespacePanel:
        """The panel of namespaces."""
        return self.query_one(NamespacePanel)

    @property
    def sessions(self) -> SessionPanel:
        """The panel of sessions."""
        return self.query_one(SessionPanel)

    @property
    def document(self) -> "DocumentPanel":
        """The panel of the document, once it is there."""
        if self._document is None:
            raise RuntimeError("the panel of the document is not there yet")
        return self._document

    @property
    def panels(self) -> "tuple[NamespacePanel | SessionPanel | DocumentPanel, ...]":
        """The panels that are there, from left to right: the document's comes last, and later."""
        there = () if self._document is None else (self._document,)
        return self.namespaces, self.sessions, *there

    # Their dialogs are imported with the first of them.

    @cached_property
    def edits(self) -> "Edits":
        """The open edits."""
        from ccs_tui.ui.screens.explorer.edits import Edits

        return Edits(self)

    @cached_property
    def writing(self) -> "Writing":
        """What is written, one after the other."""
        from ccs_tui.ui.screens.explorer.writing import Writing

        return Writing(self)

    @cached_property
    def saving(self) -> "SaveFlow":
        """How a save is reviewed and sent."""
        from ccs_tui.ui.screens.explorer.saving import SaveFlow

        return SaveFlow(self)

    @cached_property
    def deleting(self) -> "Deleting":
        """What is deleted."""
        from ccs_tui.ui.screens.explorer.deleting import Deleting

        return Deleting(self)

    @cached_property
    def undoing(self) -> "Undoing":
        """What is taken back."""
        from ccs_tui.ui.screens.explorer.undoing import Undoing

        return Undoing(self)

    @cached_property
    def moving(self) -> "Moving":
        """What is duplicated and moved."""
        from ccs_tui.ui.screens.explorer.moving import Moving

        return Moving(self)

    @property
    def clock(self) -> Clock:
        """The clock that everything on the screen goes by: the service's, once there is one."""
        return self.now

    def now(self) -> datetime:
        """Return the present instant, on the service's clock once there is one."""
        return self._clock() if self._workspace is None else self._workspace.clock()

    def may_write(self, namespace: str) -> bool:
        """Whether a namespace can be written to: not over a read-only connection, nor reserved."""
        locked = self._workspace is None or self._workspace.read_only
        return not locked and not is_reserved(namespace)

    def refuses(self, action: str) -> bool:
        """Whether a key would only be told that nothing may be written where the focus is."""
        if not self.is_open:
            return False
        panel, here = self.active_panel, self.reading.namespace or ""
        if panel is self.namespaces:
            here = self.namespaces.selected or ""
        if panel is self.document and action in TYPED:
            # What is typed stays, also where it can't be sent yet.
            return is_reserved(here)
        if (action == "new" and panel is self.namespaces) or action in ("undo", "transfer"):
            return self.workspace.read_only
        return action in WRITES and not self.may_write(here)

    def show_access(self) -> None:
        """Advise nothing that is refused, now that something else may be."""
        self.refresh_bindings()
        self.sessions.show_access()
        if self._document is not None:
            self._document.show_access()

    async def may_leave(self) -> bool:
        """Let a write under way end, and ask before open edits are left behind."""
        return not self.is_open or (
            await self.writing.may_leave() and await self.edits.may_be_lost()
        )

    # ── opening ────────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        self.namespaces.rows.focus()
        self.namespaces.rows.empty = f"{self._start.waiting} …"
        # The first frame is out before anything heavy is imported.
        self.call_after_refresh(self._open)

    @work(group="opening", exclusive=True, exit_on_error=False)
    async def _open(self) -> None:
        try:
            await asyncio.gather(self._open_workspace(), self._show_document_panel())
        except StartError as problem:
            self.app.exit(return_code=1, message=Text(harmless(str(problem), keep="\n")))
            return
        self.edits.begin()
        self.refresh_bindings()
        self.read_selected_document()
        if self._goes_to_document:
            self.action_panel(DOCUMENT)
        self.set_interval(1.0, self._tick)

    async def _open_workspace(self) -> None:
        with self.namespaces.waiting(self._start.waiting):
            self._workspace = await self._start.open(self._clock)
        self.unlocking.begin()
        if self._start.warning is not None:
            self.alarm(self._start.warning)
        if self.workspace.kept.notice is not None:
            self.alarm(self.workspace.kept.notice)
        self.reading.namespaces()

    async def _show_document_panel(self) -> None:
        # Importing and mounting it keeps the event loop busy, and nobody needs it before.
        await self.reading.first_listing()
        from ccs_tui.ui.widgets.document_panel import DocumentPanel

        document = DocumentPanel(id="document")
        with self.app.batch_update():
            await self.query_one("#document").remove()
            await self.query_one("#panels").mount(document)
        document.state.may_write = self.sessions.may_write = self.may_write
        self._document = document

    async def on_unmount(self) -> None:
        """Write the drafts, and close the connection."""
        if self._workspace is not None:
            await self._workspace.close()

    def _tick(self) -> None:
        now = self.now()
        self.sessions.tick(now)
        self.document.state.tick(now)
        self.edits.tick()

    # ── messages of the panels ─────────────────────────────────────────────────────────────────

    @on(NamespacePanel.Selected)
    def _namespace_selected(self, event: NamespacePanel.Selected) -> None:
        self.refresh_bindings()
        if event.name != self.reading.namespace:
            self.reading.settle("sessions", self._read_selected_namespace)

    def _read_selected_namespace(self) -> None:
        namespace = self.namespaces.selected
        if namespace is not None and namespace != self.reading.namespace:
            self.reading.sessions(namespace)

    @on(NamespacePanel.Opened)
    def _namespace_opened(self, event: NamespacePanel.Opened) -> None:
        if event.name != self.reading.namespace:
            self.reading.sessions(event.name)
        self.action_panel(1)

    @on(NamespacePanel.Expanded)
    def _namespace_expanded(self, event: NamespacePanel.Expanded) -> None:
        self.reading.session_ttls(event.name)

    @on(NamespacePanel.DocumentOpened)
    def _tree_document_opened(self, event: NamespacePanel.DocumentOpened) -> None:
        if self.is_open:
            self.reading.by_name(DocumentKey(self.workspace.account, event.name, event.session))

    @on(SessionPanel.Selected)
    def _session_selected(self) -> None:
        self.reading.settle("document", self.read_selected_document)

    def read_selected_document(self) -> None:
        """Read the document under the cursor of the sessions, unless it is shown already."""
        key = self.selected_key() if self.is_open else None
        if key is not None and key != self.reading.key:
            self.reading.document(key)

    @on(SessionPanel.Opened)
    def _session_opened(self) -> None:
        key = self.selected_key()
        if key is None:
            return
        if self.is_open and key != self.reading.key:
            self.reading.document(key)
        self.action_panel(DOCUMENT)

    @on(SessionPanel.SummariesWanted)
    def _summaries_wanted(self, event: SessionPanel.SummariesWanted) -> None:
        self.reading.summaries(event.sessions)

    @on(SessionPanel.AllWanted)
    def _all_wanted(self) -> None:
        self.reading.all_summaries()

    def on_document_panel_edited(self, event: "DocumentPanel.Edited") -> None:
        """Keep what is typed into a document."""
        self._keep(event.copy)

    def on_document_panel_typing(self, event: "DocumentPanel.Typing") -> None:
        """Note that something is being typed into a document."""
        self.edits.typed(event.copy)

    def on_document_panel_property_wanted(self) -> None:
        """Add a property to the document."""
        self.action_new()

    # ── what is shown ───────────────────────────────────────────────────────────────────────

    def selected_key(self) -> DocumentKey | None:
        """Return the key of the document under the cursor of the sessions."""
        selected, namespace = self.sessions.selected, self.reading.namespace
        if selected is None or namespace is None:
            return None
        return DocumentKey(self.workspace.account, namespace, selected or None)

    def show_copy(self, copy: "OpenDocument") -> None:
        """Show what became of an open document, if it is the one that is shown."""
        self._keep(copy)
        if copy.key.namespace == self.reading.namespace:
            self.sessions.show_summary(self.workspace.summary_of(copy.base))
        if self.document.copy is copy:
            self.document.show(copy, self.now())

    def show_saved(self, copy: "OpenDocument") -> None:
        """Show what a save, under way or done, knows of a document, wherever it is shown."""
        shown = self.document.copy
        if copy is shown or self.edits.has(copy):
            self.show_copy(copy)
        elif shown is not None and shown.key == copy.key:
            from ccs_tui.model.document import Document

            gone = Document(copy.key, {}, exists=False)
            shown.rebase(gone if copy.gone else copy.base)
            self.show_copy(shown)
        elif copy.key.namespace == self.reading.namespace and not copy.gone:
            self.sessions.show_summary(self.workspace.summary_of(copy.base))

    def show_written(self, key: DocumentKey, *, exists: bool) -> None:
        """Show in the list what became of a document that was written by its key.

        It is read anew if it is shown; its open edits stay, also where it is gone.
        """
        if key.namespace == self.reading.namespace:
            if exists:
                self.sessions.add_named(key.session)
            elif key not in self.edits:
                self.sessions.drop(key.session)
        if key != self.reading.key:
            return
        if exists or key in self.edits:
            self.reading.document(key)
        else:
            self.forget(key)

    @work(group="dialog", exit_on_error=False)
    async def offer_draft(self, *, goes_there: bool = False) -> None:
        """Offer the draft of the document shown, once it is shown and the cursor went to it.

        `goes_there` says that the focus is on its way.
        """
        copy, there = self.document.copy, goes_there or self.document.is_active
        if copy is not None and copy.key == self.reading.key and there:
            await self.edits.offer(copy)

    def show_draft_note(self) -> None:
        """Say in the document's title whether there is a draft of it."""
        copy = self.document.copy
        draft = self.edits.draft_of(copy.key) if copy is not None else None
        when = format_when(draft.saved_at, self.now()) if draft is not None else None
        note = f"draft of {when}" if when is not None else ""
        if not note and copy is not None and self.edits.is_edited_elsewhere(copy.key):
            note = ELSEWHERE
        self.document.state.show_draft(note)

    def _keep(self, copy: "OpenDocument") -> None:
        self.edits.keep(copy)
        self.document.state.tick(self.now())

    def forget(
        self, key: DocumentKey, why: str = "It was deleted. Choose another session."
    ) -> None:
        """Take a document that is not there from the screen, with its edits; `why` says it."""
        self.edits.forget(key)
        if key.namespace == self.reading.namespace:
            self.sessions.drop(key.session)
        if self.reading.key == key:
            self.reading.key = None
            self.document.show_nothing(why)

    def forget_namespace(self, name: str) -> None:
        """Take a deleted namespace from the screen, with the edits in it."""
        self.edits.forget_namespace(name)
        if self.reading.namespace == name:
            self.reading.namespace = self.reading.key = None
            self.sessions.begin("", with_namespace_document=False)
            self.document.show_nothing("Its namespace was deleted. Choose another.")

    def how_many_sessions(self, namespace: str) -> str:
        """Say how many sessions a namespace has, as far as that is known."""
        if namespace != self.reading.namespace:
            return "All its sessions"
        count = len(self.sessions.sessions)
        return f"{count:,} session{'' if count == 1 else 's'}"

    def alarm(self, sentence: str) -> None:
        """Show what went wrong, for as long as it takes to read it."""
        self.notify(sentence, severity="error", timeout=4 + len(sentence) / 20, markup=False)

    # ── keys ───────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: events.Key) -> None:
        """Say of a key that works later that it does."""
        if self.is_open:
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if self.check_action(binding.action.partition("(")[0], ()) is None:
                shown = self.app.get_key_display(binding)
                self.notify(f"Still opening: {shown} works in a moment.", markup=False)

    def action_panel(self, index: int) -> None:
        """Go to a panel; to that of the document once it is there, if nothing else is chosen."""
        self._goes_to_document = index == DOCUMENT and self._document is None
        if self._goes_to_document:
            return
        self.panels[index].rows.focus()
        if index == DOCUMENT:
            self.offer_draft(goes_there=True)

    def action_step(self, step: int) -> None:
        """Go to the next or the previous of the lists and the editor, round and round."""
        stops: list[Widget] = [panel.rows for panel in self.panels]
        if self._document is not None and self._document.editor.display:
            stops.append(self._document.editor)
        at = next((at for at, stop in enumerate(stops) if stop is self.focused), None)
        if at is None:
            at = self.panels.index(self.active_panel)
        goal = (at + step) % len(stops)
        self._goes_to_document = False
        stops[goal].focus()
        if goal >= DOCUMENT:
            self.offer_draft(goes_there=True)

    @property
    def is_open(self) -> bool:
        """Whether all panels are there, and the workspace is open."""
        return self._document is not None and self._workspace is not None

    @property
    def active_panel(self) -> "NamespacePanel | SessionPanel | DocumentPanel":
        """The panel that has the focus."""
        return next((panel for panel in self.panels if panel.is_active), self.namespaces)

    def action_save(self) -> None:
        """Review and send what changed in the document."""
        self.document.take_typed()
        copy = self.document.copy
        if copy is None:
            return
        if not copy.is_edited and not copy.gone:
            self.notify("Nothing changed, so nothing was sent.", markup=False)
        elif not self.writing.refused_read_only(
            "nothing was sent; what you typed stays here"
        ) and not self.writing.is_locked(copy.key.namespace):
            self.run_worker(later(self.saving.save, copy), group="saves", exit_on_error=False)

    @work(group="dialog", exit_on_error=False)
    async def action_new(self) -> None:
        """Make a namespace, a session or a property: what the panel holds."""
        if self.namespaces.is_active:
            await self.writing.new_namespace()
        elif self.document.is_active:
            await self.writing.new_property()
        else:
            await self.writing.new_session()

    @work(group="dialog", exit_on_error=False)
    async def action_delete(self) -> None:
        """Delete the namespace, the sessions or the property under the cursor or marked."""
        await self.deleting.here()

    @work(group="dialog", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the last write back, as a save to be reviewed."""
        await self.undoing.last()

    @work(group="dialog", exit_on_error=False)
    async def action_journal(self) -> None:
        """Show every write of this tool."""
        await self.undoing.journal()

    @work(group="dialog", exit_on_error=False)
    async def action_transfer(self) -> None:
        """Duplicate or move the document, or the property, under the cursor."""
        await self.moving.here()

    @work(group="dialog", exit_on_error=False)
    async def action_expiry(self) -> None:
        """Give the document another expiry."""
        await self.saving.change_expiry()

    @work(group="dialog", exit_on_error=False)
    async def action_drafts(self) -> None:
        """Show the drafts on this machine."""
        await self.edits.show_drafts()

    @work(group="dialog", exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy what is under the cursor."""
        from ccs_tui.ui.screens.explorer.copying import copy_from

        await copy_from(self)

    def action_refresh(self) -> None:
        """Read anew what is shown."""
        self.reading.again()

    def action_back(self) -> None:
        """Cancel what is waited for, else take the filter away, else go to the panel before."""
        if (self.is_open and self.writing.give_up()) or self.reading.cancel():
            return
        panel = self.active_panel
        if panel.clear_filter():
            return
        self.action_panel(max(0, self.panels.index(panel) - 1))

    @work(group="dialog", exit_on_error=False)
    async def action_expiries(self) -> None:
        """Show the documents of the namespace by expiry."""
        from ccs_tui.ui.views.expiries import ExpiriesScreen

        namespace = self.reading.namespace
        if namespace is None:
            self.alarm("Choose a namespace first: the TTL view shows its documents.")
            return
        able = self.workspace.capabilities
        if not able.can_read_expiry:
            self.alarm("This connection can't read expiries: that takes a login or a token (v2).")
            return
        sessions: list[str | None] = list(self.sessions.sessions)
        if able.can_read_namespace_document:
            sessions.insert(0, None)
        chosen = await self.app.push_screen_wait(
            ExpiriesScreen(
                self.workspace, namespace, sessions, self.clock, complete=self.sessions.complete
            )
        )
        if chosen is not None:
            self.reading.by_name(chosen)

    @work(group="dialog", exit_on_error=False)
    async def action_read_only(self) -> None:
        """Let nothing be written, or ask to let it."""
        await self.unlocking.switch()

    @work(group="dialog", exit_on_error=False)
    async def action_profile(self) -> None:
        """Go to another profile."""
        from ccs_tui.ui.screens.explorer.profiles import switch_profile

        await switch_profile(self)

    @work(group="dialog", exit_on_error=False)
    async def action_go_to(self) -> None:
        """Open a document by its name."""
        from ccs_tui.ui.screens.explorer.going import go_to

        await go_to(self)
