"""The expiries that saves were to keep, as the journal knows them, and what late calls left."""

from datetime import datetime
from typing import NamedTuple

from ccs_tui.local.database import Database
from ccs_tui.local.journal_entry import Kind
from ccs_tui.local.sqlite_values import from_microseconds, optional_bytes, to_bytes, to_microseconds


class KeptExpiry(NamedTuple):
    """The expiry that the last save of a document was `wanted` to have, and what it `left`.

    `left` is None where that was not noted, since it is the same or was not read.
    """

    wanted: datetime
    left: datetime | None


class ExpiryNotes:
    """The expiries in the journal of a state file. Every method raises StateError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, entry: int, wanted: datetime, left: datetime) -> None:
        """Note with an entry that its save left another expiry than it wanted."""
        row = (entry, to_microseconds(wanted), to_microseconds(left))
        with self._database.writing() as connection:
            # Nothing is noted if the entry was deleted meanwhile.
            connection.execute(
                "INSERT OR REPLACE INTO moved_expiries (entry, wanted, left_at) "
                "SELECT id, ?2, ?3 FROM entries WHERE id = ?1",
                row,
            )

    def last(
        self, profile: str, account: str, namespace: str, session: str | None
    ) -> KeptExpiry | None:
        """Return the expiry that the last save of a document was to keep.

        Where none was noted, it is the one that the document had before that save. None if no save
        of it with a TTL is known. `session` None is the namespace document.
        """
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT coalesce(wanted, expires_before), left_at FROM entries "
                "LEFT JOIN moved_expiries ON entry = id WHERE profile = ? AND account = ? "
                "AND namespace = ? AND session IS ? AND kind = ? AND ttl_seconds IS NOT NULL "
                "AND outcome <> 'failed' ORDER BY id DESC LIMIT 1",
                (
                    to_bytes(profile),
                    to_bytes(account),
                    to_bytes(namespace),
                    optional_bytes(session),
                    Kind.SAVE.value,
                ),
            ).fetchone()
        if row is None or row[0] is None:
            return None
        wanted, left = row
        return KeptExpiry(
            from_microseconds(wanted), None if left is None else from_microseconds(left)
        )
