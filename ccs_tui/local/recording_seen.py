"""When the document of a recording was read last, whatever that showed."""

import sqlite3
from datetime import datetime

from ccs_tui.local.sqlite_values import from_microseconds, to_microseconds


def noted(connection: sqlite3.Connection, recording: int) -> datetime | None:
    """Return the reading that any process noted last, None if none did."""
    (seen,) = connection.execute(
        "SELECT seen FROM recordings WHERE id = ?", (recording,)
    ).fetchone()
    return None if seen is None else from_microseconds(seen)


def note_seen(connection: sqlite3.Connection, recording: int, at: datetime) -> None:
    """Note a reading, unless a later one is noted: several processes do so, each when it can."""
    connection.execute(
        "UPDATE recordings SET seen = max(coalesce(seen, 0), ?) WHERE id = ?",
        (to_microseconds(at), recording),
    )


def seen_at(connection: sqlite3.Connection, recording: int) -> datetime | None:
    """Return the reading that is known to be the last: one that was noted, or that made a step."""
    (seen,) = connection.execute(
        "SELECT max(coalesce(seen, 0), coalesce((SELECT max(at) FROM steps "
        "WHERE recording = recordings.id), 0)) FROM recordings WHERE id = ?",
        (recording,),
    ).fetchone()
    return from_microseconds(seen) if seen else None
