"""The tables of the recordings: steps with the values that changed, and gaps."""

from ccs_tui.local.file_kind import FileKind

APPLICATION_ID = 0x43435352
VERSION = 1

# As in the state file, strings from outside are bytes and instants are microseconds since 1970.
# The namespace document has an empty session. `seen` is when the document was read last, as far as
# that was noted. A value's `data` is NULL where it is gone; with
# `is_delta` it is the difference to the same property's value before, else all of the value.
_TABLES = (
    """CREATE TABLE recordings (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, seen INTEGER,
        UNIQUE (profile, account, namespace, session)
    )""",
    """CREATE TABLE steps (
        id INTEGER PRIMARY KEY,
        recording INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, not_before INTEGER, at INTEGER NOT NULL,
        exists_then INTEGER NOT NULL, expires INTEGER, size INTEGER NOT NULL,
        cause TEXT NOT NULL, note BLOB NOT NULL,
        UNIQUE (recording, number)
    )""",
    "CREATE INDEX steps_by_time ON steps (at)",
    """CREATE TABLE step_values (
        id INTEGER PRIMARY KEY,
        step INTEGER NOT NULL REFERENCES steps (id) ON DELETE CASCADE,
        is_delta INTEGER NOT NULL, name BLOB NOT NULL, data BLOB
    )""",
    "CREATE INDEX values_of_steps ON step_values (step)",
    """CREATE TABLE gaps (
        id INTEGER PRIMARY KEY,
        recording INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
        since INTEGER NOT NULL, until INTEGER NOT NULL, why BLOB NOT NULL,
        UNIQUE (recording, since)
    )""",
)

RECORDINGS = FileKind("The recordings", APPLICATION_ID, VERSION, _TABLES)
"""The file of the recordings."""
