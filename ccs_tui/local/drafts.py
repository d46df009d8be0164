"""Drafts: the edits that were typed and not saved yet, by profile, document and slot.

A slot is an explorer that runs or ran (see `explorer_slots`). Two explorers that edit one document
have a draft each.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ccs_tui.local.database import Database
from ccs_tui.local.retention import ROWS_AT_ONCE, forget_old
from ccs_tui.local.sqlite_values import (
    from_bytes,
    from_microseconds,
    optional_bytes,
    to_bytes,
    to_microseconds,
)
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import DRAFT_DAYS
from ccs_tui.model.value_object import ValueObject


class StoredDraft(ValueObject):
    """The unsaved edits of a document, by property, and the time at which the last was kept.

    `whole` is an edit of the whole document's text, made over these edits; it may not be JSON, and
    its `origin` is the text that it began from. `slot` is the explorer's, "" for a draft of a
    version that had no slots.
    """

    profile: str
    key: DocumentKey
    edits: Mapping[str, Edit] = field(repr=False)
    saved_at: datetime
    slot: str = ""
    whole: Edit | None = field(default=None, repr=False)


class Drafts:
    """The drafts of a state file. Every method raises StateError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        profile: str,
        key: DocumentKey,
        edits: Mapping[str, Edit],
        dropped: Mapping[str, Edit] = MappingProxyType({}),
        *,
        slot: str = "",
        whole: Edit | None = None,
    ) -> None:
        """Add `edits` to a slot's draft of the document, and remove those `dropped`, all at once.

        Edits of other properties stay. A dropped edit that was changed meanwhile stays, too.
        `whole` replaces the edit of the whole document. A draft with no edit left is deleted.
        """
        now = to_microseconds(self._database.clock())
        typed = (None, None) if whole is None else _columns(whole)
        with self._database.writing() as connection:
            draft = _draft(connection, (*_place(profile, key), to_bytes(slot)), now)
            connection.execute(
                "UPDATE drafts SET whole = ?, whole_origin = ? WHERE id = ? "
                "AND (whole IS NOT ?1 OR whole_origin IS NOT ?2)",
                (*typed, draft),
            )
            connection.executemany(
                "INSERT INTO draft_edits (draft, name, text, origin, renamed_to) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (draft, name) DO UPDATE SET "
                "text = excluded.text, origin = excluded.origin, renamed_to = excluded.renamed_to",
                (
                    (draft, to_bytes(name), *_columns(edit), optional_bytes(edit.renamed_to))
                    for name, edit in edits.items()
                ),
            )
            connection.executemany(
                "DELETE FROM draft_edits WHERE draft = ? AND name = ? "
                "AND text IS ? AND origin IS ?",
                ((draft, to_bytes(name), *_columns(edit)) for name, edit in dropped.items()),
            )
            connection.execute(
                "DELETE FROM drafts WHERE id = ? AND whole IS NULL "
                "AND NOT EXISTS (SELECT 1 FROM draft_edits WHERE draft = drafts.id)",
                (draft,),
            )

    def take_over(self, draft: StoredDraft, slot: str) -> StoredDraft | None:
        """Move a draft into another slot, over that slot's edits; return the moved draft.

        Returns None if the draft is no longer there: another explorer took or discarded it.
        """
        if draft.slot == slot:
            return self.find(draft.profile, draft.key, slot)
        place = _place(draft.profile, draft.key)
        with self._database.writing() as connection:
            found = connection.execute(
                f"{_SELECT} WHERE profile = ? AND account = ? AND namespace = ? AND session = ? "
                "AND slot = ?",
                (*place, to_bytes(draft.slot)),
            ).fetchone()
            if found is None:
                return None
            taken = _stored(connection, found)
            into = _draft(connection, (*place, to_bytes(slot)), to_microseconds(taken.saved_at))
            connection.execute(
                "INSERT OR REPLACE INTO draft_edits (draft, name, text, origin, renamed_to) "
                "SELECT ?, name, text, origin, renamed_to FROM draft_edits WHERE draft = ? "
                "ORDER BY id",
                (into, found[0]),
            )
            if taken.whole is not None:
                connection.execute(
                    "UPDATE drafts SET whole = ?, whole_origin = ? WHERE id = ?",
                    (*_columns(taken.whole), into),
                )
            connection.execute("DELETE FROM drafts WHERE id = ?", (found[0],))
        return taken

    def find(self, profile: str, key: DocumentKey, slot: str = "") -> StoredDraft | None:
        """Return a slot's draft of a document, if there is one."""
        return next((d for d in self.of(profile, key) if d.slot == slot), None)

    def of(self, profile: str, key: DocumentKey) -> list[StoredDraft]:
        """Return the drafts of a document, the newest first."""
        return self._select(
            "WHERE profile = ? AND account = ? AND namespace = ? AND session = ?",
            _place(profile, key),
        )

    def all(self, profile: str | None = None) -> list[StoredDraft]:
        """Return the drafts of a profile, or with None those of all profiles, the newest first."""
        return self._select("WHERE profile = ?1 OR ?1 IS NULL", (optional_bytes(profile),))

    def _select(self, where: str, parameters: tuple[bytes | None, ...]) -> list[StoredDraft]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} {where} ORDER BY at DESC, id DESC", parameters
            ).fetchall()
            return [_stored(connection, row) for row in rows]

    def discard(self, profile: str, key: DocumentKey, slot: str = "") -> None:
        """Delete a slot's draft of a document, if there is one."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM drafts WHERE profile = ? AND account = ? AND namespace = ? "
                "AND session = ? AND slot = ?",
                (*_place(profile, key), to_bytes(slot)),
            )

    def forget_old(self, days: int = DRAFT_DAYS) -> int:
        """Delete the drafts that were last kept more than `days` ago; return how many.

        The first call that finds a draft old does not delete it: see `retention`.
        """
        forgotten = self._database.in_pieces(lambda: self._forget_piece(days), ROWS_AT_ONCE)
        self._database.give_back_space()
        return forgotten

    def _forget_piece(self, days: int) -> int:
        with self._database.writing() as connection:
            return forget_old(connection, "drafts", days, self._database.clock())


_SELECT = (
    "SELECT id, profile, account, namespace, session, slot, at, whole, whole_origin FROM drafts"
)


def _place(profile: str, key: DocumentKey) -> tuple[bytes, ...]:
    names = (profile, key.account, key.namespace, key.session or "")
    return tuple(to_bytes(name) for name in names)


def _draft(connection: sqlite3.Connection, place: tuple[bytes, ...], now: int) -> int:
    """Return the id of the draft at a place, with `now` as its time; make it if there is none."""
    connection.execute(
        "INSERT INTO drafts (profile, account, namespace, session, slot, at) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (profile, account, namespace, session, slot) "
        "DO UPDATE SET at = excluded.at, old_since = NULL",
        (*place, now),
    )
    # A second statement, since SQLite knows RETURNING since 3.35 only.
    (draft,) = connection.execute(
        "SELECT id FROM drafts WHERE profile = ? AND account = ? AND namespace = ? "
        "AND session = ? AND slot = ?",
        place,
    ).fetchone()
    return int(draft)


def _columns(edit: Edit) -> tuple[bytes | None, bytes | None]:
    return optional_bytes(edit.text), optional_bytes(edit.origin)


def _edit(text: bytes | None, origin: bytes | None, renamed_to: bytes | None = None) -> Edit:
    return Edit(
        None if text is None else from_bytes(text),
        None if origin is None else JsonText(from_bytes(origin)),
        None if renamed_to is None else from_bytes(renamed_to),
    )


def _stored(connection: sqlite3.Connection, row: tuple[Any, ...]) -> StoredDraft:
    draft, profile, account, namespace, session, slot, at, whole, whole_origin = row
    edits = connection.execute(
        "SELECT name, text, origin, renamed_to FROM draft_edits WHERE draft = ? ORDER BY id",
        (draft,),
    )
    return StoredDraft(
        profile=from_bytes(profile),
        key=DocumentKey(from_bytes(account), from_bytes(namespace), from_bytes(session) or None),
        edits=MappingProxyType({from_bytes(name): _edit(*columns) for name, *columns in edits}),
        saved_at=from_microseconds(at),
        slot=from_bytes(slot),
        whole=None if whole is None else _edit(whole, whole_origin),
    )
