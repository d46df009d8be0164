"""The workspace: what a user does with a connection, whatever shows it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ccs_tui.client import Capabilities, ContextServiceClient, WriteLock
from ccs_tui.client.errors import CcsError, NotFoundError, UnauthorizedError, UnusableSettingError
from ccs_tui.client.last_answer import LastAnswer
from ccs_tui.model.document import Document, Namespace, SessionTtl
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.log import LOG
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.profile import USUAL, Preferences, Profile
from ccs_tui.workspace.api_standing import ApiStanding
from ccs_tui.workspace.asked_secrets import AskedSecrets
from ccs_tui.workspace.document_summary import DocumentSummary
from ccs_tui.workspace.lazy_local_state import LazyLocalState
from ccs_tui.workspace.pace import may_pass
from ccs_tui.workspace.write_queue import Sleep, WriteQueue

if TYPE_CHECKING:
    from ccs_tui.workspace.local_state import LocalState

LAST_SECONDS = 15.0
"""The seconds that a write under way gets to end when everything is closed."""


class Workspace(LazyLocalState):
    """One account, over one connection. Every method may raise `CcsError`.

    `profile` is what it was opened with. `local` has the files on this machine, or opens them when
    they are first needed; without it nothing stays. `background` runs until it is closed.
    `clock` is this machine's; that of the workspace is the service's. `sleep` waits between the
    attempts of a write, `standing` is the client's listener, `secrets` are those of its connection.
    Make a workspace within an event loop.
    """

    def __init__(
        self,
        client: ContextServiceClient,
        profile: Profile,
        clock: Clock = system_clock,
        background: Coroutine[Any, Any, None] | None = None,
        preferences: Preferences = USUAL,
        local: "LocalState | Callable[[], LocalState] | None" = None,
        sleep: Sleep = asyncio.sleep,
        standing: ApiStanding | None = None,
        secrets: AskedSecrets | None = None,
    ) -> None:
        super().__init__(profile.kept_as, local, clock, with_values=preferences.journal_days > 0)
        self.client = client
        self.profile = profile
        self.preferences = preferences
        self.writes = WriteQueue(sleep)
        self.standing = standing or ApiStanding(clock)
        self.secrets = secrets or AskedSecrets(profile)
        self.v2_refused: CcsError | None = None
        """Why v2 is left out of what is read to be shown; None if it is not."""
        self._ends_at: float | None = None
        self._background = asyncio.create_task(background) if background else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Write the drafts and close everything. To be called once, at the end.

        A write that is under way gets `LAST_SECONDS` to end.
        """
        LOG.info("closing %s", self.profile.name)
        self.secrets.close()
        self.writes.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.writes.idle(), self.last_seconds)
        await self.close_drafts()
        if self._background is not None:
            self._background.cancel()
            await asyncio.wait([self._background])
        await self.client.aclose()
        await self.close_local()

    @property
    def last_seconds(self) -> float:
        """The seconds that a write under way still has: `LAST_SECONDS` when first asked."""
        now = asyncio.get_running_loop().time()
        self._ends_at = self._ends_at or now + LAST_SECONDS
        return max(0.0, self._ends_at - now)

    def clock(self) -> datetime:
        """Return the present instant on the service's clock, as near as it is known."""
        return self.client.service_time.now()

    def clock_ahead(self) -> timedelta:
        """Return by how much the service's clock is ahead of this machine's, as far as known."""
        return self.client.service_time.difference or timedelta()

    def machine_clock(self) -> datetime:
        """Return the present instant on this machine's clock, by which the journal is dated."""
        return self.clock() - self.clock_ahead()

    @property
    def account(self) -> str:
        """The account's id."""
        return self.client.account

    @property
    def capabilities(self) -> Capabilities:
        """The abilities of the connection."""
        return self.client.capabilities

    @property
    def read_only(self) -> bool:
        """True if the client refuses every write, as it is now."""
        return self.client.read_only

    def may_write(self, namespace: str) -> bool:
        """Return whether a namespace can be written to: not read-only, and not a reserved one."""
        return not self.read_only and not is_reserved(namespace)

    @property
    def write_lock(self) -> WriteLock:
        """The switch that decides whether writes may leave."""
        return self.client.write_lock

    # ── reading ────────────────────────────────────────────────────────────────────────────────

    async def list_namespaces(self) -> list[Namespace]:
        """Return the namespaces that the service lists, by name."""
        return sorted(await self.client.get_list_of_namespaces(), key=lambda n: n.name.casefold())

    async def known_namespaces(self) -> list[Namespace]:
        """Return the listed namespaces, those of the profile and those opened by name, by name.

        The service's list may leave out those without a TTL [V1]; a connection that can't list
        has only the others.
        """
        listed = await self.list_namespaces() if self.capabilities.can_list else []
        there = {namespace.name for namespace in listed}
        known = await self.remembered_namespaces()
        others = [Namespace(name, is_listed=False) for name in known if name not in there]
        return sorted([*listed, *others], key=lambda n: n.name.casefold())

    async def remembered_namespaces(self) -> list[str]:
        """Return the names of the profile, and those opened by name; nothing is sent.

        A connection that can't list has those of the recents and bookmarks as well.
        """
        owner = self.kept_as, self.account
        names = await asyncio.to_thread(self.local.namespaces.names, *owner)
        if not self.capabilities.can_list:
            names += await asyncio.to_thread(self.local.places.namespaces, owner)
        own = [*self.profile.known_namespaces, *names]
        return [name for name in dict.fromkeys(own) if not is_reserved(name)]

    async def remembered_sessions(self, namespace: str) -> list[str]:
        """Return the sessions of the recents and bookmarks in a namespace; nothing is sent."""
        owner = self.kept_as, self.account
        return await asyncio.to_thread(self.local.places.sessions, owner, namespace)

    async def remember_namespace(self, name: str) -> None:
        """Remember, with the profile, a namespace that was opened by its name."""
        await asyncio.to_thread(self.local.namespaces.remember, self.kept_as, self.account, name)

    async def forget_namespace(self, name: str) -> None:
        """Forget a namespace that was opened by its name, for example since it was deleted."""
        await asyncio.to_thread(self.local.namespaces.forget, self.kept_as, self.account, name)

    async def list_session_ttls(self, namespace: str) -> list[SessionTtl]:
        """Return the TTLs configured for sessions of a namespace, by session."""
        ttls = await self.client.list_session_ttls(namespace)
        return sorted(ttls, key=lambda ttl: ttl.session)

    def list_sessions(self, namespace: str) -> AsyncIterator[list[str]]:
        """Yield the session ids of a namespace, a page at a time as they come."""
        return self.client.list_sessions(namespace)

    async def open(self, key: DocumentKey, last: LastAnswer | None = None) -> Document:
        """Read a document; one that is not there comes back empty, with `exists` False.

        `last` is that of this document's reads, if it is read again and again.
        """
        try:
            return await self.client.read_document(key.namespace, key.session, last=last)
        except NotFoundError:
            return Document.absent(key)

    async def look(self, key: DocumentKey) -> Document:
        """Read a document to show it: over v1, without its expiry, where v2 refuses us.

        So it is read, too, where nobody gave the password or token that v2 needs.

        What is to be written is read by `open`, which raises then.
        """
        try:
            document = await self.open(key)
        except (UnauthorizedError, UnusableSettingError) as refused:
            if key.session is None or not self.capabilities.v1:
                raise
            try:
                document = await self._over_v1(key)
            except CcsError:
                raise refused from None
            self.v2_refused = refused
            return document
        self.v2_refused = None
        return document

    async def _over_v1(self, key: DocumentKey) -> Document:
        try:
            return await self.client.read_document(key.namespace, key.session, over_v1=True)
        except NotFoundError:
            return Document.absent(key)

    async def glance(self, key: DocumentKey) -> Document:
        """Read one of many documents to show it: as `look`, in one call.

        Over v1 an empty document and one that is not there come back the same: empty, and without
        an expiry.
        """
        client, over_v1 = self.client, self.v2_refused is not None and key.session is not None
        try:
            document = await client.read_document(
                key.namespace, key.session, over_v1=over_v1, looks_in_list=False
            )
        except NotFoundError:
            return Document.absent(key)
        except (UnauthorizedError, UnusableSettingError) as refused:
            if over_v1 or key.session is None or not self.capabilities.v1:
                raise
            self.v2_refused = refused
            return await self.glance(key)
        return document

    async def summarise(
        self,
        namespace: str,
        sessions: Iterable[str | None],
        concurrency: int = 8,
        take: Callable[[Document], None] = lambda _: None,
    ) -> AsyncIterator[DocumentSummary]:
        """Read documents and yield their summaries as they come, `concurrency` at a time.

        A document that can't be read yields a summary with its problem; the others go on. `take` is
        given each that was read.
        """
        waiting = iter(list(sessions))
        running: set[asyncio.Task[DocumentSummary]] = set()
        try:
            while True:
                for session in waiting:
                    running.add(asyncio.create_task(self._summarise_one(namespace, session, take)))
                    if len(running) >= concurrency:
                        break
                if not running:
                    return
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    yield task.result()
        finally:
            for task in running:
                task.cancel()

    async def _summarise_one(
        self, namespace: str, session: str | None, take: Callable[[Document], None]
    ) -> DocumentSummary:
        try:
            key = DocumentKey(self.account, namespace, session)
            over_v1 = self.v2_refused is not None and session is not None
            document = await (self._over_v1(key) if over_v1 else self.look(key))
        except CcsError as error:
            return self.unread(session, error)
        take(document)
        return self.summary_of(document)

    def unread(self, session: str | None, error: CcsError) -> DocumentSummary:
        """Return the summary of a document that could not be read."""
        return DocumentSummary(session, self.clock(), problem=str(error), may_pass=may_pass(error))

    def summary_of(self, document: Document) -> DocumentSummary:
        """Return the summary of a document that was just read."""
        size = document.size if document.exists else None
        return DocumentSummary(
            document.key.session, self.clock(), size, document.expires_at, mark=document.mark
        )
