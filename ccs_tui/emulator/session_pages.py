"""Pages of a namespace's sessions: any at the same cost, and stable while others write [OURS].

A call asks for a page by its number. If sessions were counted anew for each page, each one deleted
meanwhile would make the next page leave one out: who reads 10,000 sessions in pages of 100, and
deletes the sessions of each page before asking for the next, would get to see 5,000. So the end of
a page is kept, and a call that soon asks for the next page continues there, whatever was written
meanwhile. Any other page is found by counting, block by block (see `tables`).
"""

import sqlite3

from ccs_tui.model.value_object import ValueObject

SOON = 10_000
"""Milliseconds within which a call for the next page continues the page before."""

_MANY = 1_000
_FAR = 2**62
_LEAST = "\0"
"""The least id there can be; appended to an id it makes the next possible id."""


class PagedList(ValueObject):
    """A list that is read page by page: ids or properties of a namespace, `per_page` in a page."""

    kind: str
    account: str
    namespace: str
    per_page: int


class PageEnds:
    """The ends of the pages that were read last. Two readers at the same page share an end."""

    def __init__(self) -> None:
        self._ends: dict[tuple[PagedList, int], tuple[str, int]] = {}

    def note(self, paged: PagedList, page: int, last: str, now: int) -> None:
        """Keep that `page` of `paged` ended with the id `last`; `now` is in milliseconds."""
        if len(self._ends) >= _MANY:
            self._ends = {
                key: (end, then) for key, (end, then) in self._ends.items() if now - then <= SOON
            }
        self._ends[paged, page] = last, now

    def take(self, paged: PagedList, page: int, now: int) -> str | None:
        """Return, once, the last id of the page before `page`, if that was read just before."""
        last, then = self._ends.pop((paged, page - 1), (None, 0))
        return last if abs(now - then) <= SOON else None


def read_page(
    db: sqlite3.Connection, ends: PageEnds, paged: PagedList, page: int, now: int
) -> list[tuple[int, str]]:
    """Return page `page`, from 0, of the listed sessions: the row and the id of each."""
    last = ends.take(paged, page, now)
    start = (last + _LEAST, 0) if last else _seek(db, paged, page * paged.per_page, now)
    if start is None:
        return []
    first, skipped = start
    rows = db.execute(
        "SELECT id, session FROM documents WHERE account = ? AND namespace = ? "
        "AND session >= ? AND expires_at > ? AND members > 0 AND session <> '' "
        "ORDER BY session LIMIT ? OFFSET ?",
        (paged.account, paged.namespace, first, now, paged.per_page, skipped),
    ).fetchall()
    if len(rows) == paged.per_page:
        ends.note(paged, page, rows[-1][1], now)
    return rows


def has_expired(db: sqlite3.Connection, now: int) -> bool:
    """Return whether documents are still stored that have expired."""
    query = "SELECT EXISTS (SELECT 1 FROM documents WHERE expires_at <= ?)"
    return bool(db.execute(query, (now,)).fetchone()[0])


def _seek(db: sqlite3.Connection, paged: PagedList, rank: int, now: int) -> tuple[str, int] | None:
    """Return an id, and how many sessions to skip from there to the one of `rank`, from 0."""
    if rank == 0 or has_expired(db, now):
        # The blocks also count what has expired, so SQLite has to go through all sessions.
        return _LEAST, min(rank, _FAR)
    for first, sessions in db.execute(
        "SELECT first, sessions FROM blocks WHERE account = ? AND namespace = ? ORDER BY first",
        (paged.account, paged.namespace),
    ).fetchall():
        if rank < sessions:
            (start,) = db.execute(
                "SELECT session FROM documents WHERE account = ? AND namespace = ? "
                "AND session >= ? AND members > 0 AND session <> '' "
                "ORDER BY session LIMIT 1 OFFSET ?",
                (paged.account, paged.namespace, first or _LEAST, rank),
            ).fetchone()
            return start, 0
        rank -= sessions
    return None
