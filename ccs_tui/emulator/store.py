"""The documents, in SQLite: in a file that several processes may share, or in memory.

Every method is one transaction. No method sees a document from the instant of its expiry on; later
writes delete it and give its space back. Which names may be written is decided elsewhere: see
`rules`.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from ccs_tui.emulator import document_rows as rows
from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.session_pages import PagedList, PageEnds, has_expired, read_page
from ccs_tui.emulator.store_database import StoreBusyError, StoreDatabase, give_back_pages
from ccs_tui.model.document import Document, Namespace, SessionTtl
from ccs_tui.model.expiry import Clock, effective_ttl, system_clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey, is_reserved

if TYPE_CHECKING:
    from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOAD_BATCH = 2_000
_RECLAIM_EVERY = 8


class Store:
    """The documents of any number of accounts.

    `path` None keeps them in memory. Any thread may use the object, and other processes may have
    the same file open. A write waits for their locks, at most `wait_seconds`, and then raises
    StoreBusyError; reads need no lock. Raises StoreError as `StoreDatabase` does.
    """

    def __init__(
        self, path: "Path | None" = None, clock: Clock = system_clock, wait_seconds: float = 5.0
    ) -> None:
        self._database = StoreDatabase(path, wait_seconds)
        self._clock = clock
        self._page_ends = PageEnds()
        self._writes = 0

    def close(self) -> None:
        """Close the database. The object is of no use afterwards."""
        self._database.close()

    def image(self) -> bytes:
        """Return everything in the store as bytes, for `restore`."""
        with self._database.reading() as db:
            return db.serialize()

    def restore(self, image: bytes) -> None:
        """Replace everything in this store, which is in memory, by the image of another store."""
        self._database.restore(image)

    def without_waiting(self) -> AbstractContextManager[None]:
        """Raise StoreBusyError in this block as soon as a lock is taken, without waiting."""
        return self._database.without_waiting()

    def clear(self) -> None:
        """Delete everything."""
        with self._database.writing() as db:
            db.execute("DELETE FROM documents")
            db.execute("DELETE FROM namespaces")
            db.execute("DELETE FROM session_ttls")
            give_back_pages(db)

    # ── namespaces ─────────────────────────────────────────────────────────────────────────────

    def create_namespace(self, account: str, namespace: str, ttl_seconds: int | None) -> None:
        """Create a namespace, or change the TTL of one: None leaves it as it is, 0 removes it."""
        with self._database.writing() as db:
            rows.ensure_namespace(db, account, namespace, self._now())
            if ttl_seconds is not None:
                db.execute(
                    "UPDATE namespaces SET ttl_seconds = ? WHERE account = ? AND name = ?",
                    (effective_ttl(ttl_seconds) if ttl_seconds else None, account, namespace),
                )

    def list_namespaces(self, account: str) -> list[Namespace]:
        """Return the namespaces of an account by name, without the reserved ones [S1]."""
        with self._database.reading() as db:
            found = db.execute(
                "SELECT name, created_at, ttl_seconds FROM namespaces WHERE account = ? "
                "ORDER BY name",
                (account,),
            ).fetchall()
        return [
            Namespace(name, _instant(created_at), ttl_seconds)
            for name, created_at, ttl_seconds in found
            if not is_reserved(name)
        ]

    def delete_namespace(self, account: str, namespace: str) -> None:
        """Delete a namespace with all its documents and TTLs; nothing if it is not there."""
        with self._database.writing() as db:
            key = (account, namespace)
            db.execute("DELETE FROM namespaces WHERE account = ? AND name = ?", key)
            db.execute("DELETE FROM session_ttls WHERE account = ? AND namespace = ?", key)
            db.execute("DELETE FROM documents WHERE account = ? AND namespace = ?", key)

    # ── documents ──────────────────────────────────────────────────────────────────────────────

    def upsert(
        self, key: DocumentKey, properties: Mapping[str, JsonText], ttl_seconds: int | None
    ) -> None:
        """Merge `properties` into a document, by name, and set its expiry anew.

        Makes the document, and its namespace, if they are not there. Raises OverLimitError, with
        nothing changed, if the result would be over the limit.
        """
        with self._database.writing() as db:
            self._upsert(db, key, properties, ttl_seconds)

    def load(self, documents: Iterable[SeedDocument]) -> int:
        """Merge many documents, a few thousand in a transaction; return their number.

        Raises OverLimitError at the first document over the limit; the batches before it stay.
        """
        count, rest = 0, iter(documents)
        while batch := list(islice(rest, _LOAD_BATCH)):
            with self._database.writing() as db:
                for seed in batch:
                    self._upsert(db, seed.key, seed.properties, seed.ttl_seconds)
            count += len(batch)
        return count

    def read(self, key: DocumentKey) -> Document | None:
        """Return a document, with its properties in the order they first came, or None."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id, expires_at FROM documents "
                "WHERE account = ? AND namespace = ? AND session = ? AND expires_at > ?",
                (*rows.columns_of(key), self._now()),
            ).fetchone()
            if row is None:
                return None
            document, expires_at = row
            return Document(key, rows.properties_of(db, document), _instant(expires_at))

    def read_properties(self, key: DocumentKey, names: Iterable[str]) -> dict[str, JsonText]:
        """Return those of the named properties that the document has."""
        query = (
            "SELECT value FROM documents JOIN properties ON document = documents.id "
            "WHERE account = ? AND namespace = ? AND session = ? AND expires_at > ? AND name = ?"
        )
        found = {}
        with self._database.reading() as db:
            now = self._now()
            for name in names:
                row = db.execute(query, (*rows.columns_of(key), now, name)).fetchone()
                if row is not None:
                    found[name] = JsonText(row[0])
        return found

    def delete_properties(self, key: DocumentKey, names: Collection[str]) -> None:
        """Delete properties of a document; the others and its expiry stay."""
        with self._database.writing() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE account = ? AND namespace = ? AND session = ?",
                rows.columns_of(key),
            ).fetchone()
            if row is not None:
                rows.delete_properties(db, row[0], names)

    def delete_document(self, key: DocumentKey) -> None:
        """Delete a document; a TTL configured for its session stays."""
        with self._database.writing() as db:
            db.execute(
                "DELETE FROM documents WHERE account = ? AND namespace = ? AND session = ?",
                rows.columns_of(key),
            )

    # ── sessions ───────────────────────────────────────────────────────────────────────────────

    def list_sessions(self, account: str, namespace: str, page: int, per_page: int) -> list[str]:
        """Return a page of the ids of the sessions that have properties, in order [V1].

        `page` counts from 0. Who reads one page after the other gets each session that stays once,
        whatever comes and goes meanwhile.
        """
        paged = PagedList("ids", account, namespace, per_page)
        with self._listing() as db:
            found = read_page(db, self._page_ends, paged, page, self._now())
        return [session for _, session in found]

    def list_session_properties(
        self, account: str, namespace: str, page: int, per_page: int
    ) -> list[tuple[str, dict[str, JsonText]]]:
        """Return a page as `list_sessions` does, each id with the properties of its document."""
        paged = PagedList("properties", account, namespace, per_page)
        with self._listing() as db:
            found = read_page(db, self._page_ends, paged, page, self._now())
            return [(session, rows.properties_of(db, document)) for document, session in found]

    def set_session_ttl(self, account: str, namespace: str, session: str, ttl_seconds: int) -> None:
        """Configure the TTL that later saves of a session get, in seconds; 0 removes it."""
        with self._database.writing() as db:
            key = (account, namespace, session)
            rows.ensure_namespace(db, account, namespace, self._now())
            if not ttl_seconds:
                db.execute(
                    "DELETE FROM session_ttls WHERE account = ? AND namespace = ? AND session = ?",
                    key,
                )
                return
            db.execute(
                "INSERT INTO session_ttls VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (account, namespace, session) "
                "DO UPDATE SET ttl_seconds = excluded.ttl_seconds",
                (*key, self._now(), effective_ttl(ttl_seconds)),
            )

    def list_session_ttls(self, account: str, namespace: str) -> list[SessionTtl]:
        """Return the TTLs configured for sessions of a namespace, by session id."""
        with self._database.reading() as db:
            found = db.execute(
                "SELECT session, ttl_seconds, created_at FROM session_ttls "
                "WHERE account = ? AND namespace = ? ORDER BY session",
                (account, namespace),
            ).fetchall()
        return [SessionTtl(session, ttl, _instant(created)) for session, ttl, created in found]

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _now(self) -> int:
        return (self._clock() - _EPOCH) // timedelta(milliseconds=1)

    def _listing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Return a reading transaction, after deleting some expired documents if nobody writes."""
        with self._database.reading() as db:
            expired = has_expired(db, self._now())
        if expired:
            with suppress(StoreBusyError), self.without_waiting(), self._database.writing() as db:
                rows.reclaim(db, self._now())
        return self._database.reading()

    def _upsert(
        self,
        db: sqlite3.Connection,
        key: DocumentKey,
        properties: Mapping[str, JsonText],
        ttl_seconds: int | None,
    ) -> None:
        now = self._now()
        seconds = effective_ttl(ttl_seconds or rows.configured_ttl(db, key))
        rows.merge(db, key, properties, expires_at=now + 1_000 * seconds, now=now)
        self._writes += 1
        if self._writes % _RECLAIM_EVERY == 0:
            rows.reclaim(db, now)


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
