"""Bulk reads: documents side by side, and a whole namespace in pages of a fitting size."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from dataclasses import dataclass

from ccs_tui.client.errors import (
    AnswerTooLargeError,
    CcsError,
    ForbiddenError,
    NotSentError,
    RequestTimeoutError,
    UnauthorizedError,
    UnreadableDocumentError,
)
from ccs_tui.client.paging import News
from ccs_tui.client.v1 import ListPage, SessionProperties
from ccs_tui.model.document import Document

# ── documents side by side ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """The result of reading one of many documents: the document, or the error."""

    session: str | None
    document: Document | None = None
    problem: CcsError | None = None


async def read_each(
    read: Callable[[str | None], Awaitable[Document]],
    sessions: Iterable[str | None],
    concurrent: int,
) -> AsyncGenerator[DocumentRead, None]:
    """Read documents, `concurrent` at a time, and yield the result of each as it comes.

    An error that every document would have is raised: of the credentials, or the namespace's name.
    Closing the iterator cancels the reads under way.
    """
    waiting = iter(sessions)
    running: set[asyncio.Task[DocumentRead]] = set()
    try:
        while True:
            while len(running) < concurrent:
                try:
                    session = next(waiting)
                except StopIteration:
                    break
                running.add(asyncio.create_task(_read_one(read, session)))
            if not running:
                return
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                running.remove(task)
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _read_one(
    read: Callable[[str | None], Awaitable[Document]], session: str | None
) -> DocumentRead:
    try:
        return DocumentRead(session, await read(session))
    except (NotSentError, UnauthorizedError, ForbiddenError):
        raise
    except CcsError as error:
        return DocumentRead(session, problem=error)


# ── a whole namespace ──────────────────────────────────────────────────────────────────────────

FIRST_PAGE = 16
LARGEST_PAGE = 512
"""Sessions a page: powers of two, so that a page of another size can begin where one ended."""
PAGE_CHARACTERS = 1_000_000
"""The characters that a page should have: worth a round trip, and little in memory."""


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """The progress of a scan: sessions seen, characters received, and sessions in a page."""

    sessions: int
    characters: int
    per_page: int


async def scan(
    fetch: Callable[[int, int], Awaitable[ListPage[SessionProperties]]],
    progress: Callable[[ScanProgress], None] | None,
    unreadable: Callable[[UnreadableDocumentError], None] | None = None,
    doing: str = "scanning a namespace",
) -> AsyncGenerator[SessionProperties, None]:
    """Yield every session with its properties, once; `fetch` gets a page's number and size.

    Two pages are held at a time, the one being yielded and the next, and a mark for each id before.
    A page that is too large is asked for again by half of it, and one that is too slow once more by
    one session. `unreadable` is told of documents that can't be read; without it the first of them
    is raised at the end. `doing` is for sentences.
    """
    news = News(doing)
    problems: list[UnreadableDocumentError] = []
    characters = 0
    place = _Place(0, FIRST_PAGE)
    ahead = asyncio.create_task(_fetch(fetch, place))
    try:
        while True:
            place, page = await ahead
            if not page.rows and not page.unreadable:
                break
            characters += page.characters
            ahead = asyncio.create_task(_fetch(fetch, place.after(page)))
            rows: list[SessionProperties | UnreadableDocumentError] = [*page.rows, *page.unreadable]
            fresh = news.of(rows, _session_of)
            if progress:
                progress(ScanProgress(len(news), characters, place.per_page))
            for row in fresh:
                if not isinstance(row, UnreadableDocumentError):
                    yield row
                elif unreadable:
                    unreadable(row)
                else:
                    problems = problems or [row]
    finally:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)
    if problems:
        raise problems[0]


def _session_of(row: SessionProperties | UnreadableDocumentError) -> str:
    return (row.session or "") if isinstance(row, UnreadableDocumentError) else row[0]


@dataclass(frozen=True, slots=True)
class _Place:
    """The first session of a page, counted from 0, and the number of its sessions.

    The size is `fixed` after a page that came short: either it was the last, or the service allows
    fewer sessions in a page, and pages of another size would leave some out.
    """

    start: int
    per_page: int
    fixed: bool = False

    def after(self, page: ListPage[SessionProperties]) -> "_Place":
        start = self.start + self.per_page
        rows = len(page.rows) + len(page.unreadable)
        if self.fixed or rows < self.per_page:
            return _Place(start, self.per_page, fixed=True)
        fitting = PAGE_CHARACTERS * rows // max(1, page.characters)
        per_page = min(LARGEST_PAGE, 2 * self.per_page)
        while per_page > 1 and (per_page > fitting or start % per_page):
            per_page //= 2
        return _Place(start, per_page)


async def _fetch(
    fetch: Callable[[int, int], Awaitable[ListPage[SessionProperties]]], place: _Place
) -> tuple[_Place, ListPage[SessionProperties]]:
    while True:
        try:
            return place, await fetch(place.start // place.per_page, place.per_page)
        except AnswerTooLargeError:
            if place.per_page == 1 or place.fixed:
                raise
            per_page = place.per_page // 2
        except RequestTimeoutError:
            # A service that hangs would take the whole time of a call for each smaller page.
            if place.per_page == 1 or place.fixed:
                raise
            per_page = 1
        place = _Place(place.start, per_page)
