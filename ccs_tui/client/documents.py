"""The documents and lists of an account, without loss, over v1 and v2 together."""

from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping
from contextlib import suppress

from ccs_tui.client.argument_checks import check_names, check_property, check_session, check_ttl
from ccs_tui.client.bulk_reads import DocumentRead, read_each
from ccs_tui.client.call import document, subject
from ccs_tui.client.errors import NotFoundError, UnreadableDocumentError, not_found
from ccs_tui.client.last_answer import LastAnswer
from ccs_tui.client.list_pages import pages
from ccs_tui.client.namespace_scan import Fetch, NamespaceScan, ScanProgress, scan
from ccs_tui.client.service import Service
from ccs_tui.client.session_pages import SessionProperties
from ccs_tui.client.v1 import ListPage
from ccs_tui.model.document import Document, SessionTtl
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.wire import DEFAULT_PER_PAGE, MAX_PER_PAGE


class Documents(Service):
    """Documents and lists of one account.

    The values of properties are canonical text, which loses nothing. `session` None is the
    namespace document, which only v2 has, and which is not the session `__default__` [S2].
    """

    # ── documents ──────────────────────────────────────────────────────────────────────────────

    async def read_document(
        self,
        namespace: str,
        session: str | None,
        *,
        over_v1: bool = False,
        looks_in_list: bool = True,
        last: LastAnswer | None = None,
    ) -> Document:
        """Return a document. Raises NotFoundError if it does not exist.

        Over v1 alone `expires_at` is None; with `over_v1` a session is read so also where there are
        credentials for v2. If the session has no properties, its id is then looked
        for in the list of sessions, since v1 answers the same for an empty and a missing one [SDK];
        without `looks_in_list` both come back empty. A document that is read again and again has a
        `last` of its own, so that an answer as the last costs next to nothing.
        """
        check_names(namespace, session)
        about = document(self.account, namespace, session)
        if session is None or (self._v2 and not over_v1):
            return await self._need_v2(f"Reading {about}").read(namespace, session, last)
        properties = await self._need_v1(f"Reading {about}").read(namespace, session, last)
        is_sure = properties or not looks_in_list
        if not is_sure and not await self._is_listed(namespace, session):
            raise not_found(about)
        return Document(DocumentKey(self.account, namespace, session), properties)

    async def _is_listed(self, namespace: str, session: str) -> bool:
        async for page in self.list_sessions(namespace):
            if session in page:
                return True
        return False

    async def read_properties(
        self, namespace: str, session: str | None, names: Collection[str]
    ) -> dict[str, JsonText]:
        """Return the named properties of a document that exist [S2].

        This is one call; v2 answers with these properties only, v1 with all. A missing document has
        none.
        """
        check_names(namespace, session)
        for name in names:
            check_property(name)
        if not names:
            return {}
        doing = f"Reading properties of {document(self.account, namespace, session)}"
        try:
            if self._v2 or session is None:
                return await self._need_v2(doing).read_properties(namespace, session, names)
            found = await self._need_v1(doing).read(namespace, session)
        except NotFoundError:
            return {}
        return {name: found[name] for name in names if name in found}

    async def save_properties(
        self,
        namespace: str,
        session: str | None,
        properties: Mapping[str, JsonText],
        ttl_seconds: int | None = None,
    ) -> None:
        """Merge properties into a document; its other properties stay [S2].

        The document's expiry is set anew, to `ttl_seconds` from now. With None or 0 it is the
        configured TTL of the session or namespace, else 13 months [S2] [OURS]. A save over v1 has
        no TTL: over v1 alone, giving one raises MissingCredentialsError. After
        DocumentTooLargeError nothing is saved. Raises ValueError for a negative TTL.
        """
        check_names(namespace, session, writes=True)
        check_ttl(ttl_seconds, least=0)
        for name in properties:
            check_property(name)
        doing = f"Saving {document(self.account, namespace, session)}"
        if self._v2 or session is None:
            await self._need_v2(doing).create(namespace, session, properties, ttl_seconds)
        elif ttl_seconds:
            self._need_v2(f"{doing} with a TTL")
        else:
            await self._need_v1(doing).upsert(namespace, session, properties)

    async def delete_properties(
        self, namespace: str, session: str | None, names: Collection[str]
    ) -> None:
        """Delete properties of a document; a missing one is no error [S1].

        Over v1 alone this is a call for each property: after an error some may be deleted, and
        calling again deletes the rest.
        """
        check_names(namespace, session, writes=True)
        for name in names:
            check_property(name)
        if not names:
            return
        doing = f"Deleting properties of {document(self.account, namespace, session)}"
        if self._v2 or session is None:
            with suppress(NotFoundError):
                await self._need_v2(doing).delete_properties(namespace, session, names)
            return
        for name in names:
            with suppress(NotFoundError):
                await self._need_v1(doing).delete_property(namespace, session, name)

    async def delete_document(self, namespace: str, session: str | None) -> None:
        """Delete a document; a missing one is no error [S1].

        Over v1 alone this empties the session. Its configured TTL stays in any case [V1].
        """
        check_names(namespace, session, writes=True)
        doing = f"Deleting {document(self.account, namespace, session)}"
        with suppress(NotFoundError):
            if self._v2 or session is None:
                await self._need_v2(doing).delete_document(namespace, session)
            else:
                await self._need_v1(doing).empty(namespace, session)

    def read_documents(
        self, namespace: str, sessions: Iterable[str | None]
    ) -> AsyncGenerator[DocumentRead, None]:
        """Read documents side by side, and yield the result of each as it comes.

        `CallLimits.concurrent` are read at a time, and fewer after a 429. A document that can't be
        read is yielded with its error, but wrong credentials are raised. To stop early, close the
        iterator (`contextlib.aclosing`).
        """
        check_names(namespace)
        return read_each(
            lambda session: self.read_document(namespace, session),
            sessions,
            self._limits.concurrent,
        )

    @property
    def concurrent_reads(self) -> int:
        """The number of documents that `read_documents` reads at a time."""
        return self._limits.concurrent

    # ── lists and TTLs, which only v1 has ──────────────────────────────────────────────────────

    def list_sessions(
        self, namespace: str, per_page: int = MAX_PER_PAGE
    ) -> AsyncGenerator[list[str], None]:
        """Yield the session ids of a namespace, a page at a time, to the end [V1].

        `per_page` is the number of ids in a page, 1 to 1,000 [OURS]. The service counts pages by
        position: while others write, no id is yielded twice, but one may be missed.
        """
        check_names(namespace)
        v1 = self._need_v1("Listing sessions")
        return pages(
            lambda page: v1.list_sessions(namespace, page, per_page),
            key=lambda session: session,
            doing=f"listing the sessions of {subject('namespace', self.account, namespace)}",
        )

    def list_session_properties(
        self, namespace: str, per_page: int = DEFAULT_PER_PAGE
    ) -> AsyncGenerator[list[SessionProperties], None]:
        """Yield sessions with their properties, a page at a time, as `list_sessions` does [V1]."""
        check_names(namespace)
        v1 = self._need_v1("Listing sessions")

        async def fetch(page: int) -> ListPage[SessionProperties]:
            found = await v1.list_session_properties(namespace, page, per_page)
            if found.unreadable:
                raise found.unreadable[0]
            return found

        return pages(
            fetch,
            key=lambda row: row[0],
            doing=f"listing the sessions of {subject('namespace', self.account, namespace)}",
        )

    def scan_namespace(
        self,
        namespace: str,
        progress: Callable[[ScanProgress], None] | None = None,
        unreadable: Callable[[UnreadableDocumentError], None] | None = None,
    ) -> AsyncGenerator[SessionProperties, None]:
        """Yield every session of a namespace with its properties, once [V1].

        Pages grow to about a million characters, and two are in memory at a time. `progress` is
        called after each page, and `unreadable` for each document that can't be read, with its
        text; without it, the first such error is raised after all the others were yielded. To stop
        early, close the iterator (`contextlib.aclosing`).
        """
        return scan(*self._pages_of(namespace), progress, unreadable)

    def scan_pages(self, namespace: str) -> NamespaceScan:
        """Return the scan of a namespace, which may be left and taken up again [V1]."""
        return NamespaceScan(*self._pages_of(namespace))

    def _pages_of(self, namespace: str) -> tuple[Fetch, str]:
        check_names(namespace)
        v1 = self._need_v1("Scanning a namespace")
        return (
            lambda *page: v1.list_session_properties(namespace, *page),
            f"scanning {subject('namespace', self.account, namespace)}",
        )

    async def list_session_ttls(self, namespace: str) -> list[SessionTtl]:
        """Return the TTLs configured for sessions of a namespace [V1]."""
        check_names(namespace)
        return await self._need_v1("Listing the TTLs of sessions").list_session_ttls(namespace)

    async def set_session_ttl(self, namespace: str, session: str, ttl_seconds: int) -> None:
        """Configure the TTL of later saves of a session; a stored document keeps its own [GS].

        Raises ValueError if `ttl_seconds` is less than 1.
        """
        check_names(namespace, writes=True)
        check_session(session)
        check_ttl(ttl_seconds)
        v1 = self._need_v1("Setting the TTL of a session")
        await v1.set_session_ttl(namespace, session, ttl_seconds)
