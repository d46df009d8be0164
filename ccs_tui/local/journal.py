"""The journal: every write of this tool, recorded before it is sent, with the values before it."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ccs_tui.local.aging import ROWS_AT_ONCE, forget_old
from ccs_tui.local.columns import (
    from_bytes,
    from_microseconds,
    optional_bytes,
    optional_text,
    to_bytes,
    to_microseconds,
)
from ccs_tui.local.database import Database
from ccs_tui.local.export import remove_unfinished
from ccs_tui.model.json_text import JsonText

Values = Mapping[str, JsonText | None]
"""Properties' values by name; None is a property that is not there."""


class Kind(StrEnum):
    """What a call does."""

    SAVE = "save"
    DELETE_PROPERTIES = "delete properties"
    DELETE_DOCUMENT = "delete document"
    DELETE_NAMESPACE = "delete namespace"
    CREATE_NAMESPACE = "create namespace"


class Outcome(StrEnum):
    """What is known of a call.

    SENT: recorded, and no answer known yet; the process may have died. DONE: the service said so.
    FAILED: certainly nothing of it arrived. UNKNOWN: an error that leaves it open.
    """

    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """A call that writes.

    `operation` is one for all calls of a save, a bulk deletion or a move. `before` and `after` are
    the values of the properties `names` before the call, and those that were sent; in both, None
    is a property that is not there. The whole mapping is None where its values are not kept, and in
    a list, where `has_values` still says whether they are. `existed` says whether the document was
    there before. `answer` is the sentence of the error, or empty. `undoes` is the entry that this
    one takes back, `undone_by` the one that took this one back and stands. `export` is the path of
    a namespace's exported documents. `ttl_seconds` is what was sent, None if nothing.
    """

    id: int
    operation: str
    at: datetime
    profile: str
    account: str
    namespace: str
    session: str | None
    kind: Kind
    before: Values | None = field(repr=False)
    after: Values | None = field(repr=False)
    names: tuple[str, ...]
    has_values: bool
    expires_before: datetime | None
    ttl_seconds: int | None
    existed: bool
    outcome: Outcome
    answer: str
    undoes: int | None
    undone_by: int | None
    export: str | None
    note: str


