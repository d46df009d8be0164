"""A namespace that is followed: all its documents are read again and again, to see what changed.

A namespace in which nothing changes is read less and less often, down to once in `pace.SLOWEST`
usual intervals, and a large one rests for `REST` times as long as its reading took. What is seen is
a difference between two readings: a write that changes no value is not seen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from random import Random
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.model.document import Document
from ccs_tui.model.log import LOG
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT
from ccs_tui.workspace.pace import after_error, after_nothing_new, jittered

if TYPE_CHECKING:
    from ccs_tui.workspace.document_summary import DocumentSummary
    from ccs_tui.workspace.scan import Scan
    from ccs_tui.workspace.workspace import Workspace

FOLLOWING = "following"
"""The group of its reads."""
REST = 4.0
"""The least that it rests between two readings, as a multiple of what the last one took."""
MISSING_AT_ONCE = 64
"""The documents that are looked for by name after a reading whose pages did not have them."""

BROKEN = "It is followed no longer, since ccs-tui failed. F ends it, and begins it again."


class SeenKind(Enum):
    """The kind of a change."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class SeenChange:
    """A change of a document, named by its key in the listing, and when it was seen."""

    key: str
    kind: SeenKind
    at: datetime


class Follower:
    """The readings of one namespace. `run` goes on until it is cancelled.

    `listed` are the documents that are known, by their keys in the listing. `take` is given each
    document that was read, `found` the changes as they are seen, and `told` is called when a
    reading begins, has ended, or failed. `sleep` waits. A number is kept for each document, by
    which a change is seen.
    """

    def __init__(
        self,
        workspace: "Workspace",
        namespace: str,
        listed: Iterable[str],
        take: Callable[[Document], None],
        found: Callable[[Sequence[SeenChange]], None],
        told: Callable[[], None] = lambda: None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        random: Random | None = None,
    ) -> None:
        self.namespace = namespace
        self.read_at: datetime | None = None
        """The instant from which on all that is known was read; None before the first time."""
        self.problem: str | None = None
        """Why the last reading failed; None if it did not."""
        self.changes: dict[str, SeenChange] = {}
        """The last change that was seen of each document."""
        self.guesses: dict[str, datetime] = {}
        """When documents were probably written last, where something says so."""
        self.ttl_seconds: int | None = None
        """The TTL configured for the namespace, by which that is guessed."""
        self._workspace = workspace
        self._take = take
        self._found = found
        self._told = told
        self._sleep = sleep
        self._random = random or Random()
        self._seconds = workspace.preferences.watch_seconds
        self._interval = self._seconds
        self._marks: dict[str, int | None] = dict.fromkeys(listed)
        """The documents that are known, each with the number of its properties once it was read."""
        self._scan: Scan | None = None
        self._began = workspace.clock()
        self._seen: set[str] = set()
        self._news: list[SeenChange] = []
        self._count = 0
        """The number of changes that were seen."""

    async def run(self) -> None:
        """Read again and again."""
        ticks = self._workspace.client.service_time.ticks
        while True:
            began, count = ticks(), self._count
            try:
                problem = await self._read()
            except Exception:
                self._set_problem(BROKEN)
                raise
            took = ticks() - began
            if problem is None:
                slower = after_nothing_new(self._interval, self._seconds)
                self._interval = slower if count == self._count else self._seconds
            else:
                LOG.info("a followed namespace could not be read: %s", type(problem).__name__)
                self._interval = after_error(problem, self._interval, self._seconds)
            self._set_problem(None if problem is None else str(problem))
            await self._sleep(jittered(max(self._interval, REST * took), self._random))

    def _set_problem(self, problem: str | None) -> None:
        self.problem = problem
        self._told()

    # ── one reading ────────────────────────────────────────────────────────────────────────────

    async def _read(self) -> CcsError | None:
        """Read all documents, or on from where that broke off; return the error, if there was one.

        While others write, pages may leave a document out: what is missing is looked for by name.
        """
        if self._scan is None:
            from ccs_tui.workspace.scan import Scan  # not at the start

            self._told()
            self._began, self._seen = self._workspace.clock(), set()
            self._scan = Scan(
                self._workspace,
                self.namespace,
                self._look,
                told=self._tell_found,
                unread=lambda key: self._seen.add(key.session or NAMESPACE_DOCUMENT),
            )
        await self._scan.run()
        if not self._scan.is_complete:
            return self._scan.error
        self._scan = None
        problem = await self._look_for_missing()
        self._tell_found()
        if problem is None:
            self.read_at = self._began
        return problem

    def _look(self, document: Document) -> None:
        key = document.key.session or NAMESPACE_DOCUMENT
        mark = document.mark
        self._seen.add(key)
        is_known, before = key in self._marks, self._marks.get(key)
        self._marks[key] = mark
        if before != mark:
            self.see(document)
        self._take(document)
        if not is_known or (before is not None and before != mark):
            self._note(key, SeenKind.CHANGED if is_known else SeenKind.NEW)
        elif before is None and key == NAMESPACE_DOCUMENT and self.read_at is not None:
            self._note(key, SeenKind.NEW)  # it stands in the list also while it is not there

    async def _look_for_missing(self) -> CcsError | None:
        """Read by name what the pages did not have; return the first error."""
        missing = [
            key
            for key, mark in self._marks.items()
            if key not in self._seen and (key != NAMESPACE_DOCUMENT or mark is not None)
        ]
        at_a_time = self._workspace.client.concurrent_reads
        missing = missing[:MISSING_AT_ONCE]
        for start in range(0, len(missing), at_a_time):
            reads = [self._look_by_name(key) for key in missing[start : start + at_a_time]]
            problems = [problem for problem in await asyncio.gather(*reads) if problem is not None]
            if problems:
                return problems[0]
        return None

    async def _look_by_name(self, key: str) -> CcsError | None:
        name = DocumentKey(self._workspace.account, self.namespace, key or None)
        try:
            document = await self._workspace.glance(name)
        except CcsError as error:
            return error
        # Over v1 an empty document and one that is not there come back the same.
        is_there = document.exists and (document.properties or document.expires_at is not None)
        if is_there:
            self._look(document)
            return None
        if key == NAMESPACE_DOCUMENT:
            self._marks[key] = None
        else:
            del self._marks[key]
        self._note(key, SeenKind.GONE)
        return None

    def _note(self, key: str, kind: SeenKind) -> None:
        change = SeenChange(key, kind, self._workspace.clock())
        self.changes[key] = change
        self._news.append(change)
        self._count += 1

    def _tell_found(self) -> None:
        if self._news:
            news, self._news = self._news, []
            self._found(news)

    # ── when documents were written ────────────────────────────────────────────────────────────

    def written_at(self, key: str) -> datetime | None:
        """Return when a document was written last, as it was seen, or else as it is guessed."""
        change = self.changes.get(key)
        return self.guesses.get(key) if change is None else change.at

    def see(self, document: Document) -> None:
        """Guess from a document that was read when it was written last."""
        if document.key.namespace == self.namespace and document.exists:
            self._guess(document.key.session or NAMESPACE_DOCUMENT, document)

    def see_summary(self, summary: "DocumentSummary") -> None:
        """Guess from an expiry that was read when the document was written last."""
        key = DocumentKey(self._workspace.account, self.namespace, summary.session)
        document = Document(key, {}, expires_at=summary.expires_at)
        self._guess(summary.session or NAMESPACE_DOCUMENT, document)

    def _guess(self, key: str, document: Document) -> None:
        from ccs_tui.model.last_change import guessed_change

        guess = guessed_change(document, self.ttl_seconds, self._workspace.clock())
        if guess is not None:
            before = self.guesses.get(key)
            self.guesses[key] = guess if before is None else max(guess, before)
