"""The desk: what is open, selected and read, and the open edits, without a screen."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property, partial
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
    NamespaceAdded,
    NamespacesListed,
    Said,
    SessionGone,
    SessionMade,
    SessionNamed,
    SessionsBegun,
    SessionsBrokenOff,
    SessionsCame,
    SessionsEnded,
    SummaryRead,
    ValuesRead,
    Wait,
    WaitBegan,
    WaitEnded,
)
from ccs_tui.workspace.doubtful_saves import DoubtfulSaves
from ccs_tui.workspace.follower import FOLLOWING, Follower
from ccs_tui.workspace.listeners import Listeners
from ccs_tui.workspace.listing import Listing
from ccs_tui.workspace.open_edits import OpenEdits
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection
from ccs_tui.workspace.tasks import Tasks
from ccs_tui.workspace.undoable_write import UndoableWrite
from ccs_tui.workspace.value_columns import ValueColumns
from ccs_tui.workspace.visits import Visits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.workspace.document_summary import DocumentSummary
    from ccs_tui.workspace.watcher import Watcher
    from ccs_tui.workspace.workspace import Workspace

NAME_AT_MOST, NAMED_AT_MOST = 40, 3
"""Characters of a name in a sentence, and names in it."""


class Desk:
    """All that is open of one workspace; `listen` to be told of its changes.

    What becomes of an open document its views are told by itself, and the desk tells the rest.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.tasks = Tasks()
        self.selection = Selection()
        self.namespaces: dict[str, Namespace] = {}
        """The namespaces that are known, without the reserved ones."""
        self.listing = Listing()
        """The documents of the namespace that is listed."""
        self.columns = ValueColumns(workspace, self.tell)
        self.following: Follower | None = None
        """The readings of the list, while it is followed."""
        self.key: DocumentKey | None = None
        """The key of the document that is shown, or is being read to be shown."""
        self.document: OpenDocument | None = None
        """The document that is shown, with its edits."""
        self.being_saved: set[DocumentKey] = set()
        self.waits: list[Wait] = []
        self._listeners = Listeners()
        self._pause = ExitStack()
        self.doubts = DoubtfulSaves(self.tell)
        self.edits = OpenEdits(workspace, self.tell, self.tasks)
        self.visits = Visits(workspace, self.tasks)
        self.undoable = UndoableWrite(workspace, self.tell, self.tasks)
        workspace.writes.told = self._told
        workspace.writes.told_of_doubt = partial(self._told, cancels=False)

    async def close(self) -> None:
        """End all reads, and tell no listener anything any more."""
        self._listeners.clear()
        self.undoable.close()
        await self.tasks.close()
        if "watching" in vars(self):
            await self.watching.close()

    @cached_property
    def watching(self) -> "Watcher":
        """The documents that are watched. The first sessions don't wait for its import."""
        from ccs_tui.workspace.watcher import Watcher

        watcher = Watcher(self.workspace, self.tell)
        watcher.failed = lambda error: self.tasks.failed(error)
        return watcher

    # ── what is told ───────────────────────────────────────────────────────────────────────────

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have `listener` told of each change, at once and in order; return what ends this."""
        return self._listeners.add(listener)

    def tell(self, event: Event) -> None:
        """Tell the listeners."""
        if not isinstance(event, SummaryRead | ValuesRead):  # there are thousands
            LOG.debug("desk: %s", type(event).__name__)
        self._listeners.tell(event)

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

    def _told(self, why: str | None, *, cancels: bool = True) -> None:
        """Say what a write waits for, and that this can be given up where it can."""
        self._pause.close()
        if why is not None:
            self._pause.enter_context(self.waiting(Place.DOCUMENT, why, cancels=cancels))

    def now(self) -> datetime:
        """Return the present instant on the service's clock."""
        return self.workspace.clock()

    def may_write(self, namespace: str) -> bool:
        """Return whether a namespace can be written to: not read-only, and not a reserved one."""
        return self.workspace.may_write(namespace)

    # ── namespaces and sessions ────────────────────────────────────────────────────────────────

    @property
    def namespace(self) -> str | None:
        """The namespace whose sessions are listed."""
        return self.listing.namespace or None

    def list_namespaces(self, namespaces: "Sequence[Namespace]") -> None:
        """Take the namespaces that the account has by now."""
        # Reserved namespaces have their own place, whoever names them.
        own = (namespace for namespace in namespaces if not is_reserved(namespace.name))
        self.namespaces = {namespace.name: namespace for namespace in own}
        self.tell(NamespacesListed())

    def add_namespace(self, namespace: Namespace) -> None:
        """Take one more namespace, for example one that was opened by its name."""
        known = {**self.namespaces, namespace.name: namespace}
        self.namespaces = {name: known[name] for name in sorted(known, key=str.casefold)}
        self.tell(NamespaceAdded())

    def how_many_sessions(self, namespace: str) -> str:
        """Say how many sessions a namespace has, as far as that is known."""
        if namespace != self.namespace:
            return "All its sessions"
        return counted(len(self.listing.sessions), "session")

    def begin_sessions(self, namespace: str | None) -> None:
        """List another namespace, or none, of which nothing is known yet."""
        able = self.workspace.capabilities
        self.listing = Listing(
            namespace or "",
            with_namespace_document=able.can_read_namespace_document and namespace is not None,
            is_remembered=not able.can_list,
        )
        self.columns.begin(namespace)
        self.tasks.cancel(FOLLOWING)
        self.following = None
        self.tell(SessionsBegun(namespace))

    def list_sessions(self, sessions: "Sequence[str]") -> None:
        """Take all the sessions of the namespace, as they were listed anew."""
        self.listing.replace(sessions)
        self.listing.end()
        self.tell(SessionsEnded(anew=True))

    def end_sessions(self) -> None:
        """Take note that the last page came."""
        self.listing.end()
        self.tell(SessionsEnded())

    def break_sessions_off(self) -> None:
        """Take note that the sessions could not be listed to their end."""
        self.listing.broken_off = True
        self.tell(SessionsBrokenOff())

    def take_sessions(self, page: "Sequence[str]") -> None:
        """Take a page of session ids that came."""
        self.tell(SessionsCame(self.listing.add(page)))

    def add_session(self, session: str | None, *, is_goal: bool = False) -> None:
        """Take note of a document of the namespace listed that is there, listed or not."""
        self.tell(SessionNamed(session, self.listing.name(session), is_goal))

    def drop_session(self, session: str | None) -> None:
        """Take note of a document of the namespace listed that is gone."""
        self.listing.drop(session)
        self.columns.forget(session)
        self.tell(SessionGone(session))

    def summarise(self, document: Document) -> None:
        """Take the size, the expiry and the values of a document of the namespace listed."""
        self.take_summary(self.workspace.summary_of(document))
        self.see(document)

    def see(self, document: Document) -> None:
        """Take of a document that was read what the list shows beside its size and expiry."""
        self.columns.take(document)
        if self.following is not None:
            self.following.see(document)

    def take_summary(self, summary: "DocumentSummary") -> None:
        """Take a size and an expiry that were read."""
        self.listing.summarise(summary)
        self.tell(SummaryRead(summary))

    def forget_namespace(self, name: str) -> None:
        """Take a deleted namespace from the desk, with the edits in it."""
        self.edits.forget_namespace(name)
        if self.namespace == name:
            self.begin_sessions(None)
            other = " Choose another." if self.namespaces.keys() - {name} else ""
            self.leave(f"Its namespace was deleted.{other}")

    # ── the document ───────────────────────────────────────────────────────────────────────────

    def take_typed(self) -> None:
        """Put into the document shown what is typed and not in it yet."""
        if self.document is not None:
            self.document.views.take_typed()

    @property
    def coming(self) -> DocumentKey | None:
        """The key of the document that is being read, while another one is shown, or none."""
        is_other = self.document is None or self.document.key != self.key
        return self.key if is_other and self.tasks.is_running(Place.DOCUMENT.value) else None

    def show(self, document: "OpenDocument") -> None:
        """Show a document with its edits."""
        if document is not self.document:
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

    def arrived(self, document: Document, *, again: bool = False) -> None:
        """Show a document that was read, unless another is wanted by now.

        With `again` what others changed since the reading before is shown as news.
        """
        open_document = self.edits.on_top_of(document, self.document, tells_news=again)
        self.doubts.resolve(open_document)
        if removed := sorted(open_document.by_others.removed):
            names = ", ".join(name[:NAME_AT_MOST] for name in removed[:NAMED_AT_MOST])
            more = f" and {len(removed) - NAMED_AT_MOST:,} more" if removed[NAMED_AT_MOST:] else ""
            self.tell(Said(f"Others removed {names}{more} since the reading before."))
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

    def take_saved(self, document: "OpenDocument") -> None:
        """Take a document as a save knows it, which may have been read for that save alone."""
        self.watching.wake(document.key)
        shown = self.document
        is_open = document is shown or self.edits.has(document)
        if not is_open and shown is not None and shown.key == document.key:
            shown.rebase(Document.absent(document.key) if document.gone else document.base)
            document, is_open = shown, True
        if document.key.namespace == self.namespace and (is_open or not document.gone):
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

    def forget(self, key: DocumentKey, why: str = "It was deleted.") -> None:
        """Take a document that does not exist off the desk, with its edits; `why` is said."""
        if self.key == key:
            self.take_typed()
        self.edits.forget(key)
        if key.namespace == self.namespace:
            self.drop_session(key.session)
        if self.key == key:
            self.leave(f"{why} Choose another session." if self.listing.sessions else why)
