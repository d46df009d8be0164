"""A scan: every session of a namespace with its properties, in pages of a fitting size."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from ccs_tui.client.errors import AnswerTooLargeError, RequestTimeoutError, UnreadableDocumentError
from ccs_tui.client.list_pages import NewRows
from ccs_tui.client.session_pages import SessionProperties
from ccs_tui.client.v1 import ListPage
from ccs_tui.model.value_object import ValueObject

FIRST_PAGE = 16
LARGEST_PAGE = 512
"""Sessions a page: powers of two, so that a page of another size can begin where one ended."""
PAGE_CHARACTERS = 1_000_000
"""The characters that a page should have: worth a round trip, and little in memory."""

Fetch = Callable[[int, int, Callable[[], None]], Awaitable[ListPage[SessionProperties]]]
"""Gets a page by its number, from 0, and its size in sessions.

It calls its last argument once the page came, before it is read: the next one can come meanwhile.
"""


class ScanProgress(ValueObject):
    """The progress of a scan: sessions seen, characters received, and sessions in a page."""

    sessions: int
    characters: int
    per_page: int


class ScanPage(ValueObject):
    """The sessions of a page that no page had before, and the errors of those not readable."""

    rows: list[SessionProperties]
    unreadable: list[UnreadableDocumentError]
    progress: ScanProgress


class NamespaceScan:
    """A scan that may be left and taken up again, after an error too, where it was left.

    Two pages are held at a time, the one that was yielded and the next, and a mark for each id
    before. While a page is waited for, the next is asked for as soon as that came. A page that is
    too large is asked for again by half of it, and one that is too slow once more by one session.
    The service counts pages by position: while others write, no session is yielded twice, but one
    may be missed. `doing` is for sentences.
    """

    def __init__(self, fetch: Fetch, doing: str) -> None:
        self._fetch = fetch
        self._news = NewRows(doing)
        self._characters = 0
        self._place = _Place(0, FIRST_PAGE)
        self.is_complete = False
        """True after the last page."""

    async def pages(self) -> AsyncGenerator[ScanPage, None]:
        """Yield the pages that are left. Raises CcsError; then it may be called again."""
        if self.is_complete:
            return
        ahead = self._ask(self._place)
        following: _Fetching | None = None
        try:
            while True:
                before = ahead.place
                await asyncio.wait((ahead.task, ahead.came), return_when=asyncio.FIRST_COMPLETED)
                if not ahead.task.done() and before.is_settled:
                    following = self._ask(before.next)
                self._place, page = await ahead.task
                if not page.rows and not page.unreadable:
                    self.is_complete = True
                    return
                place, then = self._place, self._place.after(page)
                if following is not None and not following.place.is_as(then):
                    await following.leave()
                    following = None
                # Nothing is awaited from here on: a page that is behind was given.
                self._place = then
                ahead, following = following or self._ask(self._place), None
                yield self._fresh(page, place)
        finally:
            await ahead.leave()
            if following is not None:
                await following.leave()

    def _ask(self, place: "_Place") -> "_Fetching":
        came: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        return _Fetching(place, asyncio.create_task(_fetch(self._fetch, place, came)), came)

    def _fresh(self, page: ListPage[SessionProperties], place: "_Place") -> ScanPage:
        self._characters += page.characters
        rows: list[SessionProperties | UnreadableDocumentError] = [*page.rows, *page.unreadable]
        fresh = self._news.of(rows, _session_of)
        return ScanPage(
            [row for row in fresh if isinstance(row, tuple)],
            [row for row in fresh if isinstance(row, UnreadableDocumentError)],
            ScanProgress(len(self._news), self._characters, place.per_page),
        )


async def scan(
    fetch: Fetch,
    doing: str,
    progress: Callable[[ScanProgress], None] | None = None,
    unreadable: Callable[[UnreadableDocumentError], None] | None = None,
) -> AsyncGenerator[SessionProperties, None]:
    """Yield every session with its properties, once, as `NamespaceScan` finds them.

    `progress` is told of each page, and `unreadable` of documents that can't be read; without it
    the first of them is raised at the end.
    """
    problems: list[UnreadableDocumentError] = []
    pages = NamespaceScan(fetch, doing).pages()
    try:
        async for page in pages:
            if progress:
                progress(page.progress)
            for row in page.rows:
                yield row
            for problem in page.unreadable:
                if unreadable:
                    unreadable(problem)
                else:
                    problems = problems or [problem]
    finally:
        await pages.aclose()
    if problems:
        raise problems[0]


def _session_of(row: SessionProperties | UnreadableDocumentError) -> str:
    return (row.session or "") if isinstance(row, UnreadableDocumentError) else row[0]


class _Place(ValueObject):
    """The first session of a page, counted from 0, and the number of its sessions.

    The size is `fixed` after a page that came short: either it was the last, or the service allows
    fewer sessions in a page, and pages of another size would leave some out.
    """

    start: int
    per_page: int
    fixed: bool = False
    is_settled: bool = False
    """True if the page before had as many sessions: the next one is likely to, too."""

    @property
    def next(self) -> "_Place":
        """The page after this one, if it has as many sessions."""
        return _Place(self.start + self.per_page, self.per_page, self.fixed, is_settled=True)

    def is_as(self, other: "_Place") -> bool:
        """Return whether it is the same page, whose size may be changed by the same rule."""
        return replace(self, is_settled=other.is_settled) == other

    def after(self, page: ListPage[SessionProperties]) -> "_Place":
        start = self.start + self.per_page
        rows = len(page.rows) + len(page.unreadable)
        if self.fixed or rows < self.per_page:
            return _Place(start, self.per_page, fixed=True, is_settled=True)
        fitting = PAGE_CHARACTERS * rows // max(1, page.characters)
        per_page = min(LARGEST_PAGE, 2 * self.per_page)
        while per_page > 1 and (per_page > fitting or start % per_page):
            per_page //= 2
        return _Place(start, per_page, is_settled=per_page == self.per_page)


class _Fetching(ValueObject):
    """A page that was asked for. `came` is done once it came, before it is read."""

    place: _Place
    task: asyncio.Task[tuple[_Place, ListPage[SessionProperties]]]
    came: asyncio.Future[None]

    async def leave(self) -> None:
        """Stop reading it."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def _fetch(
    fetch: Fetch, place: _Place, came: asyncio.Future[None]
) -> tuple[_Place, ListPage[SessionProperties]]:
    def note() -> None:
        if not came.done():
            came.set_result(None)

    while True:
        try:
            return place, await fetch(place.start // place.per_page, place.per_page, note)
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
