"""The rescue of drafts from a damaged state file: those that can still be read are copied."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from ccs_tui.local.state_file import connect

EDIT_COLUMNS = 6
"""The columns of an edit."""


def rescue(kept: Path, connection: sqlite3.Connection) -> int:
    """Copy the drafts that can still be read, the only copy there is; return how many."""
    copied = 0
    with suppress(sqlite3.Error), closing(connect(kept, 0)) as old:
        rows = old.execute("SELECT * FROM drafts")
        columns = [column for column, *_ in rows.description]
        for row in rows:
            # In version 1 a draft has no slot, and no edit of the whole document.
            draft: dict[str, Any] = {"slot": b"", "whole": None, "whole_origin": None}
            draft |= dict(zip(columns, row, strict=True))
            edits = _readable_edits(old, draft["id"])
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "INSERT INTO drafts VALUES (:id, :profile, :account, :namespace, :session, "
                    ":slot, :at, :old_since, :whole, :whole_origin)",
                    draft,
                )
                connection.executemany("INSERT INTO draft_edits VALUES (?, ?, ?, ?, ?, ?)", edits)
                some = bool(edits) or draft["whole"] is not None
                connection.execute("COMMIT" if some else "ROLLBACK")
                copied += some
            except sqlite3.Error:
                connection.execute("ROLLBACK")
    return copied


def _readable_edits(connection: sqlite3.Connection, draft: int) -> list[tuple[object, ...]]:
    edits: list[tuple[object, ...]] = []
    with suppress(sqlite3.Error):
        # The ids come from the index, so that a row that can't be read hides no other.
        ids = "SELECT id FROM draft_edits WHERE draft = ?"
        for (id,) in connection.execute(ids, (draft,)).fetchall():
            with suppress(sqlite3.Error):
                edits += connection.execute("SELECT * FROM draft_edits WHERE id = ?", (id,))
    # Before version 3 an edit does not say what it renames to.
    return [(*edit, None)[:EDIT_COLUMNS] for edit in edits]
