"""The reads of the desk: a newer one for a place takes the place of the older."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from ccs_tui.model.document import Document, Namespace
from ccs_tui.model.log import LOG
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.tree import Key, format_path
from ccs_tui.workspace.desk import Desk
from ccs_tui.workspace.desk_events import (
    DocumentArrived,
    DocumentSeen,
    DocumentShown,
    DocumentWanted,
    Event,
    NamespaceWanted,
    ReadCancelled,
    Said,
    SessionsNotListable,
    SessionTtlsRead,
    Tone,
)
from ccs_tui.workspace.empty_places import CHOOSE
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.failed_read import tell_of_failure
from ccs_tui.workspace.live_document import show_watched
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.value_column_reader import COLUMNS, ColumnReader

TTLS, SUMMARIES, SORTING = "ttls", "summaries", "sorting"
"""The groups of reads beside the main one of each place, which is named by its place."""

NO_LISTING = (
    "This connection can't list namespaces: it has no API key (v1). g opens a document by its name."
)
NOT_LISTED = (
    "The service does not list the namespace {}: its list may not be complete. It stays here "
    "for this profile, below the others."
)
OVER_V1 = (
    "Documents are read over v1 meanwhile: without their expiry, and none can be saved. To save, "
    "start again with credentials that v2 accepts."
)


@dataclass(frozen=True, slots=True)
class Destination:
    """A place that the user goes to: the value at `path`, which `was_there` when it was noted."""

    path: tuple[Key, ...] = ()
    was_there: bool = False


class DeskReader:
    """Reads for a desk, in the background. The desk tells what was read, or why not."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told_of_the_list = self._told_of_v2 = False
        self._told: set[object] | None = None
        """The reasons that were told of reads that are begun together, while they are begun."""
        desk.listen(self._heard)
        ColumnReader(desk)

    def _heard(self, event: Event) -> None:
        if isinstance(event, DocumentWanted):
            self.document(event.key)
        elif isinstance(event, DocumentShown) and event.document.base.exists:
            self._take_namespace(event.document.key.namespace)
        elif isinstance(event, DocumentSeen) and not show_watched(self._desk, event.key):
            self.document(event.key)

    def _run(
        self, place: Place, what: str, read: Callable[[], Awaitable[None]], group: str = ""
    ) -> None:
        """Run a read for a place; an older one of the same group is cancelled."""
        group = group or place.value
        told = self._told

        async def guarded() -> None:
            try:
                with self._desk.waiting(place, what, cancels=True):
                    await read()
            except CcsError as error:
                LOG.warning("reading of %s failed: %s", group, type(error).__name__)
                tell_of_failure(self._desk, place, group, error, told)

        self._desk.tasks.begin(guarded, group)

    def cancel(self) -> bool:
        """Cancel every read that is waited for; False if there is none."""
        places = {wait.place for wait in self._desk.waits if wait.cancels}
        for place in places:
            self._desk.tasks.cancel(place.value)
            if place is Place.SESSIONS:
                for group in (SORTING, COLUMNS):
                    self._desk.tasks.cancel(group)
            self._desk.tell(ReadCancelled(place))
        return bool(places)

    # ── namespaces ─────────────────────────────────────────────────────────────────────────────

    def namespaces(self) -> None:
        """Read the account's namespaces."""
        desk, workspace = self._desk, self._desk.workspace

        async def read() -> None:
            desk.list_namespaces(await workspace.known_namespaces())
            if not workspace.capabilities.can_list:
                desk.tell(SessionsNotListable(NO_LISTING))
                desk.tell(Said(NO_LISTING))

        self._run(Place.NAMESPACES, f"listing {workspace.account}", read)

    def session_ttls(self, namespace: str) -> None:
        """Read the TTLs configured for a namespace's sessions."""
        desk, workspace = self._desk, self._desk.workspace

        async def read() -> None:
            ttls = await workspace.list_session_ttls(namespace)
            desk.tell(SessionTtlsRead(namespace, ttls))

        if workspace.capabilities.can_list:
            self._run(Place.NAMESPACES, f"reading the TTLs of {namespace}", read, TTLS)

    # ── sessions ───────────────────────────────────────────────────────────────────────────────

    def sessions(self, namespace: str, *, again: bool = False) -> None:
        """Read a namespace's session ids, a page at a time.

        With `again` the list on the screen stays until the last page came.
        """
        desk, workspace = self._desk, self._desk.workspace
        if not again:
            # The first row may have the same key as the row under the cursor in the namespace
            # before.
            for group in (SUMMARIES, SORTING, Place.DOCUMENT.value):
                desk.tasks.cancel(group)
            desk.leave(CHOOSE)
            desk.begin_sessions(namespace)

        async def read() -> None:
            if not workspace.capabilities.can_list:
                desk.take_sessions(await workspace.remembered_sessions(namespace))
                desk.end_sessions()
                return
            if not again:
                async for page in workspace.list_sessions(namespace):
                    desk.take_sessions(page)
                desk.end_sessions()
                return
            desk.list_sessions(
                [s async for page in workspace.list_sessions(namespace) for s in page]
            )

        self._run(Place.SESSIONS, f"listing {namespace}", read)

    def summaries(self, sessions: Sequence[str | None]) -> None:
        """Read sizes and expiries of the rows in view."""
        if self._desk.namespace is not None:
            self._desk.tasks.begin(lambda: self._summarise(sessions), SUMMARIES)

    def all_summaries(self, sessions: Sequence[str | None]) -> None:
        """Read sizes and expiries, for a list sorted by them; none of them ends the reading."""
        if not sessions:
            self._desk.tasks.cancel(SORTING)
        elif self._desk.namespace is not None:
            what = "reading what to sort by"
            self._run(Place.SESSIONS, what, lambda: self._summarise(sessions), SORTING)

    async def _summarise(self, sessions: Sequence[str | None]) -> None:
        """Read sizes and expiries, and once more those that failed for a reason that may pass."""
        desk, of = self._desk, self._desk.namespace or ""
        failed: list[str | None] = []
        for wanted in (sessions, failed) if of else ():
            async for summary in desk.workspace.summarise(of, wanted, take=desk.see):
                desk.take_summary(summary)
                failed += [summary.session] * summary.may_pass

    # ── the document ───────────────────────────────────────────────────────────────────────────

    def document(
        self, key: DocumentKey, *, goal: Destination | None = None, again: bool = False
    ) -> None:
        """Read a document and show it; unsaved edits of it stay on top.

        With a `goal` the user is taken there. With `again` what others changed since the reading
        before is shown as news.
        """
        desk = self._desk
        desk.key = key

        async def read() -> None:
            await desk.edits.look_for_draft(key)
            document = await desk.workspace.look(key)
            desk.arrived(document, again=again)
            desk.tell(DocumentArrived(goal is not None, goal.path if goal is not None else ()))
            if goal is not None:
                self._tell_if_gone(document, goal)
            self._tell_of_v2()

        self._run(Place.DOCUMENT, f"reading {key.label}", read)

    def _tell_if_gone(self, document: Document, goal: Destination) -> None:
        """Say where a place to come back to is not there any more."""
        desk, key = self._desk, document.key
        if goal.was_there and not document.exists:
            desk.tell(Said(f"{key.label} is not in {key.namespace} any more.", Tone.WARNING))
            return
        shown = desk.document
        if shown is None or shown.key != key or not (goal.path and document.exists):
            return
        if shown.tree.get(goal.path) is None:
            more = " any more" if goal.was_there else ""
            desk.tell(Said(f"{key.label} has no {format_path(goal.path)}{more}.", Tone.WARNING))

    def _tell_of_v2(self) -> None:
        """Say once that v2 refuses the credentials, and what is done without it."""
        refused = self._desk.workspace.v2_refused
        if refused is not None and not self._told_of_v2:
            self._desk.tell(Said(f"{refused} {OVER_V1}", Tone.ALARM))
        self._told_of_v2 = refused is not None

    def selected(self) -> None:
        """Read the document under the cursor of the sessions, unless it is shown already."""
        key = self._desk.selection.key
        if key is not None and key != self._desk.key:
            self.document(key)

    def again(self) -> None:
        """Read anew what is shown; where all of it fails for one reason, that is told once."""
        self._told = set()
        try:
            self._begin_again()
        finally:
            self._told = None

    def _begin_again(self) -> None:
        desk = self._desk
        if not desk.namespaces or desk.selection.place is Place.NAMESPACES:
            self.namespaces()
        key = desk.key or desk.selection.key
        if desk.namespace is not None:
            self.sessions(
                desk.namespace, again=bool(desk.listing.sessions) or desk.selection.key is not None
            )
        if key is not None:
            self.document(key, again=True)

    def by_name(
        self, key: DocumentKey, path: tuple[Key, ...] = (), *, was_there: bool = False
    ) -> None:
        """Open a document by its key, listed or not, at a value in it.

        A namespace that is not listed comes into the list once it has a document: nothing is made
        by being named.
        """
        desk = self._desk
        if key.namespace != desk.namespace:
            desk.tell(NamespaceWanted(key.namespace))
            self.sessions(key.namespace)
        desk.add_session(key.session, is_goal=True)
        self.document(key, goal=Destination(path, was_there))

    def _take_namespace(self, name: str) -> None:
        """Take note of a namespace that has a document, listed or not."""
        desk = self._desk
        if name in desk.namespaces or is_reserved(name):
            return
        desk.add_namespace(Namespace(name, is_listed=False))
        desk.tasks.begin(lambda: desk.workspace.remember_namespace(name))
        self._tell_of_the_list(name)
        if name == desk.namespace:
            desk.tell(NamespaceWanted(name))

    def _tell_of_the_list(self, namespace: str) -> None:
        """Say once that the service may have more namespaces than it lists."""
        if self._desk.workspace.capabilities.can_list and not self._told_of_the_list:
            self._told_of_the_list = True
            self._desk.tell(Said(NOT_LISTED.format(namespace)))
