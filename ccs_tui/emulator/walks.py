"""Where walks through pages are, so that writes of others move nothing between two pages.

A call asks for a page by its number. Counted anew for each page, a session that came or went before
it would make the next page repeat or leave out one. So the end of a page is kept, and a call for
the page after it that follows soon continues there, whatever was written meanwhile [OURS].
"""

from collections.abc import Hashable

SOON = 10_000
"""Milliseconds within which the next page continues the one before."""
_MANY = 1_000


class Walks:
    """The ends of the pages that were read last. Two walks at the same page share one."""

    def __init__(self) -> None:
        self._ends: dict[tuple[Hashable, int], tuple[str, int]] = {}

    def note(self, listing: Hashable, page: int, last: str, now: int) -> None:
        """Keep that `page` of `listing` ended with the id `last`; `now` is in milliseconds."""
        if len(self._ends) >= _MANY:
            self._ends = {
                key: (end, then) for key, (end, then) in self._ends.items() if now - then <= SOON
            }
        self._ends[listing, page] = last, now

    def take(self, listing: Hashable, page: int, now: int) -> str | None:
        """Return the id that the page before `page` ended with, once, if that was soon before."""
        last, then = self._ends.pop((listing, page - 1), (None, 0))
        return last if abs(now - then) <= SOON else None
