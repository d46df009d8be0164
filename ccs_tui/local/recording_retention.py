"""The retention of recordings: the oldest steps are dropped, and a gap says so."""

import sqlite3
from datetime import datetime, timedelta

from ccs_tui.local.file_kind import number_of
from ccs_tui.local.recording_rows import insert_gap, insert_step, read_steps
from ccs_tui.local.sqlite_values import from_microseconds, to_microseconds
from ccs_tui.model.timeline.step import Gap

DROPPED = "earlier steps were dropped, since they were old or took too much room"


def bytes_in_use(connection: sqlite3.Connection) -> int:
    """Return the bytes of a file that are in use."""
    pages = number_of(connection, "page_count") - number_of(connection, "freelist_count")
    return pages * number_of(connection, "page_size")


def drop_oldest(connection: sqlite3.Connection) -> bool:
    """Drop the oldest tenth of all steps; False if nothing is left but each recording's last."""
    row = connection.execute(
        "SELECT at FROM steps ORDER BY at LIMIT 1 OFFSET (SELECT count(*) / 10 FROM steps)"
    ).fetchone()
    if row is None:
        return False
    instant = from_microseconds(row[0]) + timedelta(microseconds=1)
    if drop_before(connection, instant, keeps_last=True):
        return True
    # The oldest steps are each the last of their recording: then newer steps of others go.
    (latest,) = connection.execute("SELECT max(at) FROM steps").fetchone()
    return drop_before(connection, from_microseconds(latest), keeps_last=True)


def drop_before(connection: sqlite3.Connection, instant: datetime, *, keeps_last: bool) -> bool:
    """Drop the steps before an instant; return whether there were any to drop.

    The first step that stays gets all properties. With `keeps_last` the last step of a recording
    stays, else a recording whose last step is that old goes as a whole.
    """
    old = to_microseconds(instant)
    rows = connection.execute(
        "SELECT recording, max(number), max(at) FROM steps GROUP BY recording HAVING min(at) < ?",
        (old,),
    ).fetchall()
    dropped = False
    for recording, last, latest in rows:
        if latest < old and not keeps_last:
            connection.execute("DELETE FROM recordings WHERE id = ?", (recording,))
            dropped = True
            continue
        (number,) = connection.execute(
            "SELECT max(number) FROM steps WHERE recording = ? AND at < ?", (recording, old)
        ).fetchone()
        dropped |= _drop(connection, recording, min(number, last - 1))
    connection.execute("DELETE FROM gaps WHERE until < ?", (old,))
    return dropped


def _drop(connection: sqlite3.Connection, recording: int, most: int) -> bool:
    """Drop the steps of a recording up to a number; return whether there were any."""
    steps = read_steps(connection, recording)
    if not steps or not steps.heads[0].number <= most < steps.heads[-1].number:
        return False
    begun, at = steps.heads[0].before, steps.place_of(most + 1)
    first = steps.begun_at(at)[0]
    connection.execute(
        "DELETE FROM steps WHERE recording = ? AND number <= ?", (recording, first.number)
    )
    insert_step(connection, recording, first, {}, {})
    insert_gap(connection, recording, Gap(begun, first.before, DROPPED))
    return True
