"""An entry of the journal, and its rows in the state file."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ccs_tui.local.sqlite_values import from_bytes, from_microseconds, optional_text, to_bytes
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.value_object import ValueObject

EntryValues = Mapping[str, JsonText | None]
"""Properties' values by name; None stands for a property that is not there."""


class Kind(StrEnum):
    """The kind of a call that writes."""

    SAVE = "save"
    DELETE_PROPERTIES = "delete properties"
    DELETE_DOCUMENT = "delete document"
    DELETE_NAMESPACE = "delete namespace"
    CREATE_NAMESPACE = "create namespace"
    SET_SESSION_TTL = "set session TTL"


class Outcome(StrEnum):
    """The outcome of a call, as far as it is known.

    SENT: the call was recorded, and no answer is known; the process may have died. DONE: the
    service confirmed it. FAILED: certainly nothing was done. UNKNOWN: an error leaves it open.
    """

    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Entry(ValueObject):
    """A call that writes.

    - `operation` is the same for all calls of a save, a bulk deletion or a move.
    - `before` and `after` are the values of the properties `names` before the call, and the values
      sent; None stands for a property that is not there. Either mapping is None if its values are
      not kept, and in entries of a list, where `has_values` says if any are kept.
    - `existed` is True if the document was there before.
    - `ttl_seconds` is the TTL sent, None if there was none.
    - `answer` is the sentence of the error, or empty.
    - `undoes` is the entry that this one takes back; `undone_by` is the entry that has taken this
      one back, and was not taken back itself.
    - `export` is the path of a namespace's exported documents.
    """

    id: int
    operation: str
    at: datetime
    profile: str
    account: str
    namespace: str
    session: str | None
    kind: Kind
    before: EntryValues | None = field(repr=False)
    after: EntryValues | None = field(repr=False)
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


SELECT = (
    "SELECT id, operation, at, profile, account, namespace, session, kind, names, has_before, "
    "has_after, expires_before, ttl_seconds, existed, outcome, answer, undoes, export, note "
    "FROM entries"
)
"""A query for the rows of entries, to be completed by a condition."""

EntryRow = tuple[Any, ...]

# UTF-8 never has this byte.
_END = b"\xff"


def join_names(names: Sequence[str]) -> bytes:
    """Return the names of properties as the bytes of one column."""
    return b"".join(to_bytes(name) + _END for name in names)


def _split_names(data: bytes) -> tuple[str, ...]:
    return tuple(from_bytes(name) for name in data.split(_END)[:-1])


def exports_of(connection: sqlite3.Connection) -> set[Path]:
    """Return the paths of all exports that an entry names."""
    rows = connection.execute("SELECT DISTINCT export FROM entries WHERE export IS NOT NULL")
    return {Path(from_bytes(export)) for (export,) in rows}


def undone_entries(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the entries that were taken back, each with the entry that did it and still stands.

    Taking one entry back takes back all that its operation did to the same document.
    """
    together: dict[int, list[int]] = {}
    for target, sibling in connection.execute(
        "SELECT target.id, sibling.id FROM entries AS target JOIN entries AS sibling "
        "ON sibling.operation = target.operation AND sibling.account = target.account "
        "AND sibling.namespace = target.namespace AND sibling.session IS target.session "
        "WHERE target.id IN (SELECT undoes FROM entries WHERE undoes IS NOT NULL)"
    ):
        together.setdefault(target, []).append(sibling)
    undone: dict[int, int] = {}
    # The newest entries come first, so that each undo is known to be undone or not before what it
    # undid.
    for id, undoes in connection.execute(
        "SELECT id, undoes FROM entries WHERE undoes IS NOT NULL AND outcome <> 'failed' "
        "ORDER BY id DESC"
    ):
        if id not in undone:
            # The entry taken back may have been deleted for its age: then only its id is left.
            for entry in together.get(undoes, (undoes,)):
                undone.setdefault(entry, id)
    return undone


def entry_of(row: EntryRow, undone: Mapping[int, int]) -> Entry:
    """Return the entry of a row of `SELECT`, without its values."""
    return Entry(
        id=row[0],
        operation=from_bytes(row[1]),
        at=from_microseconds(row[2]),
        profile=from_bytes(row[3]),
        account=from_bytes(row[4]),
        namespace=from_bytes(row[5]),
        session=optional_text(row[6]),
        kind=Kind(row[7]),
        before=None,
        after=None,
        names=_split_names(row[8]),
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


def entry_with_values(
    connection: sqlite3.Connection, row: EntryRow, undone: Mapping[int, int]
) -> Entry:
    """Return the entry of a row of `SELECT`, with its values as far as they are kept."""
    before: dict[str, JsonText | None] = {}
    after: dict[str, JsonText | None] = {}
    for name, old, new in connection.execute(
        "SELECT name, before, after FROM entry_values WHERE entry = ? ORDER BY id", (row[0],)
    ):
        before[from_bytes(name)] = None if old is None else JsonText(from_bytes(old))
        after[from_bytes(name)] = None if new is None else JsonText(from_bytes(new))
    return replace(
        entry_of(row, undone),
        before=MappingProxyType(before) if row[9] else None,
        after=MappingProxyType(after) if row[10] else None,
    )
