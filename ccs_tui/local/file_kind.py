"""A kind of SQLite file that this program keeps: its marks, its tables, and how it is checked."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from ccs_tui.model.value_object import ValueObject

DAMAGED = "is damaged, or no database"
"""The problem of a file from which something may still be read."""


class FileKind(ValueObject):
    """The state, or the recordings: `content` says for a sentence what is in such a file.

    - `application_id` and `version` are the file's marks.
    - `prepare` sets a connection up, makes the tables of a new file, and updates those of an old
      one.
    - `problem_of` says in a phrase why a file can't be used, or returns None; with True it reads
      all of it.
    - `rescue` copies what can still be read of a damaged file, and returns a sentence on that, or
      an empty text.
    """

    content: str
    application_id: int
    version: int
    prepare: Callable[[sqlite3.Connection], None]
    problem_of: Callable[[sqlite3.Connection, bool], str | None]
    rescue: Callable[[Path, sqlite3.Connection], str] = lambda _, __: ""


def number_of(connection: sqlite3.Connection, pragma: str) -> int:
    """Return the value of a pragma that is a number."""
    number: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return number


def set_up(connection: sqlite3.Connection, *, is_new: bool) -> None:
    """Make a connection one that keeps what is committed, and leaves no deleted value behind.

    `is_new` is to be True before the first table is made.
    """
    if is_new:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Deleted values are overwritten, and none is copied to a temporary file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
