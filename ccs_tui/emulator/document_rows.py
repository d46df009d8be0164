"""The rows of a document and its properties: statements within a transaction of the caller's.

Instants are milliseconds since 1970, sizes are in characters.
"""

import sqlite3
from collections.abc import Collection, Mapping

from ccs_tui.emulator.store_database import give_back_pages
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT, joined_size, member_size

_RECLAIMED_AT_ONCE = 200
_INSERT = "INSERT INTO properties (document, name, size, value) VALUES (?, ?, ?, ?)"
_OR_UPDATE = (
    "ON CONFLICT (document, name) DO UPDATE SET size = excluded.size, value = excluded.value"
)


class OverLimitError(Exception):
    """The document would have `size` characters, which is more than the service keeps [S2]."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"The document would have {size:,} characters; the limit is {LIMIT:,}.")


def merge(
    db: sqlite3.Connection,
    key: DocumentKey,
    properties: Mapping[str, JsonText],
    *,
    expires_at: int,
    now: int,
) -> None:
    """Merge `properties` into a document by name, and set its expiry.

    Makes the document, and its namespace, if they are not there. Raises OverLimitError, with
    nothing changed, if the result would be over the limit.
    """
    sizes = {name: member_size(name, value) for name, value in properties.items()}
    found = _find(db, key, now)
    document: int | None
    if found is None:
        members, size = len(sizes), sum(sizes.values())
        _check_size(members, size)
        ensure_namespace(db, key.account, key.namespace, now)
        document = db.execute(
            "INSERT INTO documents (account, namespace, session, expires_at, members, size) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (*columns_of(key), expires_at, members, size),
        ).lastrowid
    else:
        document, members, size = found
        for name, new_size in sizes.items():
            old = _size_of(db, document, name)
            members += old is None
            size += new_size - (old or 0)
        _check_size(members, size)
        db.execute(
            "UPDATE documents SET expires_at = ?, members = ?, size = ? WHERE id = ?",
            (expires_at, members, size, document),
        )
    # A new document has no property yet to conflict with: there are many, where a store is filled.
    insert = _INSERT if found is None else f"{_INSERT} {_OR_UPDATE}"
    db.executemany(
        insert, [(document, name, sizes[name], value) for name, value in properties.items()]
    )


def _find(db: sqlite3.Connection, key: DocumentKey, now: int) -> tuple[int, int, int] | None:
    """Return a document's row, members and size; one that has expired is deleted first."""
    row = db.execute(
        "SELECT id, members, size, expires_at FROM documents "
        "WHERE account = ? AND namespace = ? AND session = ?",
        columns_of(key),
    ).fetchone()
    if row and row[3] <= now:
        db.execute("DELETE FROM documents WHERE id = ?", row[:1])
        return None
    return row[:3] if row else None


def _size_of(db: sqlite3.Connection, document: int, name: str) -> int | None:
    """Return the size of a property that the document has; None if it has none of that name."""
    row = db.execute(
        "SELECT size FROM properties WHERE document = ? AND name = ?", (document, name)
    ).fetchone()
    return row[0] if row else None


def _check_size(members: int, size: int) -> None:
    if (whole := joined_size(members, size)) > LIMIT:
        raise OverLimitError(whole)


def properties_of(db: sqlite3.Connection, document: int) -> dict[str, JsonText]:
    """Return the properties of a document's row, in the order in which they first came."""
    return dict(
        db.execute(
            "SELECT name, value FROM properties WHERE document = ? ORDER BY id", (document,)
        ).fetchall()
    )


def delete_properties(db: sqlite3.Connection, document: int, names: Collection[str]) -> None:
    """Delete those of the named properties that a document's row has; the expiry stays."""
    sizes = []
    for name in names:
        # Two statements, since SQLite knows RETURNING since 3.35 only.
        where = "FROM properties WHERE document = ? AND name = ?"
        sizes += db.execute(f"SELECT size {where}", (document, name)).fetchall()
        db.execute(f"DELETE {where}", (document, name))
    db.execute(
        "UPDATE documents SET members = members - ?, size = size - ? WHERE id = ?",
        (len(sizes), sum(size for (size,) in sizes), document),
    )


def ensure_namespace(db: sqlite3.Connection, account: str, namespace: str, now: int) -> None:
    """Create a namespace, with no TTL, if it is not there."""
    db.execute(
        "INSERT INTO namespaces VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING",
        (account, namespace, now),
    )


def configured_ttl(db: sqlite3.Connection, key: DocumentKey) -> int | None:
    """Return the TTL in seconds configured for a session, else for its namespace [V1]."""
    row = db.execute(
        "SELECT ttl_seconds FROM session_ttls "
        "WHERE account = ? AND namespace = ? AND session = ? "
        "UNION ALL SELECT ttl_seconds FROM namespaces WHERE account = ? AND name = ?",
        (*columns_of(key), key.account, key.namespace),
    ).fetchone()
    return row[0] if row else None


def reclaim(db: sqlite3.Connection, now: int) -> None:
    """Delete some documents that have expired; not all at once, so that no call waits long."""
    db.execute(
        "DELETE FROM documents WHERE id IN "
        "(SELECT id FROM documents WHERE expires_at <= ? LIMIT ?)",
        (now, _RECLAIMED_AT_ONCE),
    )
    give_back_pages(db)


def columns_of(key: DocumentKey) -> tuple[str, str, str]:
    """Return the columns that say which document it is; the namespace document's session is ''."""
    return key.account, key.namespace, key.session or ""
