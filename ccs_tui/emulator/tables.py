"""The tables of the store, and the changes that a file of an earlier version needs."""

import sqlite3

APPLICATION_ID = 0x43435354
"""Marks a file as the emulator's own, so that it never writes into somebody else's database."""
VERSION = 2

# Documents and properties are two tables, so that a small change to a large document writes little.
# The namespace document has the session ''. Instants are milliseconds since 1970. Sizes are in
# characters; a document's is the sum of its properties', without the commas and braces.
# A property's size stands before its value, so that SQLite need not read the value to get there.
# The tables are not STRICT, which SQLite knows since 3.37 only.
_TABLES = (
    """CREATE TABLE namespaces (
        account TEXT NOT NULL, name TEXT NOT NULL,
        created_at INTEGER NOT NULL, ttl_seconds INTEGER,
        PRIMARY KEY (account, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE session_ttls (
        account TEXT NOT NULL, namespace TEXT NOT NULL, session TEXT NOT NULL,
        created_at INTEGER NOT NULL, ttl_seconds INTEGER NOT NULL,
        PRIMARY KEY (account, namespace, session)
    ) WITHOUT ROWID""",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        account TEXT NOT NULL, namespace TEXT NOT NULL, session TEXT NOT NULL,
        expires_at INTEGER NOT NULL, members INTEGER NOT NULL, size INTEGER NOT NULL,
        UNIQUE (account, namespace, session)
    )""",
    "CREATE INDEX documents_by_expiry ON documents (expires_at)",
    """CREATE TABLE properties (
        id INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        name TEXT NOT NULL, size INTEGER NOT NULL, value TEXT NOT NULL,
        UNIQUE (document, name)
    )""",
)

# A session is listed while it has properties [V1]; `listed_sessions` has them in order. To find the
# n-th without counting from the first, they are divided into blocks of fewer than 2,000: a block
# has the least id that belongs to it and its number of sessions. Triggers keep the blocks right,
# whoever writes. Page 900 of 100,000 sessions takes 0.1 ms with blocks, and 29 ms by counting.
_BLOCKS = (
    """CREATE UNIQUE INDEX listed_sessions ON documents (account, namespace, session)
        WHERE members > 0 AND session <> ''""",
    """CREATE TABLE blocks (
        account TEXT NOT NULL, namespace TEXT NOT NULL, first TEXT NOT NULL,
        sessions INTEGER NOT NULL,
        PRIMARY KEY (account, namespace, first)
    ) WITHOUT ROWID""",
    """CREATE TRIGGER session_came AFTER INSERT ON documents
        WHEN new.session <> '' AND new.members > 0 BEGIN
        INSERT INTO blocks VALUES (new.account, new.namespace, '', 0) ON CONFLICT DO NOTHING;
        UPDATE blocks SET sessions = sessions + 1
            WHERE account = new.account AND namespace = new.namespace AND first = (
                SELECT max(first) FROM blocks WHERE account = new.account
                AND namespace = new.namespace AND first <= new.session);
    END""",
    """CREATE TRIGGER session_filled AFTER UPDATE OF members ON documents
        WHEN new.session <> '' AND new.members > 0 AND old.members = 0 BEGIN
        INSERT INTO blocks VALUES (new.account, new.namespace, '', 0) ON CONFLICT DO NOTHING;
        UPDATE blocks SET sessions = sessions + 1
            WHERE account = new.account AND namespace = new.namespace AND first = (
                SELECT max(first) FROM blocks WHERE account = new.account
                AND namespace = new.namespace AND first <= new.session);
    END""",
    """CREATE TRIGGER session_went AFTER DELETE ON documents
        WHEN old.session <> '' AND old.members > 0 BEGIN
        UPDATE blocks SET sessions = sessions - 1
            WHERE account = old.account AND namespace = old.namespace AND first = (
                SELECT max(first) FROM blocks WHERE account = old.account
                AND namespace = old.namespace AND first <= old.session);
    END""",
    """CREATE TRIGGER session_emptied AFTER UPDATE OF members ON documents
        WHEN old.session <> '' AND old.members > 0 AND new.members = 0 BEGIN
        UPDATE blocks SET sessions = sessions - 1
            WHERE account = old.account AND namespace = old.namespace AND first = (
                SELECT max(first) FROM blocks WHERE account = old.account
                AND namespace = old.namespace AND first <= old.session);
    END""",
    """CREATE TRIGGER block_is_full AFTER UPDATE ON blocks WHEN new.sessions = 2000 BEGIN
        INSERT INTO blocks SELECT account, namespace, session, 1000 FROM documents
            WHERE account = new.account AND namespace = new.namespace AND session >= new.first
            AND members > 0 AND session <> '' ORDER BY session LIMIT 1 OFFSET 1000;
        UPDATE blocks SET sessions = 1000
            WHERE account = new.account AND namespace = new.namespace AND first = new.first;
    END""",
    """CREATE TRIGGER block_is_empty AFTER UPDATE ON blocks WHEN new.sessions = 0 BEGIN
        DELETE FROM blocks
            WHERE account = new.account AND namespace = new.namespace AND first = new.first
            AND first <> '';
    END""",
)

# Version 1 also counted and listed the sessions without properties.
_FROM_VERSION_1 = (
    "DROP TRIGGER session_came",
    "DROP TRIGGER session_went",
    "DROP TABLE blocks",
    *_BLOCKS,
    """INSERT INTO blocks
        SELECT account, namespace, CASE number WHEN 0 THEN '' ELSE min(session) END, count(*)
        FROM (
            SELECT account, namespace, session,
                (row_number() OVER (PARTITION BY account, namespace ORDER BY session) - 1) / 1000
                AS number
            FROM documents WHERE members > 0 AND session <> '')
        GROUP BY account, namespace, number""",
)


def make(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty database, in a transaction of the caller's."""
    for statement in (*_TABLES, *_BLOCKS):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the tables of version 1 up to date, in a transaction of the caller's."""
    if version_of(connection) == 1:
        for statement in _FROM_VERSION_1:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of the tables; 0 where there are none."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
