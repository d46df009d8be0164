"""Lists that come in pages, read to the end, which a service may not have."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from itertools import count
from typing import TypeVar

from ccs_tui.client.errors import ProtocolError
from ccs_tui.client.v1 import Page

Row = TypeVar("Row")

MOST_ROWS = 1_000_000
MOST_PAGES = 20_000
"""A list that goes on beyond these is taken for one without an end."""
STALE_PAGES = 3
"""How many pages in a row may bring nothing new: others' writes push rows onto the next page."""


class News:
    """Tells new rows from those that came before, and a list that goes on from one that does not.

    Kept of each row is the hash of its key alone: 64 bits, so that two of a million are the same
    once in thirty million lists. `doing` is for sentences.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._seen: set[int] = set()
        self._pages = 0
        self._stale = 0

    def __len__(self) -> int:
        return len(self._seen)

    def of(self, rows: Iterable[Row], key: Callable[[Row], str]) -> list[Row]:
        """Return the rows of a page that are new, each once; none with an empty key.

        No call can name the session `""`. Raises ProtocolError if the list has no end.
        """
        fresh = []
        for row in rows:
            name = key(row)
            mark = hash(name)
            if name and mark not in self._seen:
                self._seen.add(mark)
                fresh.append(row)
        self._pages += 1
        self._stale = 0 if fresh else self._stale + 1
        if self._stale >= STALE_PAGES:
            raise ProtocolError(
                f"{STALE_PAGES} pages in a row have nothing new, while {self._doing}",
                "Check that no proxy leaves out the query of a URL.",
            )
        if len(self._seen) > MOST_ROWS or self._pages > MOST_PAGES:
            most = f"{MOST_ROWS:,} rows" if len(self._seen) > MOST_ROWS else f"{MOST_PAGES:,} pages"
            raise ProtocolError(
                f"There are more than {most}, while {self._doing}", "The list may have no end."
            )
        return fresh


async def pages(
    fetch: Callable[[int], Awaitable[Page[Row]]], key: Callable[[Row], str], doing: str
) -> AsyncGenerator[list[Row], None]:
    """Yield the rows of page 0, 1, … up to the first empty one; `key` tells rows apart.

    A short page is not taken for the last: a service may allow fewer rows than were asked for.
    A row is yielded once. Raises ProtocolError if the list has no end.
    """
    news = News(doing)
    for number in count():
        rows = (await fetch(number)).rows
        if not rows:
            return
        if fresh := news.of(rows, key):
            yield fresh
