"""The desk: what is open, selected and read, and the open edits, without a screen."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from ccs_tui.model.document import Document, Namespace
from ccs_tui.model.log import LOG
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.words import counted
from ccs_tui.workspace.desk_events import (
    DocumentLeft,
    DocumentShown,
    DocumentUnreadable,
    DocumentWanted,
    DraftsChanged,
    Event,
    NamespacesListed,
    Place,
    SessionGone,
    SessionMade,
    SessionNamed,
    SessionsBegun,
    SessionsBrokenOff,
    SessionsCame,
    SessionsEnded,
    SummaryRead,
    Wait,
    WaitBegan,
    WaitEnded,
)
from ccs_tui.workspace.open_edits import OpenEdits
from ccs_tui.workspace.selection import Selection
from ccs_tui.workspace.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.workspace.summary import Summary
    from ccs_tui.workspace.workspace import Workspace


class Desk:
    """All that is open of one workspace; `listen` to be told of its changes.

    `take_typed` puts the text of an editor into its document; it is called before the desk puts
    another document in its place.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.tasks = Tasks()
        self.selection = Selection()
        self.namespaces: dict[str, Namespace] = {}
        """The namespaces that are known, without the reserved ones."""
        self.namespace: str | None = None
        """The namespace whose sessions are listed."""
        self.sessions: dict[str, None] = {}
        """The session ids that are known of it, in the order they came."""
        self.named: set[str] = set()
        """The sessions of these that were opened by their name, and have not come with a page yet.
        """
        self.is_complete = False
        """True if these are all sessions that the service lists."""
        self.summaries: dict[str | None, Summary] = {}
        """The sizes and expiries that are known of its documents, None being its own."""
        self.key: DocumentKey | None = None
        """The key of the document that is shown, or is being read to be shown."""
        self.document: OpenDocument | None = None
        """The document that is shown, with its edits."""
        self.being_saved: set[DocumentKey] = set()
        self.take_typed: Callable[[], None] = lambda: None
        self.waits: list[Wait] = []
        self._listeners: list[Callable[[Event], None]] = []
        self._pause = ExitStack()
        self.edits = OpenEdits(workspace, self.tell, self.tasks)
        workspace.writes.told = self._told

    async def close(self) -> None:
        """End all reads, and tell no listener anything any more."""
        self._listeners.clear()
        await self.tasks.close()

    # ── what is told ───────────────────────────────────────────────────────────────────────────

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Have `listener` told of each change, at once and in order."""
        self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        """Tell the listeners."""
        LOG.debug("desk: %s", type(event).__name__)
        for listener in self._listeners:
            listener(event)

    @contextmanager
    def waiting(self, place: Place, what: str, *, cancels: bool = False) -> Iterator[None]:
        """Say what is waited for at a place, as long as the context lasts."""
        wait = Wait(place, what, cancels)
        self.waits.append(wait)
        self.tell(WaitBegan(wait))
        try:
            yield
        finally:
            self.waits.remove(wait)
            self.tell(WaitEnded(wait))

    def _told(self, why: str | None) -> None:
        """Say what a write waits for before its next attempt, and that this can be given up."""
        self._pause.close()
        if why is not None:
            self._pause.enter_context(self.waiting(Place.DOCUMENT, why, cancels=True))

    def now(self) -> datetime:
        """Return the present instant on the service's clock."""
        return self.workspace.clock()

    def may_write(self, namespace: str) -> bool:
        """Return whether a namespace can be written to: not read-only, and not a reserved one."""
        return not self.workspace.read_only and not is_reserved(namespace)

    # ── namespaces and sessions ────────────────────────────────────────────────────────────────

    def list_namespaces(self, namespaces: "Sequence[Namespace]") -> None:
        """Take the namespaces that the account has by now."""
        self.namespaces = {namespace.name: namespace for namespace in namespaces}
        self.tell(NamespacesListed(namespaces))

    def how_many_sessions(self, namespace: str) -> str:
        """Say how many sessions a namespace has, as far as that is known."""
        if namespace != self.namespace:
            return "All its sessions"
        return counted(len(self.sessions), "session")

    def begin_sessions(self, namespace: str | None) -> None:
        """List another namespace, or none, of which nothing is known yet."""
        self.namespace = namespace
        self.is_complete = False
        self.sessions, self.named, self.summaries = {}, set(), {}
        able = self.workspace.capabilities.can_read_namespace_document
        self.tell(SessionsBegun(namespace or "", able and namespace is not None))

    def list_sessions(self, sessions: "Sequence[str]") -> None:
        """Take all the sessions of the namespace, as they were listed anew."""
        self.named.difference_update(sessions)
        self.sessions = dict.fromkeys([*self.named, *sessions])
        self.summaries = {}
        self.end_sessions(sessions)

    def end_sessions(self, sessions: "Sequence[str] | None" = None) -> None:
        """Take note that the last page came; `sessions` are all, where they were listed anew."""
        self.is_complete = True
        self.tell(SessionsEnded(sessions))

    def break_sessions_off(self) -> None:
        """Take note that the sessions could not be listed to their end."""
        self.is_complete = False
        self.tell(SessionsBrokenOff())

    def take_sessions(self, page: "Sequence[str]") -> None:
        """Take a page of session ids that came."""
        self.named.difference_update(page)
        self.sessions |= dict.fromkeys(page)
        self.tell(SessionsCame(page))

    def add_session(self, session: str | None, *, is_goal: bool = False) -> None:
        """Take note of a document of the namespace listed that is there, listed or not."""
        if session is not None and session not in self.sessions:
            self.sessions[session] = None
            self.named.add(session)
        self.tell(SessionNamed(session, is_goal))

    def drop_session(self, session: str | None) -> None:
        """Take note of a document of the namespace listed that is gone."""
        self.summaries.pop(session, None)
        if session is None:
            # The sizes of its other documents may be those of documents that went with it.
            self.summaries.clear()
        else:
            self.sessions.pop(session, None)
            self.named.discard(session)
        self.tell(SessionGone(session))

    def sizes_of(self, sessions: "Sequence[str | None]") -> tuple[int, int]:
        """Return the characters of the documents whose size is known, and the number of these."""
        known = [self.summaries.get(session) for session in sessions]
        sizes = [s.size or 0 for s in known if s is not None and not s.problem]
        return sum(sizes), len(sizes)

    def summarise(self, document: Document) -> None:
        """Take the size and the expiry of a document of the namespace listed."""
        self.take_summary(self.workspace.summary_of(document))

    def take_summary(self, summary: "Summary") -> None:
        """Take a size and an expiry that were read."""
        self.summaries[summary.session] = summary
        self.tell(SummaryRead(summary))

    def forget_namespace(self, name: str) -> None:
        """Take a deleted namespace from the desk, with the edits in it."""
        self.edits.forget_namespace(name)
        if self.namespace == name:
            self.begin_sessions(None)
            self.leave("Its namespace was deleted. Choose another.")

    # ── the document ───────────────────────────────────────────────────────────────────────────

    def show(self, document: "OpenDocument") -> None:
        """Show a document with its edits, anew if it is shown already."""
        self.take_typed()
        self.document = document
        self.tell(DocumentShown(document))

    def show_unreadable(self, key: DocumentKey, sentence: str, raw: str) -> None:
        """Show the text of a document that can't be read, as it came."""
        self.take_typed()
        self.document = None
        self.tell(DocumentUnreadable(key.label, sentence, raw))

    def leave(self, why: str) -> None:
        """Show no document, and say why."""
        self.take_typed()
        self.document = self.key = None
        self.tell(DocumentLeft(why))

    def arrived(self, document: Document) -> None:
        """Show a document that was read, unless another is wanted by now."""
        # This can't wait for a message: the text that is being typed belongs on top of what
        # arrived.
        self.take_typed()
        if self.document is not None:
            self.edits.keep(self.document)
        open_document = self.edits.on_top_of(document, self.document)
        if document.key == self.key:
            self.show(open_document)
            self.tell(DraftsChanged())
        if document.key.namespace == self.namespace:
            self.summarise(document)

    def take_made(self, document: Document) -> None:
        """Take a session that was just made, and show its document."""
        if document.key.session is not None:
            self.take_sessions([document.key.session])
            self.tell(SessionMade(document.key.session))
        self.key = document.key
        self.arrived(document)

    def show_changed(self, document: "OpenDocument") -> None:
        """Show the changes of an open document, if it is the one that is shown."""
        self.edits.keep(document)
        if document.key.namespace == self.namespace:
            self.summarise(document.base)
        if self.document is document:
            self.show(document)

    def show_saved(self, document: "OpenDocument") -> None:
        """Show a document as a save knows it, wherever it is shown."""
        shown = self.document
        if document is shown or self.edits.has(document):
            self.show_changed(document)
        elif shown is not None and shown.key == document.key:
            shown.rebase(
                Document(document.key, {}, exists=False) if document.gone else document.base
            )
            self.show_changed(shown)
        elif document.key.namespace == self.namespace and not document.gone:
            self.summarise(document.base)

    def show_written(self, key: DocumentKey, *, exists: bool) -> None:
        """Show the state of a document that was written by its key.

        It is read anew if it is shown. Its open edits stay, even if the document is gone.
        """
        if key.namespace == self.namespace:
            if exists:
                self.add_session(key.session)
            elif key not in self.edits:
                self.drop_session(key.session)
        if key != self.key:
            return
        if exists or key in self.edits:
            self.tell(DocumentWanted(key))
        else:
            self.forget(key)

    def forget(
        self, key: DocumentKey, why: str = "It was deleted. Choose another session."
    ) -> None:
        """Take a document that does not exist off the desk, with its edits; `why` is said."""
        self.edits.forget(key)
        if key.namespace == self.namespace:
            self.drop_session(key.session)
        if self.key == key:
            self.leave(why)
