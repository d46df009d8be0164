"""The deletion of old rows, by a clock that may be wrong."""

import sqlite3
from datetime import datetime

from ccs_tui.local.sqlite_values import to_microseconds

ROWS_AT_ONCE = 50
"""The most rows that one transaction deletes, so that nobody waits long for it."""

_DAY = 86_400_000_000


def forget_old(connection: sqlite3.Connection, table: str, days: int, now: datetime) -> int:
    """Delete rows of `table` that are older than `days`, at most `ROWS_AT_ONCE`; return how many.

    A clock that jumps must not delete new rows. So a row is deleted only after two calls, a day or
    more apart, have found it old, and no call between them found it new: a clock that was wrong
    for an hour deletes nothing. A row from the future, written while the clock was wrong, is
    deleted after it has been found in the future for `days`.
    """
    at = to_microseconds(now)
    numbers = {
        "now": at,
        "old": at - days * _DAY,
        "yesterday": at - _DAY,
        "tomorrow": at + _DAY,
        "limit": ROWS_AT_ONCE,
    }
    for statement in _FORGETTING:
        deleted = connection.execute(statement.replace("rows", table), numbers).rowcount
    return deleted


_FORGETTING = (
    """UPDATE rows SET old_since = NULL WHERE old_since IS NOT NULL
        AND (at BETWEEN :old AND :tomorrow OR old_since > :now)""",
    """UPDATE rows SET old_since = :now WHERE old_since IS NULL
        AND at NOT BETWEEN :old AND :tomorrow""",
    """DELETE FROM rows WHERE id IN (SELECT id FROM rows
        WHERE at < :old AND old_since <= :yesterday OR at > :tomorrow AND old_since <= :old
        LIMIT :limit)""",
)
