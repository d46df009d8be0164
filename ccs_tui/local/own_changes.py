"""The changes that this tool itself made to a document, as the journal has them."""

from dataclasses import field
from datetime import datetime

from ccs_tui.local.database import Database
from ccs_tui.local.journal_entry import (
    SELECT,
    EntryValues,
    Kind,
    Outcome,
    entry_with_values,
)
from ccs_tui.local.sqlite_values import optional_bytes, to_bytes, to_microseconds
from ccs_tui.model.value_object import ValueObject


class OwnChange(ValueObject):
    """A call that changed a document, or may have, at an instant of this machine's clock.

    `values` are those that it left, None for a property that it deleted; the mapping is None where
    the journal keeps no values, and then `names` are all that is known.
    """

    at: datetime
    names: frozenset[str]
    values: EntryValues | None = field(repr=False)
    deleted_document: bool
    sets_expiry: bool


class OwnChanges:
    """The changes in the journal of a state file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def between(
        self,
        profile: str,
        account: str,
        namespace: str,
        session: str | None,
        since: datetime,
        until: datetime,
    ) -> list[OwnChange]:
        """Return the calls of a profile to a document that may have been done between two instants.

        The instants are of this machine's clock. Blocks; raises StateError.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{SELECT} WHERE profile = ? AND account = ? AND namespace = ? AND session IS ? "
                "AND at BETWEEN ? AND ? AND outcome <> ? ORDER BY id",
                (
                    to_bytes(profile),
                    to_bytes(account),
                    to_bytes(namespace),
                    optional_bytes(session),
                    to_microseconds(since),
                    to_microseconds(until),
                    Outcome.FAILED.value,
                ),
            ).fetchall()
            entries = [entry_with_values(connection, row, {}) for row in rows]
        return [
            OwnChange(
                entry.at,
                frozenset(entry.names),
                entry.after,
                entry.kind in (Kind.DELETE_DOCUMENT, Kind.DELETE_NAMESPACE),
                entry.ttl_seconds is not None,
            )
            for entry in entries
        ]
