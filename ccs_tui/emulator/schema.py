"""The tables, and how a database file is opened: shared by processes, durable, never half made."""

import sqlite3
from pathlib import Path

APPLICATION_ID = 0x43435354
"""Marks a file as the emulator's own, so that it never writes into somebody else's database."""
VERSION = 1

# A document is apart from its properties so that a small change to a large document writes little.
# The namespace document has the session ''. Instants are milliseconds since 1970; sizes are in
# characters, a document's being the sum of its properties' (`size.joined_size` adds the rest).
# A property's size stands before its value, so that reading it skips the value.
_TABLES = """
CREATE TABLE namespaces (
    account TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL, ttl_seconds INTEGER,
    PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE session_ttls (
    account TEXT NOT NULL, namespace TEXT NOT NULL, session TEXT NOT NULL,
    created_at INTEGER NOT NULL, ttl_seconds INTEGER NOT NULL,
    PRIMARY KEY (account, namespace, session)
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL, namespace TEXT NOT NULL, session TEXT NOT NULL,
    expires_at INTEGER NOT NULL, members INTEGER NOT NULL, size INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX documents_by_key ON documents (account, namespace, session);
CREATE INDEX documents_by_expiry ON documents (expires_at);
CREATE TABLE properties (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    name TEXT NOT NULL, size INTEGER NOT NULL, value TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX properties_by_name ON properties (document, name);
"""


class StoreError(Exception):
    """The database can't be used; the sentence says why."""


def connect(path: Path | None, busy_seconds: float) -> sqlite3.Connection:
    """Open the database at `path`, or one in memory; make its tables if they are not there.

    Other processes may have the file open. A lock is waited for at most `busy_seconds`. Raises
    StoreError if the file is not the emulator's, or can't be opened.
    """
    try:
        connection = sqlite3.connect(
            path or ":memory:", timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise StoreError(f"{path} can't be opened: {error}.") from error
    try:
        _prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise StoreError(f"{path} is no database of the emulator: {error}.") from error
    except StoreError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        # Must come before the first table, and before WAL writes the file's head.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    else:
        _expect_ours(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            for statement in _TABLES.split(";")[:-1]:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _expect_ours(connection: sqlite3.Connection, path: Path | None) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(f"{path} is the database of another program; choose another file.")
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        raise StoreError(f"{path} was made by another version of the emulator; choose another.")
