"""The documents, in SQLite: in a file that several processes may share, or in memory.

Every call is one transaction. A document is gone for all of them from the instant of its expiry;
the space of those that expired is given back by later writes. What may be written at all
(reserved names, the grammar) is not decided here: see `rules`.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from ccs_tui.emulator.database import Database, StoreBusyError, give_back_pages
from ccs_tui.emulator.paging import Listing, Walks, has_expired, read_page
from ccs_tui.emulator.seed import SeedDocument
from ccs_tui.model.document import Document, Namespace, SessionTtl
from ccs_tui.model.expiry import Clock, effective_ttl, system_clock
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.size import LIMIT, member_size

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOAD_BATCH = 2_000
_RECLAIM_EVERY = 8
_RECLAIM_AT_ONCE = 200


class DocumentTooLargeError(Exception):
    """The document would have `size` characters, which is more than the service keeps [S2]."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"The document would have {size:,} characters; the limit is {LIMIT:,}.")


class Store:
    """The documents of any number of accounts.

    `path` None keeps them in memory. One object may be used from any thread; other processes may
    have the same file open. A lock of theirs is waited for at most `wait_seconds`, then a write
    raises StoreBusyError; reads need no lock. Raises StoreError as `Database` does.
    """

    def __init__(
        self, path: Path | None = None, clock: Clock = system_clock, wait_seconds: float = 5.0
    ) -> None:
        self._database = Database(path, wait_seconds)
        self._clock = clock
        self._walks = Walks()
        self._writes = 0

    def close(self) -> None:
        """Close the database. The object is of no use afterwards."""
        self._database.close()

    def image(self) -> bytes:
        """Return all that there is, for `restore`."""
        with self._database.reading() as db:
            return db.serialize()

    def restore(self, image: bytes) -> None:
        """Take the image of another store in the place of all that is in this one, in memory."""
        self._database.restore(image)

    def without_waiting(self) -> AbstractContextManager[None]:
        """In this block a call that finds the lock taken raises StoreBusyError at once."""
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
        """Create a namespace, or set the TTL of one that is there; None leaves it, 0 removes it."""
        with self._database.writing() as db:
            _ensure_namespace(db, account, namespace, self._now())
            if ttl_seconds is not None:
                db.execute(
                    "UPDATE namespaces SET ttl_seconds = ? WHERE account = ? AND name = ?",
                    (effective_ttl(ttl_seconds) if ttl_seconds else None, account, namespace),
                )

    def list_namespaces(self, account: str) -> list[Namespace]:
        """Return the namespaces of an account by name, without the reserved ones [S1]."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT name, created_at, ttl_seconds FROM namespaces WHERE account = ? "
                "ORDER BY name",
                (account,),
            ).fetchall()
        return [
            Namespace(name, _instant(created_at), ttl_seconds)
            for name, created_at, ttl_seconds in rows
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

        Makes the document, and its namespace, if they are not there. Raises DocumentTooLargeError,
        with nothing changed, if the result would be over the limit.
        """
        with self._database.writing() as db:
            self._upsert(db, key, properties, ttl_seconds)

    def load(self, documents: Iterable[SeedDocument]) -> int:
        """Merge many documents, a few thousand in a transaction; return how many they were.

        Raises DocumentTooLargeError at the first that is over the limit; the batches before it
        stay.
        """
        count, rest = 0, iter(documents)
        while batch := list(islice(rest, _LOAD_BATCH)):
            with self._database.writing() as db:
                for seed in batch:
                    self._upsert(db, seed.key, seed.properties, seed.ttl_seconds)
            count += len(batch)
        return count

    def read(self, key: DocumentKey) -> Document | None:
        """Return a document, its properties in the order they first came, or None."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT id, expires_at FROM documents "
                "WHERE account = ? AND namespace = ? AND session = ? AND expires_at > ?",
                (*_parts(key), self._now()),
            ).fetchone()
            if row is None:
                return None
            document, expires_at = row
            return Document(key, _properties(db, document), _instant(expires_at))

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
                row = db.execute(query, (*_parts(key), now, name)).fetchone()
                if row is not None:
                    found[name] = JsonText(row[0])
        return found

    def delete_properties(self, key: DocumentKey, names: Collection[str]) -> None:
        """Delete properties of a document; the others and its expiry stay."""
        with self._database.writing() as db:
            row = db.execute(
                "SELECT id FROM documents WHERE account = ? AND namespace = ? AND session = ?",
                _parts(key),
            ).fetchone()
            if row is None:
                return
            sizes = []
            for name in names:
                # Not by RETURNING, which SQLite knows since 3.35 only.
                where = "FROM properties WHERE document = ? AND name = ?"
                sizes += db.execute(f"SELECT size {where}", (row[0], name)).fetchall()
                db.execute(f"DELETE {where}", (row[0], name))
            db.execute(
                "UPDATE documents SET members = members - ?, size = size - ? WHERE id = ?",
                (len(sizes), sum(size for (size,) in sizes), row[0]),
            )

    def delete_document(self, key: DocumentKey) -> None:
        """Delete a document; a TTL configured for its session stays."""
        with self._database.writing() as db:
            db.execute(
                "DELETE FROM documents WHERE account = ? AND namespace = ? AND session = ?",
                _parts(key),
            )

    # ── sessions ───────────────────────────────────────────────────────────────────────────────

    def list_sessions(self, account: str, namespace: str, page: int, per_page: int) -> list[str]:
        """Return the ids of the sessions that have properties, in their order, page by page [V1].

        `page` counts from 0. Read one page after the other, a session that stays is listed once,
        whatever comes and goes meanwhile.
        """
        listing = Listing("ids", account, namespace, per_page)
        with self._listing() as db:
            rows = read_page(db, self._walks, listing, page, self._now())
        return [session for _, session in rows]

    def list_session_properties(
        self, account: str, namespace: str, page: int, per_page: int
    ) -> list[tuple[str, dict[str, JsonText]]]:
        """Return what `list_sessions` does, each id with the properties of its document."""
        listing = Listing("properties", account, namespace, per_page)
        with self._listing() as db:
            rows = read_page(db, self._walks, listing, page, self._now())
            return [(session, _properties(db, document)) for document, session in rows]

    def set_session_ttl(self, account: str, namespace: str, session: str, ttl_seconds: int) -> None:
        """Configure the TTL of a session, which what is saved from now on gets; 0 removes it."""
        with self._database.writing() as db:
            key = (account, namespace, session)
            _ensure_namespace(db, account, namespace, self._now())
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
            rows = db.execute(
                "SELECT session, ttl_seconds, created_at FROM session_ttls "
                "WHERE account = ? AND namespace = ? ORDER BY session",
                (account, namespace),
            ).fetchall()
        return [SessionTtl(session, ttl, _instant(created)) for session, ttl, created in rows]

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _now(self) -> int:
        return (self._clock() - _EPOCH) // timedelta(milliseconds=1)

    def _listing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Read; before it, delete what has expired, if that is soon done and nobody writes."""
        with self._database.reading() as db:
            expired = has_expired(db, self._now())
        if expired:
            with suppress(StoreBusyError), self.without_waiting(), self._database.writing() as db:
                _reclaim(db, self._now())
        return self._database.reading()

    def _upsert(
        self,
        db: sqlite3.Connection,
        key: DocumentKey,
        properties: Mapping[str, JsonText],
        ttl_seconds: int | None,
    ) -> None:
        now = self._now()
        expires_at = now + 1_000 * effective_ttl(ttl_seconds or _configured_ttl(db, key))
        sizes = {name: member_size(name, value) for name, value in properties.items()}
        found = _find(db, key, now)
        if found is None:
            members, size = len(sizes), sum(sizes.values())
            _check_size(members, size)
            _ensure_namespace(db, key.account, key.namespace, now)
            document = db.execute(
                "INSERT INTO documents (account, namespace, session, expires_at, members, size) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (*_parts(key), expires_at, members, size),
            ).lastrowid
        else:
            document, members, size = found
            for name, new_size in sizes.items():
                old = db.execute(
                    "SELECT size FROM properties WHERE document = ? AND name = ?", (document, name)
                ).fetchone()
                members += old is None
                size += new_size - (old[0] if old else 0)
            _check_size(members, size)
            db.execute(
                "UPDATE documents SET expires_at = ?, members = ?, size = ? WHERE id = ?",
                (expires_at, members, size, document),
            )
        db.executemany(
            "INSERT INTO properties (document, name, size, value) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (document, name) "
            "DO UPDATE SET size = excluded.size, value = excluded.value",
            [(document, name, sizes[name], value) for name, value in properties.items()],
        )
        self._writes += 1
        if self._writes % _RECLAIM_EVERY == 0:
            _reclaim(db, now)


