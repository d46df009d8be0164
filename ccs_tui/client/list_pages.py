"""Lists that come in pages, read to the end, if the service ever comes to one."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from itertools import count
from typing import TypeVar

from ccs_tui.client.errors import ProtocolError
from ccs_tui.client.v1 import ListPage

Row = TypeVar("Row")

MOST_ROWS = 1_000_000
MOST_PAGES = 20_000
"""The most pages of a list; a longer list counts as one without an end."""
STALE_PAGES = 3
"""The pages in a row that may have no new row, since others' writes move rows to the next page."""


class NewRows:
    """Picks the new rows of each page, and notices a list without an end.

    It keeps the 64-bit hash of each row's key. Of a million rows, two have the same hash once in
    thirty million lists. `doing` is for sentences.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._seen: set[int] = set()
        self._pages = 0
        self._stale = 0

    def __len__(self) -> int:
        return len(self._seen)

    def of(self, rows: Iterable[Row], key: Callable[[Row], str]) -> list[Row]:
        """Return the new rows of a page, each once, without rows with an empty key.

        No call can name a session `""`. Raises ProtocolError if the list has no end.
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
    fetch: Callable[[int], Awaitable[ListPage[Row]]], key: Callable[[Row], str], doing: str
) -> AsyncGenerator[list[Row], None]:
    """Yield the rows of page 0, 1, … up to the first empty one; `key` identifies a row.

    A short page may not be the last, since a service may allow fewer rows than were asked for. Each
    row is yielded once. Raises ProtocolError if the list has no end.
    """
    news = NewRows(doing)
    for number in count():
        rows = (await fetch(number)).rows
        if not rows:
            return
        if fresh := news.of(rows, key):
            yield fresh
