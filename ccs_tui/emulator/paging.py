"""Pages of a namespace's sessions: any at the same cost, and stable while others write [OURS].

A call asks for a page by its number. Counted anew for each page, a session that came or went before
it would make the next page repeat or leave out one. So the end of a page is kept, and a call for
the page after it that follows soon continues there, whatever was written meanwhile. Any other page
is found by counting, block by block (see `tables`).
"""

import sqlite3
from dataclasses import dataclass

SOON = 10_000
"""Milliseconds within which the next page continues the one before."""

_MANY = 1_000
_FAR = 2**62
_LEAST = "\0"
"""The least id there can be; behind an id it makes the next possible one."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed: of a namespace of an account, what kind of thing, so many in a page."""

    kind: str
    account: str
    namespace: str
    per_page: int


class Walks:
    """The ends of the pages that were read last. Two walks at the same page share one."""

    def __init__(self) -> None:
        self._ends: dict[tuple[Listing, int], tuple[str, int]] = {}

    def note(self, listing: Listing, page: int, last: str, now: int) -> None:
        """Keep that `page` of `listing` ended with the id `last`; `now` is in milliseconds."""
        if len(self._ends) >= _MANY:
            self._ends = {
                key: (end, then) for key, (end, then) in self._ends.items() if now - then <= SOON
            }
        self._ends[listing, page] = last, now

    def take(self, listing: Listing, page: int, now: int) -> str | None:
        """Return the id that the page before `page` ended with, once, if that was soon before."""
        last, then = self._ends.pop((listing, page - 1), (None, 0))
        return last if abs(now - then) <= SOON else None


def read_page(
    db: sqlite3.Connection, walks: Walks, listing: Listing, page: int, now: int
) -> list[tuple[int, str]]:
    """Return a page, from 0, of the sessions that are listed, with their documents' rows."""
    last = walks.take(listing, page, now)
    start = (last + _LEAST, 0) if last else _seek(db, listing, page * listing.per_page, now)
    if start is None:
        return []
    first, skipped = start
    rows = db.execute(
        "SELECT id, session FROM documents WHERE account = ? AND namespace = ? "
        "AND session >= ? AND expires_at > ? AND members > 0 AND session <> '' "
        "ORDER BY session LIMIT ? OFFSET ?",
        (listing.account, listing.namespace, first, now, listing.per_page, skipped),
    ).fetchall()
    if len(rows) == listing.per_page:
        walks.note(listing, page, rows[-1][1], now)
    return rows


def has_expired(db: sqlite3.Connection, now: int) -> bool:
    """Whether there are documents that have expired and are still stored."""
    query = "SELECT EXISTS (SELECT 1 FROM documents WHERE expires_at <= ?)"
    return bool(db.execute(query, (now,)).fetchone()[0])


def _seek(db: sqlite3.Connection, listing: Listing, rank: int, now: int) -> tuple[str, int] | None:
    """Return an id, and how many sessions from it on to skip to that of `rank`, from 0."""
    if rank == 0 or has_expired(db, now):
        # The blocks count what has expired too, so then all are gone through.
        return _LEAST, min(rank, _FAR)
    for first, sessions in db.execute(
        "SELECT first, sessions FROM blocks WHERE account = ? AND namespace = ? ORDER BY first",
        (listing.account, listing.namespace),
    ).fetchall():
        if rank < sessions:
            (start,) = db.execute(
                "SELECT session FROM documents WHERE account = ? AND namespace = ? "
                "AND session >= ? AND members > 0 AND session <> '' "
                "ORDER BY session LIMIT 1 OFFSET ?",
                (listing.account, listing.namespace, first or _LEAST, rank),
            ).fetchone()
            return start, 0
        rank -= sessions
    return None
