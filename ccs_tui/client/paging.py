"""Lists that come in pages, read to the end."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from itertools import count
from typing import TypeVar

from ccs_tui.client.errors import ProtocolError
from ccs_tui.client.v1 import Page

Row = TypeVar("Row")


async def pages(
    fetch: Callable[[int], Awaitable[Page[Row]]], key: Callable[[Row], str], doing: str
) -> AsyncGenerator[list[Row], None]:
    """Yield the rows of page 0, 1, … up to the first empty one; `key` tells rows apart.

    A short page is not taken for the last: a service may allow fewer rows than were asked for.
    A row that others' writes push onto the next page is not yielded again. Raises ProtocolError
    if a page comes twice, since the list would have no end.
    """
    before: frozenset[str] = frozenset()
    for number in count():
        rows = (await fetch(number)).rows
        if not rows:
            return
        keys = frozenset(map(key, rows))
        fresh = [row for row in rows if key(row) not in before]
        if not fresh:
            raise ProtocolError(
                f"Page {number} is the page before it again, while {doing}",
                "Check that no proxy leaves out the query of a URL.",
            )
        yield fresh
        before = keys
