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
    - `statements` make its tables and indexes.
    - `older` are the statements of older versions, which `update` brings up to date: it is given
      the connection and the statements that it has.
    - `rescue` copies what can still be read of a damaged file, and returns a sentence on that, or
      an empty text.
    """

    content: str
    application_id: int
    version: int
    statements: tuple[str, ...]
    older: tuple[set[str], ...] = ()
    update: Callable[[sqlite3.Connection, set[str]], None] = lambda _, __: None
    rescue: Callable[[Path, sqlite3.Connection], str] = lambda _, __: ""

    def problem_of(self, connection: sqlite3.Connection, thorough: bool) -> str | None:
        """Say in a phrase why the file can't be used, or None; `thorough` reads all of it."""
        tables = tables_in(connection)
        if tables and tables not in ({*self.statements}, *self.older):
            return "has other tables than it should"
        if thorough and connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            return DAMAGED
        return None

    def prepare(self, connection: sqlite3.Connection) -> None:
        """Set a connection up, make the tables of a new file, and bring an old file up to date."""
        tables = tables_in(connection)
        set_up(connection, is_new=not tables)
        if tables and tables not in self.older:
            return
        connection.execute("BEGIN IMMEDIATE")
        tables = tables_in(connection)  # another process may have done all of this meanwhile
        if not tables:
            for statement in self.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {self.application_id}")
        elif tables in self.older:
            self.update(connection, tables)
        connection.execute(f"PRAGMA user_version = {self.version}")
        connection.execute("COMMIT")


def tables_in(connection: sqlite3.Connection) -> set[str]:
    """Return the statements that made the tables and indexes of a file."""
    # This is the table's old name: SQLite knows `sqlite_schema` since 3.33.
    rows = connection.execute("SELECT sql FROM sqlite_master")
    made = {sql.removesuffix(" STRICT") for (sql,) in rows if sql}
    return made - {"CREATE TABLE sqlite_sequence(name,seq)"}


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
