"""A scan: all documents of a namespace, read once, for whoever looks at each of them.

It can be stopped and taken up again; also after an error it goes on where it was. With an API key
the documents come in pages of `session-properties` [V1], without their expiry; with v2 alone those
sessions are read whose names are known.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, NotFoundError
from ccs_tui.client.slices import SLICE_SECONDS, give_turns
from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.pace import may_pass

if TYPE_CHECKING:
    from ccs_tui.client.bulk_reads import DocumentRead
    from ccs_tui.client.namespace_scan import NamespaceScan
    from ccs_tui.client.session_pages import SessionProperties
    from ccs_tui.workspace.workspace import Workspace

PART, PART_SECONDS = 32, 0.05
"""The documents that are read by name before they are looked at, and the seconds."""
NAMED = 2
"""The documents that could not be read whose names stand in a sentence, and the reasons why."""
MOST_UNREADABLE = 1_000
"""The documents that could not be read of which more than their number is kept."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that could not be read, and a sentence that says why."""

    key: DocumentKey
    problem: str


@dataclass(slots=True)
class _Part:
    """Some of the documents that are read by name; the first was waited for since then."""

    since: float
    reads: list["DocumentRead"] = field(default_factory=list)


class Scan:
    """One reading of all documents of a namespace. `take` is given each that was read, once.

    `sessions` are those that are read where nothing can be listed; with `only` these documents are
    read by their names, with their expiry, and no others. `told` is called after each part that
    came, and at each change of its state; `looked` is awaited after each part was looked at. A
    document that a user's own calls can't read is counted in `unreadable`, told to `unread`, and
    the others go on.
    """

    def __init__(
        self,
        workspace: "Workspace",
        namespace: str,
        take: Callable[[Document], None],
        sessions: Iterable[str] = (),
        told: Callable[[], None] = lambda: None,
        unread: Callable[[DocumentKey], None] = lambda _: None,
        clock: Callable[[], float] = monotonic,
        *,
        only: Iterable[str | None] | None = None,
        looked: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.namespace = namespace
        self.documents = 0
        """The documents that were looked at."""
        self.characters = 0
        """The characters of the pages received, or of the documents."""
        self.unreadable: list[Unreadable] = []
        """The first of the documents that could not be read."""
        self.unread = 0
        """The number of documents that could not be read."""
        self.passing: CcsError | None = None
        """Why a document could not be read that can perhaps be read later."""
        self.missing: list[DocumentKey] = []
        """The documents that were asked for by name and are not there."""
        self.error: CcsError | None = None
        """The error that it broke off at; `run` goes on there, and reads what was `passing`."""
        self.is_running = self.is_complete = False
        self._workspace = workspace
        self._take = take
        self._told = told
        self._tell_unread = unread
        self._looked = looked
        self._clock = clock
        self._seconds = 0.0
        self._since: float | None = None
        self._pages: NamespaceScan | None = None
        self._left: list[Document | SessionProperties] = []
        """The documents of a page that were not looked at yet, the last first."""
        self._names = dict.fromkeys(self._names_of(sessions) if only is None else only)
        """The documents that are still to be read by name."""
        self._failed: dict[str | None, None] = {}
        """The documents that could not be read for a reason that may pass."""

    def _names_of(self, sessions: Iterable[str]) -> list[str | None]:
        """Return the documents to be read by name; the others come in pages, where they can."""
        able = self._workspace.capabilities
        names: list[str | None] = [None] if able.can_read_namespace_document else []
        if not able.can_list:
            return [*names, *sessions]
        self._pages = self._workspace.client.scan_pages(self.namespace)
        return names

    @property
    def problem(self) -> str | None:
        """The text of the error that it broke off at."""
        return None if self.error is None else str(self.error)

    @property
    def unread_words(self) -> str:
        """The documents that could not be read, and why, reason by reason; empty if all could."""
        by_reason: dict[str, list[str]] = {}
        for each in self.unreadable:
            by_reason.setdefault(each.problem, []).append(each.key.label)
        sentences, left = [], self.unread
        for problem, labels in islice(by_reason.items(), NAMED):
            more = f" and {len(labels) - NAMED:,} more" if len(labels) > NAMED else ""
            sentences.append(f"Not read: {', '.join(labels[:NAMED])}{more}. {problem}")
            left -= len(labels)
        return " ".join([*sentences, *([f"Not read: {left:,} more."] if left else [])])

    @property
    def found_nothing(self) -> bool:
        """True if it went well, and no document was there."""
        return self.error is None and not self.documents and not self.unread

    @property
    def is_of_known_names(self) -> bool:
        """True if only the sessions are read whose names are known: this can't list."""
        return self._pages is None

    @property
    def seconds(self) -> float:
        """The seconds for which it was reading; while it was stopped is not counted."""
        return self._seconds + (0.0 if self._since is None else self._clock() - self._since)

    @property
    def rate(self) -> float:
        """The documents a second, so far."""
        return self.documents / self.seconds if self.seconds else 0.0

    def _stop_watch(self) -> None:
        self._seconds, self._since = self.seconds, None

    async def run(self) -> None:
        """Read on to the end, or to an error, which is its `problem` then.

        It may be cancelled and run again; each document is given once. What could not be read
        before, for a reason that may pass, is read again then.
        """
        self.error = None
        self._names = dict.fromkeys([*self.take_failed(), *self._names])
        self.is_running = True
        self._since = self._clock()
        self._told()
        try:
            await self._look()
            async with aclosing(self._read()) as parts:
                async for documents in parts:
                    self._left = documents
                    await self._look()
            self.is_complete = True
        except CcsError as error:
            self.error = error
        finally:
            self.is_running = False
            self._stop_watch()
            self._told()

    async def run_through(self) -> None:
        """Run, and again for what failed for a reason that may pass, while each run reads more."""
        read, before = 0, -1
        while read > before:
            before = read
            await self.run()
            if self.passing is None and (self.error is None or not may_pass(self.error)):
                break
            read = self.documents + len(self.missing)

    async def _look(self) -> None:
        """Give the documents that came, with a turn for the screen between two slices of time."""
        left, take, clock = self._left, self._take, self._clock
        while left:
            end = clock() + SLICE_SECONDS
            while left:
                take(self._document(left.pop()))
                self.documents += 1
                if clock() > end:
                    await give_turns()
                    break
        if self._looked is not None:
            await self._looked()
        self._told()

    def _document(self, row: "Document | SessionProperties") -> Document:
        """Return a document; that of a row is made when it is looked at, so that few are held."""
        if isinstance(row, Document):
            return row
        session, properties = row
        return Document(DocumentKey(self._workspace.account, self.namespace, session), properties)

    async def _read(self) -> AsyncGenerator[list["Document | SessionProperties"], None]:
        """Yield the documents in parts, each part with the last first."""
        async with aclosing(self._read_names()) as parts:
            async for part in parts:
                yield [*part]
        if self._pages is None:
            return
        async with aclosing(self._pages.pages()) as pages:
            async for page in pages:
                self.characters = page.progress.characters
                for error in page.unreadable:
                    self.note_unreadable(error.session, error)
                yield [*reversed(page.rows)]

    async def _read_names(self) -> AsyncGenerator[list[Document], None]:
        # One reading of all, so that none waits until others that began with it are there.
        reads = self._workspace.client.read_documents(self.namespace, list(self._names))
        part = _Part(self._clock())
        problem: CcsError | None = None
        async with aclosing(reads):
            try:
                async for read in reads:
                    part.reads.append(read)
                    if self._clock() - part.since > PART_SECONDS or len(part.reads) >= PART:
                        yield self._documents_of(part)
                        part = _Part(self._clock())
            except CcsError as error:
                problem = error
        yield self._documents_of(part)
        if problem is not None:
            raise problem

    def _documents_of(self, part: "_Part") -> list[Document]:
        """Return the documents of a part, and take note of what else it has."""
        documents = []
        for read in part.reads:
            # It is named until here, so that a scan that stops and goes on has it once.
            del self._names[read.session]
            if read.document is not None:
                documents.append(read.document)
                self.characters += read.document.size
            elif isinstance(read.problem, NotFoundError):
                key = DocumentKey(self._workspace.account, self.namespace, read.session)
                self.missing.append(key)
            elif read.problem is not None:
                self.note_unreadable(read.session, read.problem)
        return documents[::-1]

    def note_unreadable(self, session: str | None, error: CcsError) -> None:
        """Take note of a document that could not be read."""
        self.unread += 1
        key = DocumentKey(self._workspace.account, self.namespace, session)
        self._tell_unread(key)
        if len(self.unreadable) < MOST_UNREADABLE:
            self.unreadable.append(Unreadable(key, str(error)))
        if may_pass(error):
            self._failed[session] = None
            self.passing = self.passing or error

    def take_failed(self) -> list[str | None]:
        """Return the documents that failed for a reason that may pass; none counts as unread."""
        failed, self._failed, self.passing = self._failed, {}, None
        self.unread -= len(failed)
        self.unreadable = [each for each in self.unreadable if each.key.session not in failed]
        return [*failed]
