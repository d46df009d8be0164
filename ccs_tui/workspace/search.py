"""A search: the documents of a namespace that fit a query, as a scan comes upon them."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, NotFoundError
from ccs_tui.model.query import Match, Query, QueryError
from ccs_tui.model.tree.paths import format_path
from ccs_tui.workspace.scan import Scan

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.workspace import Workspace

MOST_HITS = 20_000
"""The hits that are kept; more are counted."""
SHOWN = 400
"""The characters of a value that a hit keeps."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that fits: the path that did, `""` for the whole, and the value there.

    `value` is the beginning of the value's canonical text, `size` the document's characters.
    `expires_at` is None where it was not read.
    """

    key: "DocumentKey"
    path: str
    value: str
    size: int
    expires_at: datetime | None


class Search:
    """A search in a namespace. `scan` has its progress, and may be stopped and taken up again.

    `sessions` are searched where nothing can be listed. `told` is called after each change. Raises
    QueryError if this connection can't answer the query.
    """

    def __init__(
        self,
        workspace: "Workspace",
        namespace: str,
        query: Query,
        sessions: Iterable[str] = (),
        told: Callable[[], None] = lambda: None,
    ) -> None:
        if query.needs_expiry and not workspace.capabilities.can_read_expiry:
            raise QueryError("expires: only v2 tells expiries, and has no credentials here.")
        self.query = query
        self.hits: list[Hit] = []
        """The first of the documents that fit, in the order that they came.

        Whoever takes hits out of it has all of them, in time.
        """
        self.found = 0
        """The number of documents that fit."""
        self._workspace = workspace
        self._told = told
        self._candidates: deque[str | None] = deque()
        self.scan = Scan(workspace, namespace, self._take, sessions, told)

    @property
    def waiting(self) -> int:
        """The number of documents that fit so far, and whose expiry is still to be read."""
        return len(self._candidates)

    @property
    def is_complete(self) -> bool:
        """True once each document was looked at."""
        return self.scan.is_complete and not self._candidates

    async def run(self) -> None:
        """Search on to the end, or to an error, which is the scan's `problem` then."""
        self.scan.error = None
        if not self.scan.is_complete:
            await self.scan.run()
        else:
            failed = self.scan.take_failed()
            self._candidates.extend(failed)
            self.scan.documents += len(failed)
        if self.scan.is_complete:
            await self._read_expiries()

    def _take(self, document: "Document") -> None:
        match = self.query.match(document)
        if match is None:
            return
        if self.query.needs_expiry and document.expires_at is None:
            self._candidates.append(document.key.session)
        elif self._fits_expiry(document):
            self._keep(document, match)

    def _fits_expiry(self, document: "Document") -> bool:
        at = document.expires_at
        return not self.query.needs_expiry or (
            at is not None and self.query.fits_expiry(at, self._workspace.clock())
        )

    def _keep(self, document: "Document", match: Match) -> None:
        self.found += 1
        if len(self.hits) < MOST_HITS:
            value = "" if match.value is None else match.value[:SHOWN]
            path = format_path(match.path)
            self.hits.append(Hit(document.key, path, value, document.size, document.expires_at))

    async def _read_expiries(self) -> None:
        """Read the documents that fit but for their expiry, which pages don't have."""
        while self._candidates:
            most = self._workspace.client.concurrent_reads
            names = list(self._candidates)[:most]
            try:
                await self._read_some(names)
            except CcsError as error:
                self.scan.error = error
                self._told()
                return
            for _ in names:
                self._candidates.popleft()
            self._told()
            await asyncio.sleep(0)

    async def _read_some(self, names: list[str | None]) -> None:
        reads = self._workspace.client.read_documents(self.scan.namespace, names)
        documents: list[Document] = []
        problems: list[tuple[str | None, CcsError]] = []
        async with aclosing(reads):
            async for read in reads:
                if read.document is not None:
                    documents.append(read.document)
                elif read.problem is not None and not isinstance(read.problem, NotFoundError):
                    problems.append((read.session, read.problem))
        for session, problem in problems:
            self.scan.documents -= 1
            self.scan.note_unreadable(session, problem)
        for document in documents:
            # The document is looked at as it is now: others may have written it since its page
            # came.
            match = self.query.match(document)
            if match is not None and self._fits_expiry(document):
                self._keep(document, match)
