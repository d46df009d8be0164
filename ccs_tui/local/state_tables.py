"""The tables of the state file, and how those of an older one are brought up to date."""

import sqlite3

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
TABLES = (
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
_TABLES_OF_3 = tuple(statement for statement in TABLES if statement != _MOVED_EXPIRIES)
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
OLDER = (set(_TABLES_OF_1), set(_TABLES_OF_2), set(_TABLES_OF_3))


def update(connection: sqlite3.Connection, tables: set[str]) -> None:
    """Bring the tables of an older version up to date."""
    if tables != OLDER[2]:
        _make_drafts_anew(connection, have_slots=tables == OLDER[1])
    connection.execute(_MOVED_EXPIRIES)


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
        *TABLES[:2],
        take_over,
        "INSERT INTO draft_edits SELECT *, NULL FROM old_edits",
        "DROP TABLE old_edits",
        "DROP TABLE old_drafts",
    ):
        connection.execute(statement)