class Journal:
    """The journal of a state file. Every method raises StateError."""

    def __init__(self, database: Database, exports: Path | None) -> None:
        self._database = database
        self._exports = exports

    def record(
        self,
        *,
        operation: str,
        profile: str,
        account: str,
        namespace: str,
        session: str | None,
        kind: Kind,
        before: Values | None,
        after: Values | None,
        names: Sequence[str] = (),
        expires_before: datetime | None = None,
        ttl_seconds: int | None = None,
        existed: bool = True,
        undoes: int | None = None,
        export: str | None = None,
        note: str = "",
    ) -> int:
        """Record a call that is about to be sent, as SENT; return the entry's id.

        It is on the disk when this returns. The names are those of `before` and `after`, and a
        property that one of them lacks is not there for it; `names` adds those whose values are
        not kept.
        """
        every = tuple(dict.fromkeys((*(before or ()), *(after or ()), *names)))
        with self._database.writing() as connection:
            (entry,) = connection.execute(
                "INSERT INTO entries (operation, at, profile, account, namespace, session, kind, "
                "names, has_before, has_after, expires_before, ttl_seconds, existed, outcome, "
                "answer, undoes, export, note) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, x'', ?, ?, ?) RETURNING id",
                (
                    to_bytes(operation), to_microseconds(self._database.clock()),
                    to_bytes(profile), to_bytes(account), to_bytes(namespace),
                    optional_bytes(session), kind.value, _join(every),
                    before is not None, after is not None,
                    None if expires_before is None else to_microseconds(expires_before),
                    ttl_seconds, existed, Outcome.SENT.value,
                    undoes, optional_bytes(export), to_bytes(note),
                ),
            ).fetchone()  # fmt: skip
            connection.executemany(
                "INSERT INTO entry_values (entry, name, before, after) VALUES (?, ?, ?, ?)",
                (
                    (
                        entry, to_bytes(name), optional_bytes((before or {}).get(name)),
                        optional_bytes((after or {}).get(name)),
                    )
                    for name in dict.fromkeys((*(before or ()), *(after or ())))
                ),
            )  # fmt: skip
        return int(entry)

    def answer(self, id: int, outcome: Outcome, answer: str = "") -> None:
        """Note what became of the call; nothing happens if its entry is gone meanwhile."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE entries SET outcome = ?, answer = ? WHERE id = ?",
                (outcome.value, to_bytes(answer), id),
            )

    def last_undoable(self, profile: str) -> Entry | None:
        """Return the newest write that can be taken back, with its values, or None.

        Its values from before (or a namespace's export) are kept, it did not fail, it takes
        nothing back itself, and no entry that stands has taken it back.
        """
        with self._database.reading() as connection:
            undone = _undone(connection)
            rows = connection.execute(
                f"{_SELECT} WHERE profile = ? AND outcome <> 'failed' AND undoes IS NULL "
                "AND (has_before OR export IS NOT NULL) ORDER BY id DESC",
                (to_bytes(profile),),
            )
            row = next((row for row in rows if row[0] not in undone), None)
            rows.close()
            return None if row is None else _with_values(connection, row, undone)

    def operation(self, operation: str) -> list[Entry]:
        """Return the entries of one operation in the order of the calls, with their values."""
        with self._database.reading() as connection:
            undone = _undone(connection)
            rows = connection.execute(
                f"{_SELECT} WHERE operation = ? ORDER BY id", (to_bytes(operation),)
            ).fetchall()
            return [_with_values(connection, row, undone) for row in rows]

    def entries(
        self,
        profile: str | None = None,
        text: str = "",
        limit: int = 1000,
        before_id: int | None = None,
    ) -> list[Entry]:
        """Return at most `limit` entries without their values, the newest first.

        `profile` None is all. `text` keeps those in which each of its words is found, without
        regard to case: in the namespace, session, properties' names, kind, outcome, answer, note,
        account or profile. `before_id` is the last id of the page before.
        """
        words = text.casefold().split()
        found: list[Entry] = []
        with self._database.reading() as connection:
            undone = _undone(connection)
            rows = connection.execute(
                f"{_SELECT} WHERE (profile = ?1 OR ?1 IS NULL) AND (id < ?2 OR ?2 IS NULL) "
                "ORDER BY id DESC",
                (optional_bytes(profile), before_id),
            )
            for entry in (_entry(row, undone) for row in rows):
                if len(found) >= limit:
                    break
                if not words or _has_words(entry, words):
                    found.append(entry)
            rows.close()
        return found

    def entry(self, id: int) -> Entry | None:
        """Return an entry with its values, or None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
            return None if row is None else _with_values(connection, row, _undone(connection))

    def clear(self, profile: str) -> None:
        """Delete all entries of a profile, and their exports."""
        while self._delete_piece(
            "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE profile = ? LIMIT ?)",
            (to_bytes(profile), ROWS_AT_ONCE),
        ):
            pass
        self._database.give_back_space()

    def retain(self, days: int = 30) -> None:
        """Delete the entries older than `days`; 0 deletes the values of all and keeps the entries.

        What is deleted is gone from the file, and so are the exports in the state's own folder.
        Entries go not at the first call that finds them old: see `aging`.
        """
        if self._exports:
            remove_unfinished(self._exports)
        if days > 0:
            while self._forget_piece(days):
                pass
        else:
            self._forget_values()
        self._database.give_back_space()

    def _forget_piece(self, days: int) -> int:
        with self._database.writing() as connection, self._removing_exports(connection):
            return forget_old(connection, "entries", days, self._database.clock())

    def _delete_piece(self, statement: str, parameters: tuple[object, ...]) -> int:
        with self._database.writing() as connection, self._removing_exports(connection):
            return connection.execute(statement, parameters).rowcount

    def _forget_values(self) -> None:
        # An export is about to be needed while the deletion of its namespace is under way.
        self._delete_piece(
            "UPDATE entries SET has_before = 0, has_after = 0, "
            "export = CASE outcome WHEN 'sent' THEN export END "
            "WHERE has_before OR has_after OR export IS NOT NULL",
            (),
        )
        while self._delete_piece(
            "DELETE FROM entry_values WHERE id IN (SELECT id FROM entry_values LIMIT ?)",
            (ROWS_AT_ONCE,),
        ):
            pass

    @contextmanager
    def _removing_exports(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Remove the exports that no entry names any more after the block.

        Before it is committed, so that no file is left over. Those in other folders stay: people
        put them there.
        """
        before = _exports(connection)
        yield
        for path in before - _exports(connection):
            if path.parent == self._exports:
                path.unlink(missing_ok=True)


_SELECT = (
    "SELECT id, operation, at, profile, account, namespace, session, kind, names, has_before, "
    "has_after, expires_before, ttl_seconds, existed, outcome, answer, undoes, export, note "
    "FROM entries"
)
_Row = tuple[Any, ...]

# This byte is in no UTF-8.
_END = b"\xff"


def _join(names: Sequence[str]) -> bytes:
    return b"".join(to_bytes(name) + _END for name in names)


def _split(data: bytes) -> tuple[str, ...]:
    return tuple(from_bytes(name) for name in data.split(_END)[:-1])


def _exports(connection: sqlite3.Connection) -> set[Path]:
    rows = connection.execute("SELECT DISTINCT export FROM entries WHERE export IS NOT NULL")
    return {Path(from_bytes(export)) for (export,) in rows}


def _undone(connection: sqlite3.Connection) -> dict[int, int]:
    """Return which entries are taken back, and by which one that stands."""
    undone: dict[int, int] = {}
    # From the newest: whether an undo is itself undone is known when its turn comes.
    for id, undoes in connection.execute(
        "SELECT id, undoes FROM entries WHERE undoes IS NOT NULL AND outcome <> 'failed' "
        "ORDER BY id DESC"
    ):
        if id not in undone:
            undone.setdefault(undoes, id)
    return undone


def _entry(
    row: _Row, undone: Mapping[int, int], before: Values | None = None, after: Values | None = None
) -> Entry:
    return Entry(
        id=row[0],
        operation=from_bytes(row[1]),
        at=from_microseconds(row[2]),
        profile=from_bytes(row[3]),
        account=from_bytes(row[4]),
        namespace=from_bytes(row[5]),
        session=optional_text(row[6]),
        kind=Kind(row[7]),
        before=before,
        after=after,
        names=_split(row[8]),
        has_values=bool(row[9] or row[10]),
        expires_before=None if row[11] is None else from_microseconds(row[11]),
        ttl_seconds=row[12],
        existed=bool(row[13]),
        outcome=Outcome(row[14]),
        answer=from_bytes(row[15]),
        undoes=row[16],
        undone_by=undone.get(row[0]),
        export=optional_text(row[17]),
        note=from_bytes(row[18]),
    )


def _with_values(connection: sqlite3.Connection, row: _Row, undone: Mapping[int, int]) -> Entry:
    before: dict[str, JsonText | None] = {}
    after: dict[str, JsonText | None] = {}
    for name, old, new in connection.execute(
        "SELECT name, before, after FROM entry_values WHERE entry = ? ORDER BY id", (row[0],)
    ):
        before[from_bytes(name)] = None if old is None else JsonText(from_bytes(old))
        after[from_bytes(name)] = None if new is None else JsonText(from_bytes(new))
    return _entry(
        row,
        undone,
        MappingProxyType(before) if row[9] else None,
        MappingProxyType(after) if row[10] else None,
    )


def _has_words(entry: Entry, words: Sequence[str]) -> bool:
    text = "\n".join(_searched(entry)).casefold()
    return all(word in text for word in words)


def _searched(entry: Entry) -> Iterator[str]:
    yield from (entry.namespace, entry.session or "", entry.kind, entry.outcome, entry.answer)
    yield from (entry.note, entry.account, entry.profile)
    yield from entry.names
