"""Drafts: what was typed and not saved yet, by profile and document."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from ccs_tui.local.aging import ROWS_AT_ONCE, forget_old
from ccs_tui.local.columns import (
    from_bytes,
    from_microseconds,
    optional_bytes,
    to_bytes,
    to_microseconds,
)
from ccs_tui.local.database import Database
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey


@dataclass(frozen=True, slots=True)
class DraftEdit:
    """An edit of one property.

    `text` is what was typed, which may not be JSON; None means that the property is to be removed.
    `origin` is the stored value that the edit began from; None means that it was not there.
    """

    text: str | None = field(repr=False)
    origin: JsonText | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """The edits of a document that are not saved, by property, and when the last one was kept."""

    profile: str
    key: DocumentKey
    edits: Mapping[str, DraftEdit] = field(repr=False)
    saved_at: datetime


class Drafts:
    """The drafts of a state file. Every method raises StateError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        profile: str,
        key: DocumentKey,
        edits: Mapping[str, DraftEdit],
        dropped: Mapping[str, DraftEdit] = MappingProxyType({}),
    ) -> None:
        """Put `edits` over what is kept of the document, and take those `dropped` out of it.

        All at once. The other properties' edits stay, and so does one that is not as it was when it
        is dropped: two instances that edit a document lose nothing of each other. A draft without
        edits is gone.
        """
        now = to_microseconds(self._database.clock())
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO drafts (profile, account, namespace, session, at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (profile, account, namespace, session) "
                "DO UPDATE SET at = excluded.at, old_since = NULL",
                (*_place(profile, key), now),
            )
            # Not by RETURNING, which SQLite knows since 3.35 only.
            (draft,) = connection.execute(
                "SELECT id FROM drafts "
                "WHERE profile = ? AND account = ? AND namespace = ? AND session = ?",
                _place(profile, key),
            ).fetchone()
            connection.executemany(
                "INSERT INTO draft_edits (draft, name, text, origin) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (draft, name) DO UPDATE SET text = excluded.text, "
                "origin = excluded.origin",
                (
                    (
                        draft,
                        to_bytes(name),
                        optional_bytes(edit.text),
                        optional_bytes(edit.origin),
                    )
                    for name, edit in edits.items()
                ),
            )
            connection.executemany(
                "DELETE FROM draft_edits WHERE draft = ? AND name = ? "
                "AND text IS ? AND origin IS ?",
                (
                    (
                        draft,
                        to_bytes(name),
                        optional_bytes(edit.text),
                        optional_bytes(edit.origin),
                    )
                    for name, edit in dropped.items()
                ),
            )
            connection.execute(
                "DELETE FROM drafts WHERE id = ? "
                "AND NOT EXISTS (SELECT 1 FROM draft_edits WHERE draft = drafts.id)",
                (draft,),
            )

    def find(self, profile: str, key: DocumentKey) -> StoredDraft | None:
        """Return the draft of a document, if there is one."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"{_SELECT} WHERE profile = ? AND account = ? AND namespace = ? AND session = ?",
                _place(profile, key),
            ).fetchone()
            return None if row is None else _stored(connection, row)

    def all(self, profile: str | None = None) -> list[StoredDraft]:
        """Return the drafts of a profile, or of all with None, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{_SELECT} WHERE profile = ?1 OR ?1 IS NULL ORDER BY at DESC, id DESC",
                (optional_bytes(profile),),
            ).fetchall()
            return [_stored(connection, row) for row in rows]

    def discard(self, profile: str, key: DocumentKey) -> None:
        """Delete the draft of a document, if there is one."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM drafts "
                "WHERE profile = ? AND account = ? AND namespace = ? AND session = ?",
                _place(profile, key),
            )

    def forget_old(self, days: int = 30) -> int:
        """Delete the drafts that were last kept more than `days` ago; return how many.

        Not at the first call that finds them old: see `aging`.
        """
        forgotten = self._database.in_pieces(lambda: self._forget_piece(days), ROWS_AT_ONCE)
        self._database.give_back_space()
        return forgotten

    def _forget_piece(self, days: int) -> int:
        with self._database.writing() as connection:
            return forget_old(connection, "drafts", days, self._database.clock())


_SELECT = "SELECT id, profile, account, namespace, session, at FROM drafts"


def _place(profile: str, key: DocumentKey) -> tuple[bytes, bytes, bytes, bytes]:
    return (
        to_bytes(profile), to_bytes(key.account), to_bytes(key.namespace),
        to_bytes(key.session or ""),
    )  # fmt: skip


def _stored(
    connection: sqlite3.Connection, row: tuple[int, bytes, bytes, bytes, bytes, int]
) -> StoredDraft:
    draft, profile, account, namespace, session, at = row
    edits = connection.execute(
        "SELECT name, text, origin FROM draft_edits WHERE draft = ? ORDER BY id", (draft,)
    )
    return StoredDraft(
        profile=from_bytes(profile),
        key=DocumentKey(from_bytes(account), from_bytes(namespace), from_bytes(session) or None),
        edits=MappingProxyType(
            {
                from_bytes(name): DraftEdit(
                    None if text is None else from_bytes(text),
                    None if origin is None else JsonText(from_bytes(origin)),
                )
                for name, text, origin in edits
            }
        ),
        saved_at=from_microseconds(at),
    )