def _ensure_namespace(db: sqlite3.Connection, account: str, namespace: str, now: int) -> None:
    db.execute(
        "INSERT INTO namespaces VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING",
        (account, namespace, now),
    )


def _find(db: sqlite3.Connection, key: DocumentKey, now: int) -> tuple[int, int, int] | None:
    """Return a document's row, members and size; one that has expired is deleted first."""
    row = db.execute(
        "SELECT id, members, size, expires_at FROM documents "
        "WHERE account = ? AND namespace = ? AND session = ?",
        _parts(key),
    ).fetchone()
    if row and row[3] <= now:
        db.execute("DELETE FROM documents WHERE id = ?", row[:1])
        return None
    return row[:3] if row else None


def _check_size(members: int, size: int) -> None:
    # As `size.joined_size` has it: braces around, a comma between two.
    if (whole := 2 + size + max(0, members - 1)) > LIMIT:
        raise DocumentTooLargeError(whole)


def _configured_ttl(db: sqlite3.Connection, key: DocumentKey) -> int | None:
    """Return the TTL configured for a session, else for its namespace [V1]."""
    row = db.execute(
        "SELECT ttl_seconds FROM session_ttls "
        "WHERE account = ? AND namespace = ? AND session = ? "
        "UNION ALL SELECT ttl_seconds FROM namespaces WHERE account = ? AND name = ?",
        (*_parts(key), key.account, key.namespace),
    ).fetchone()
    return row[0] if row else None


def _reclaim(db: sqlite3.Connection, now: int) -> None:
    """Delete some documents that have expired; not too many, so that no call waits long."""
    db.execute(
        "DELETE FROM documents WHERE id IN "
        "(SELECT id FROM documents WHERE expires_at <= ? LIMIT ?)",
        (now, _RECLAIM_AT_ONCE),
    )
    give_back_pages(db)


def _properties(db: sqlite3.Connection, document: int) -> dict[str, JsonText]:
    return dict(
        db.execute(
            "SELECT name, value FROM properties WHERE document = ? ORDER BY id", (document,)
        ).fetchall()
    )


def _parts(key: DocumentKey) -> tuple[str, str, str]:
    return key.account, key.namespace, key.session or ""


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)
