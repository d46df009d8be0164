"""The journal: the record of every write, made before it is sent, with the values before."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ccs_tui.local.database import Database
from ccs_tui.local.journal_entry import (
    SELECT,
    Entry,
    EntryValues,
    Kind,
    Outcome,
    entry_of,
    entry_with_values,
    exports_of,
    join_names,
    undone_entries,
)
from ccs_tui.local.kept_expiries import ExpiryNotes
from ccs_tui.local.retention import ROWS_AT_ONCE, forget_old
from ccs_tui.local.sqlite_values import (
    from_bytes,
    optional_bytes,
    to_bytes,
    to_microseconds,
)
from ccs_tui.local.unfinished_exports import remove_unfinished

__all__ = ["Entry", "EntryValues", "Journal", "Kind", "Outcome"]


class Journal:
    """The journal of a state file. Every method raises StateError."""

    def __init__(self, database: Database, exports: Path | None) -> None:
        self._database = database
        self.expiries = ExpiryNotes(database)
        self._exports = exports
        self.changes = 0
        """Grows with each entry and each answer that this process writes."""

    def record(
        self,
        *,
        operation: str,
        profile: str,
        account: str,
        namespace: str,
        session: str | None,
        kind: Kind,
        before: EntryValues | None,
        after: EntryValues | None,
        names: Sequence[str] = (),
        expires_before: datetime | None = None,
        ttl_seconds: int | None = None,
        existed: bool = True,
        undoes: int | None = None,
        export: str | None = None,
        note: str = "",
    ) -> int:
        """Record a call that is about to be sent, as SENT; return the entry's id.

        The entry is on the disk when this returns. Its names are those of `before` and `after`,
        and `names`, whose values are not kept. A name that only one of the two mappings has stands
        for a property that is not there before, or after.
        """
        with_values = tuple(dict.fromkeys((*(before or ()), *(after or ()))))
        row = {
            "operation": to_bytes(operation),
            "at": to_microseconds(self._database.clock()),
            "profile": to_bytes(profile),
            "account": to_bytes(account),
            "namespace": to_bytes(namespace),
            "session": optional_bytes(session),
            "kind": kind.value,
            "names": join_names(tuple(dict.fromkeys((*with_values, *names)))),
            "has_before": before is not None,
            "has_after": after is not None,
            "expires_before": None if expires_before is None else to_microseconds(expires_before),
            "ttl_seconds": ttl_seconds,
            "existed": existed,
            "outcome": Outcome.SENT.value,
            "answer": b"",
            "undoes": undoes,
            "export": optional_bytes(export),
            "note": to_bytes(note),
        }
        values = ((name, (before or {}).get(name), (after or {}).get(name)) for name in with_values)
        with self._database.writing() as connection:
            self.changes += 1  # whoever reads the journal for it waits until this is written
            return _insert(connection, row, values)

    def answer(self, id: int, outcome: Outcome, answer: str = "") -> None:
        """Set the outcome of a call, and its error; nothing happens if its entry was deleted."""
        with self._database.writing() as connection:
            self.changes += 1
            connection.execute(
                "UPDATE entries SET outcome = ?, answer = ? WHERE id = ?",
                (outcome.value, to_bytes(answer), id),
            )

    def last_undoable(
        self, profile: str, account: str | None = None, without: Collection[str] = ()
    ) -> Entry | None:
        """Return the newest write that can be taken back, with its values, or None.

        `account` None means any account that the profile was connected to. A write can be taken
        back if its values from before (or a namespace's export) are kept, it did not fail, it takes
        nothing back itself, and it was not taken back. The operations `without` are passed over.
        """
        passed = {to_bytes(operation) for operation in without}
        with self._database.reading() as connection:
            undone = undone_entries(connection)
            rows = connection.execute(
                f"{SELECT} WHERE profile = ? AND account = coalesce(?, account) "
                "AND outcome <> 'failed' AND undoes IS NULL "
                "AND (has_before OR export IS NOT NULL) ORDER BY id DESC",
                (to_bytes(profile), None if account is None else to_bytes(account)),
            )
            row = next((r for r in rows if r[0] not in undone and r[1] not in passed), None)
            rows.close()
            return None if row is None else entry_with_values(connection, row, undone)

    def operation(self, operation: str) -> list[Entry]:
        """Return the entries of an operation with their values, in the order of the calls."""
        with self._database.reading() as connection:
            undone = undone_entries(connection)
            rows = connection.execute(
                f"{SELECT} WHERE operation = ? ORDER BY id", (to_bytes(operation),)
            ).fetchall()
            return [entry_with_values(connection, row, undone) for row in rows]

    def entries(
        self,
        profile: str | None = None,
        text: str = "",
        limit: int = 1000,
        before_id: int | None = None,
    ) -> list[Entry]:
        """Return at most `limit` entries without their values, the newest first.

        `profile` None means all profiles. `text` filters: each of its words must be in the entry,
        in any case: in the namespace, session, properties' names, kind, outcome, answer, note,
        account or profile. `before_id` is the last id of the page before.
        """
        words = text.casefold().split()
        found: list[Entry] = []
        with self._database.reading() as connection:
            undone = undone_entries(connection)
            rows = connection.execute(
                f"{SELECT} WHERE (profile = ?1 OR ?1 IS NULL) AND (id < ?2 OR ?2 IS NULL) "
                "ORDER BY id DESC",
                (optional_bytes(profile), before_id),
            )
            for entry in (entry_of(row, undone) for row in rows):
                if len(found) >= limit:
                    break
                if not words or _has_words(entry, words):
                    found.append(entry)
            rows.close()
        return found

    def entry(self, id: int) -> Entry | None:
        """Return an entry with its values, or None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(f"{SELECT} WHERE id = ?", (id,)).fetchone()
            if row is None:
                return None
            return entry_with_values(connection, row, undone_entries(connection))

    def profiles(self) -> list[str]:
        """Return the names of the profiles that have entries."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT DISTINCT profile FROM entries").fetchall()
            return [from_bytes(profile) for (profile,) in rows]

    def clear(self, profile: str) -> None:
        """Delete all entries of a profile, and their exports."""
        self._delete(
            "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE profile = :profile "
            "LIMIT :limit)",
            profile=to_bytes(profile),
        )
        self._database.give_back_space()

    def retain(self, days: int) -> None:
        """Delete entries older than `days`; 0 keeps the entries and deletes all their values.

        Deleted values are gone from the file, and exports that only deleted entries named from the
        state's folder. The first call that finds an entry old does not delete it: see `retention`.
        """
        if self._exports:
            remove_unfinished(self._exports)
        if days > 0:
            self._database.in_pieces(lambda: self._forget_piece(days), ROWS_AT_ONCE)
        else:
            self._forget_values()
        self._database.give_back_space()

    def _forget_piece(self, days: int) -> int:
        with self._database.writing() as connection, self._removing_exports(connection):
            return forget_old(connection, "entries", days, self._database.clock())

    def _forget_values(self) -> None:
        with self._database.writing() as connection, self._removing_exports(connection):
            # The deletion of a namespace that is under way may still need its export.
            connection.execute(
                "UPDATE entries SET has_before = 0, has_after = 0, "
                "export = CASE outcome WHEN 'sent' THEN export END "
                "WHERE has_before OR has_after OR export IS NOT NULL"
            )
        self._delete(
            "DELETE FROM entry_values "
            "WHERE entry IN (SELECT DISTINCT entry FROM entry_values LIMIT :limit)"
        )

    def _delete(self, statement: str, **parameters: object) -> None:
        """Repeat a statement that deletes at most `:limit` rows, until it deletes fewer."""

        def piece() -> int:
            with self._database.writing() as connection, self._removing_exports(connection):
                return connection.execute(statement, {"limit": ROWS_AT_ONCE, **parameters}).rowcount

        self._database.in_pieces(piece, ROWS_AT_ONCE)

    @contextmanager
    def _removing_exports(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Remove the exports that no entry names after the block.

        They are removed before the transaction is committed, so that none is left over. Exports in
        other folders stay, since people put them there.
        """
        before = exports_of(connection)
        yield
        for path in before - exports_of(connection):
            if path.parent == self._exports:
                path.unlink(missing_ok=True)


_INSERT = (
    "INSERT INTO entries (operation, at, profile, account, namespace, session, kind, names, "
    "has_before, has_after, expires_before, ttl_seconds, existed, outcome, answer, undoes, export, "
    "note) VALUES (:operation, :at, :profile, :account, :namespace, :session, :kind, :names, "
    ":has_before, :has_after, :expires_before, :ttl_seconds, :existed, :outcome, :answer, :undoes, "
    ":export, :note)"
)


def _insert(
    connection: sqlite3.Connection,
    row: Mapping[str, object],
    values: Iterable[tuple[str, str | None, str | None]],
) -> int:
    """Insert an entry, with values as (name, before, after); return its id."""
    connection.execute(_INSERT, row)
    # A second statement, since SQLite knows RETURNING since 3.35 only.
    (entry,) = connection.execute("SELECT last_insert_rowid()").fetchone()
    connection.executemany(
        "INSERT INTO entry_values (entry, name, before, after) VALUES (?, ?, ?, ?)",
        (
            (entry, to_bytes(name), optional_bytes(before), optional_bytes(after))
            for name, before, after in values
        ),
    )
    return int(entry)


def _has_words(entry: Entry, words: Sequence[str]) -> bool:
    text = "\n".join(_searched(entry)).casefold()
    return all(word in text for word in words)


def _searched(entry: Entry) -> Iterator[str]:
    yield from (entry.namespace, entry.session or "", entry.kind, entry.outcome, entry.answer)
    yield from (entry.note, entry.account, entry.profile)
    yield from entry.names
