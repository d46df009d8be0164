"""The tables of the state file: making them, checking them, and bringing older ones up to date."""

import sqlite3

from ccs_tui.local.file_kind import DAMAGED, set_up

APPLICATION_ID = 0x43435355
VERSION = 4

# Strings from outside are bytes, since SQLite's text can't hold a lone surrogate. Instants are
# microseconds since 1970. Names are stored before values, so that SQLite reads them without reading
# the values. `old_since` is the time at which a row was first found too old (see `retention`). The
# tables are not STRICT, which SQLite knows since 3.37 only; those of version 1 are. An edit that
# removes a property is `renamed_to` the name that this has instead. An expiry is among the
# `moved_expiries` where the save of an entry left another than it wanted.
_MOVED_EXPIRIES = """CREATE TABLE moved_expiries (
        entry INTEGER PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
        wanted INTEGER NOT NULL, left_at INTEGER NOT NULL
    )"""
_TABLES = (
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, slot BLOB NOT NULL, at INTEGER NOT NULL, old_since INTEGER,
        whole BLOB, whole_origin BLOB,
        UNIQUE (profile, account, namespace, session, slot)
    )""",
    """CREATE TABLE draft_edits (
        id INTEGER PRIMARY KEY,
        draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
        name BLOB NOT NULL, text BLOB, origin BLOB, renamed_to BLOB,
        UNIQUE (draft, name)
    )""",
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        operation BLOB NOT NULL, at INTEGER NOT NULL, profile BLOB NOT NULL,
        account BLOB NOT NULL, namespace BLOB NOT NULL, session BLOB, kind TEXT NOT NULL,
        names BLOB NOT NULL, has_before INTEGER NOT NULL, has_after INTEGER NOT NULL,
        expires_before INTEGER, ttl_seconds INTEGER, existed INTEGER NOT NULL,
        outcome TEXT NOT NULL, answer BLOB NOT NULL, undoes INTEGER, export BLOB,
        note BLOB NOT NULL, old_since INTEGER
    )""",
    "CREATE INDEX entries_by_operation ON entries (operation)",
    "CREATE INDEX undoing_entries ON entries (undoes) WHERE undoes IS NOT NULL",
    """CREATE TABLE entry_values (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
        name BLOB NOT NULL, before BLOB, after BLOB,
        UNIQUE (entry, name)
    )""",
    _MOVED_EXPIRIES,
)
_TABLES_OF_3 = tuple(statement for statement in _TABLES if statement != _MOVED_EXPIRIES)
_TABLES_OF_2 = (
    _TABLES_OF_3[0],
    _TABLES_OF_3[1].replace(", renamed_to BLOB", ""),
    *_TABLES_OF_3[2:],
)
_TABLES_OF_1 = (
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, at INTEGER NOT NULL, old_since INTEGER,
        UNIQUE (profile, account, namespace, session)
    )""",
    *_TABLES_OF_2[1:],
)
_OLDER = (set(_TABLES_OF_1), set(_TABLES_OF_2), set(_TABLES_OF_3))


def problem_of(connection: sqlite3.Connection, thorough: bool) -> str | None:
    """Say in a phrase why the file can't be used, or None; with `thorough` after reading all."""
    tables = _tables(connection)
    if tables and tables not in (set(_TABLES), *_OLDER):
        return "has other tables than it should"
    if thorough and connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        return DAMAGED
    return None


def _tables(connection: sqlite3.Connection) -> set[str]:
    # This is the table's old name: SQLite knows `sqlite_schema` since 3.33.
    return {
        sql.removesuffix(" STRICT")
        for (sql,) in connection.execute("SELECT sql FROM sqlite_master")
        if sql
    } - {"CREATE TABLE sqlite_sequence(name,seq)"}


def prepare(connection: sqlite3.Connection) -> None:
    """Set a connection up, make the tables of a new file, and bring an old file up to date."""
    tables = _tables(connection)
    is_new = not tables
    set_up(connection, is_new=is_new)
    if is_new:
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made the tables meanwhile.
        if not _tables(connection):
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    elif tables in _OLDER:
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have done this meanwhile.
        if (tables := _tables(connection)) in _OLDER:
            if tables != set(_TABLES_OF_3):
                _make_drafts_anew(connection, have_slots=tables == set(_TABLES_OF_2))
            connection.execute(_MOVED_EXPIRIES)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")


def _make_drafts_anew(connection: sqlite3.Connection, *, have_slots: bool) -> None:
    """Bring the drafts of an older version up to date.

    Drafts of version 1 get the slot "", of an explorer that ended.
    """
    take_over = "INSERT INTO drafts SELECT * FROM old_drafts"
    if not have_slots:
        take_over = (
            "INSERT INTO drafts SELECT id, profile, account, namespace, session, x'', at, "
            "old_since, NULL, NULL FROM old_drafts"
        )
    for statement in (
        "CREATE TEMP TABLE old_drafts AS SELECT * FROM main.drafts",
        "CREATE TEMP TABLE old_edits AS SELECT * FROM main.draft_edits",
        "DROP TABLE draft_edits",
        "DROP TABLE drafts",
        *_TABLES[:2],
        take_over,
        "INSERT INTO draft_edits SELECT *, NULL FROM old_edits",
        "DROP TABLE old_edits",
        "DROP TABLE old_drafts",
    ):
        connection.execute(statement)
