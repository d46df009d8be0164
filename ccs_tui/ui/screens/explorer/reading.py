"""What the explorer reads, and when: a newer selection cancels the older one's read."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ccs_tui.client.errors import CcsError, UnreadableDocumentError
from ccs_tui.model.names import RESERVED_NAMESPACES, DocumentKey
from ccs_tui.ui.background import later
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from textual.timer import Timer

    from ccs_tui.model.document import Document
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

SETTLE_SECONDS = 0.12
"""How long the cursor rests on a row before it is read: held keys read nothing."""

FIRST_LISTING_SECONDS = 1.0

SORTING = "sorting"
"""The group of the read that a sorted list needs."""

NO_LISTING = (
    "This connection can't list namespaces: it has no API key (v1). g opens a document by its name."
)

NOT_LISTED = (
    "The service does not list the namespace {}: its list may not have all of them. It stays here "
    "for this profile, below the others."
)


class Reading:
    """Reads for the explorer. Each panel has at most one read under way."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._settling: dict[str, Timer] = {}
        self._started: set[str] = set()
        self._listed = asyncio.Event()
        self._told_of_the_list = False
        self.namespace: str | None = None
        self.key: DocumentKey | None = None

    def run(self, panel: Panel, group: str, what: str, read: Callable[[], Awaitable[None]]) -> None:
        """Run a read for a panel, in the place of an older one of the same group.

        A `CcsError` is shown in the panel; `escape` cancels it.
        """

        async def guarded() -> None:
            try:
                with panel.waiting(what, cancels=True):
                    await read()
            except CcsError as error:
                self._failed(panel, group, error)

        self._begin(guarded, group)

    def _begin(self, read: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        self._screen.run_worker(later(read), group=group, exclusive=True, exit_on_error=False)

    def _failed(self, panel: Panel, group: str, error: CcsError) -> None:
        screen, sentence = self._screen, f"{error} r tries again."
        self._listed.set()
        if group == "document" and self.key is not None:
            self._document_failed(self.key, error, sentence)
        elif panel is screen.namespaces:
            screen.namespaces.show_problem(sentence)
            panel.set_state(("failed", "$error"))
        elif group == "sessions" and screen.sessions.sessions:
            screen.sessions.break_off()
            screen.alarm(sentence)
        else:
            screen.sessions.show_problem(sentence)
            panel.set_state(("failed", "$error"))

    def _document_failed(self, key: DocumentKey, error: CcsError, sentence: str) -> None:
        screen, document = self._screen, self._screen.document
        shown = document.copy if document.copy and document.copy.key == key else None
        if isinstance(error, UnreadableDocumentError) and not (shown and shown.is_edited):
            document.show_unreadable(key.label, sentence, error.raw)
            if key.namespace == self.namespace:
                summary = screen.workspace.unread(key.session, error)
                screen.sessions.show_summary(summary)
        elif shown is not None:
            document.state.show_stale(screen.now())
            screen.alarm(sentence)
        else:
            self.key = None
            document.show_nothing(sentence)
            document.set_state(("failed", "$error"))

    def cancel(self) -> bool:
        """Cancel every read that is waited for; False if there is none."""
        waiting = [p for p in self._screen.panels if p.can_cancel]
        if waiting:
            self._listed.set()
        for panel in waiting:
            self._screen.workers.cancel_group(self._screen, panel.id or "")
            if panel is self._screen.sessions:
                self._screen.workers.cancel_group(self._screen, SORTING)
            panel.set_state(("cancelled · r reads again", "$warning"))
        return bool(waiting)

    def settle(self, group: str, read: Callable[[], None]) -> None:
        """Read at once if nothing was read just now, else once the cursor rests."""
        running = self._settling.pop(group, None)
        if running is None:
            read()
        else:
            running.stop()

        def rested() -> None:
            self._settling.pop(group, None)
            if running is not None:
                read()

        self._settling[group] = self._screen.set_timer(SETTLE_SECONDS, rested)

    async def first_listing(self) -> None:
        """Wait until the first sessions are on the screen, or can't be, for a moment at most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._listed.wait(), FIRST_LISTING_SECONDS)

    # ── namespaces ─────────────────────────────────────────────────────────────────────────────

    def namespaces(self) -> None:
        """Read the account's namespaces."""
        screen, workspace = self._screen, self._screen.workspace

        async def read() -> None:
            listed = await workspace.known_namespaces()
            screen.namespaces.show(workspace.account, listed)
            if not workspace.capabilities.can_list:
                self._listed.set()
                screen.sessions.rows.empty = NO_LISTING
                screen.notify(NO_LISTING, markup=False)
                return
            if not listed:
                self._listed.set()

        self.run(screen.namespaces, "namespaces", f"listing {workspace.account}", read)

    def session_ttls(self, namespace: str) -> None:
        """Read the TTLs configured for a namespace's sessions."""
        screen, workspace = self._screen, self._screen.workspace

        async def read() -> None:
            ttls = await workspace.list_session_ttls(namespace)
            screen.namespaces.show_session_ttls(namespace, ttls)

        if workspace.capabilities.can_list:
            self.run(screen.namespaces, "ttls", f"reading the TTLs of {namespace}", read)

    # ── sessions ───────────────────────────────────────────────────────────────────────────────

    def sessions(self, namespace: str, *, again: bool = False) -> None:
        """Read a namespace's session ids, a page at a time.

        `again` keeps what is shown until the last page came.
        """
        screen, workspace = self._screen, self._screen.workspace
        panel = screen.sessions
        self.namespace = namespace
        screen.refresh_bindings()
        able = workspace.capabilities
        if not again:
            panel.begin(namespace, with_namespace_document=able.can_read_namespace_document)
            screen.workers.cancel_group(screen, "summaries")
            screen.workers.cancel_group(screen, SORTING)
            # Its first row may have the key that the cursor was on before, in another namespace.
            screen.workers.cancel_group(screen, "document")
            self.key = None
            if screen.is_open:
                screen.document.show_nothing("Choose a session to see its document.")
            self.settle("document", screen.read_selected_document)

        async def read() -> None:
            if not able.can_list:
                panel.finish()
                return
            if not again:
                async for page in workspace.list_sessions(namespace):
                    panel.add(page)
                    screen.call_after_refresh(self._listed.set)
                panel.finish()
                return
            sessions = [s async for page in workspace.list_sessions(namespace) for s in page]
            panel.finish(sessions)
            panel.forget_summaries()

        self.run(panel, "sessions", f"listing {namespace}", read)

    def summaries(self, sessions: Sequence[str | None]) -> None:
        """Read sizes and expiries of the rows in view."""
        screen, workspace, namespace = self._screen, self._screen.workspace, self.namespace
        if namespace is None:
            return

        async def read() -> None:
            async for summary in workspace.summarise(namespace, sessions):
                screen.sessions.show_summary(summary)

        self._begin(read, "summaries")

    def all_summaries(self) -> None:
        """Read the sizes and expiries that are not known yet, for a list sorted by them."""
        screen, workspace, namespace = self._screen, self._screen.workspace, self.namespace
        if namespace is None:
            return

        async def read() -> None:
            async for summary in workspace.summarise(namespace, screen.sessions.unknown):
                screen.sessions.show_summary(summary)

        self.run(screen.sessions, SORTING, "reading what to sort by", read)

    # ── the document ───────────────────────────────────────────────────────────────────────────

    def document(self, key: DocumentKey, *, then_focus: bool = False) -> None:
        """Read a document and show it; unsaved edits of it stay on top."""
        screen, workspace = self._screen, self._screen.workspace
        self.key = key

        async def read() -> None:
            await screen.edits.look_for_draft(key)
            self.arrived(await workspace.open(key))
            if then_focus:
                screen.document.rows.focus()
            screen.offer_draft(goes_there=then_focus)

        self.run(screen.document, "document", f"reading {key.label}", read)

    def arrived(self, document: "Document") -> None:
        """Show a document that was read, unless another is wanted by now."""
        screen = self._screen
        # At once, and not by a message: what is typed right now must be on top of what arrived.
        screen.document.take_typed()
        if screen.document.copy is not None:
            screen.edits.keep(screen.document.copy)
        copy = screen.edits.on_top_of(document)
        if document.key == self.key:
            screen.document.show(copy, screen.now())
            screen.show_draft_note()
        if document.key.namespace == self.namespace:
            screen.sessions.show_summary(screen.workspace.summary_of(document))

    def again(self) -> None:
        """Read anew what is shown."""
        screen = self._screen
        if not screen.namespaces.namespaces or screen.namespaces.is_active:
            self.namespaces()
        if self.namespace is not None:
            self.sessions(self.namespace, again=bool(screen.sessions.rows.keys))
        key = self.key or screen.selected_key()
        if key is not None:
            self.document(key)

    def by_name(self, key: DocumentKey) -> None:
        """Open a document by its key, listed or not."""
        screen = self._screen
        if key.namespace not in screen.namespaces.namespaces:
            from ccs_tui.model.document import Namespace

            if key.namespace not in RESERVED_NAMESPACES:
                screen.namespaces.add(Namespace(key.namespace, is_listed=False))
                screen.run_worker(later(screen.workspace.remember_namespace, key.namespace))
                self._tell_of_the_list(key.namespace)
        if key.namespace != self.namespace:
            screen.namespaces.select(key.namespace)
            self.sessions(key.namespace)
        screen.sessions.clear_filter()
        screen.sessions.add_named(key.session)
        self.document(key, then_focus=True)

    def _tell_of_the_list(self, namespace: str) -> None:
        """Say once that the service may have more namespaces than it lists."""
        if self._screen.workspace.capabilities.can_list and not self._told_of_the_list:
            self._told_of_the_list = True
            self._screen.notify(NOT_LISTED.format(visible(namespace)), markup=False)
