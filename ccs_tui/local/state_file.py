"""The state file: its tables, making and checking it, and keeping a broken file aside."""

import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from ccs_tui.local.paths import make_folder

APPLICATION_ID = 0x43435355
VERSION = 2

# Strings from outside are bytes, since SQLite's text can't hold a lone surrogate. Instants are
# microseconds since 1970. Names are stored before values, so that SQLite reads them without reading
# the values. `old_since` is the time at which a row was first found too old (see `retention`). The
# tables are not STRICT, which SQLite knows since 3.37 only; those of version 1 are.
_TABLES = (
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, slot BLOB NOT NULL, at INTEGER NOT NULL, old_since INTEGER,
        whole BLOB, whole_origin BLOB,
        UNIQUE (profile, account, namespace, session, slot)
    )""",
    """CREATE TABLE draft_edits (
        id INTEGER PRIMARY KEY,
        draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
        name BLOB NOT NULL, text BLOB, origin BLOB,
        UNIQUE (draft, name)
    )""",
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        operation BLOB NOT NULL, at INTEGER NOT NULL, profile BLOB NOT NULL,
        account BLOB NOT NULL, namespace BLOB NOT NULL, session BLOB, kind TEXT NOT NULL,
        names BLOB NOT NULL, has_before INTEGER NOT NULL, has_after INTEGER NOT NULL,
        expires_before INTEGER, ttl_seconds INTEGER, existed INTEGER NOT NULL,
        outcome TEXT NOT NULL, answer BLOB NOT NULL, undoes INTEGER, export BLOB,
        note BLOB NOT NULL, old_since INTEGER
    )""",
    "CREATE INDEX entries_by_operation ON entries (operation)",
    "CREATE INDEX undoing_entries ON entries (undoes) WHERE undoes IS NOT NULL",
    """CREATE TABLE entry_values (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
        name BLOB NOT NULL, before BLOB, after BLOB,
        UNIQUE (entry, name)
    )""",
)
_TABLES_OF_1 = (
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, at INTEGER NOT NULL, old_since INTEGER,
        UNIQUE (profile, account, namespace, session)
    )""",
    *_TABLES[1:],
)


def make_private(path: Path) -> None:
    """Make the file, if there is none, readable by its owner only from the beginning."""
    make_folder(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def refusal(path: Path) -> str | None:
    """Say why a file must not be used, and what to do; None if it is ours, or not there.

    This writes nothing, to the file or beside it, and waits for no lock. Raises OSError.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(status.st_mode) or (stat.S_ISREG(status.st_mode) and not status.st_size):
        return None
    application_id, version = _marks(path) if stat.S_ISREG(status.st_mode) else (0, 0)
    if application_id != APPLICATION_ID:
        return f"{path} is no file of ccs-tui, and is left as it is. Move it away, {_ELSEWHERE}"
    if version > VERSION:
        return (
            f"{path} was written by a newer version of ccs-tui, and is left as it is. Use that "
            f"version, {_ELSEWHERE}"
        )
    return None


_MAGIC = b"SQLite format 3\0\x10\0\1\1"
"""The first bytes of a file that has pages of 4,096 bytes, and no log."""
_ELSEWHERE = "or set CCS_STATE_DIR to another folder."


def _marks(path: Path) -> tuple[int, int]:
    """Return the program that a file says it is of, and its version. Raises OSError."""
    # With `immutable` SQLite reads the file as it is, without a log or journal beside it. A handle
    # of our own would not do: closing it would drop the locks that this process has on the file.
    name = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with suppress(sqlite3.Error), closing(sqlite3.connect(name, uri=True)) as connection:
        if (application_id := number_of(connection, "application_id")) == APPLICATION_ID:
            return application_id, number_of(connection, "user_version")
    # If SQLite can't read it, the marks may still be in their places. Another process may have kept
    # the file aside meanwhile, and begun a new, empty one.
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except FileNotFoundError:
        return APPLICATION_ID, 0
    if not head or (head.startswith(_MAGIC) and not any(head[40:44] + head[68:72])):
        # An empty database: of no program, with no log, and without a table.
        return APPLICATION_ID, 0
    return int.from_bytes(head[68:72]), int.from_bytes(head[60:64])


def identity(path: Path) -> tuple[int, int] | None:
    """Return the identity of the file, whatever its name; None if there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def connect(path: Path | str, wait_seconds: float) -> sqlite3.Connection:
    """Return a connection for any thread, which begins no transaction by itself."""
    return sqlite3.connect(
        path, timeout=wait_seconds, isolation_level=None, check_same_thread=False
    )


DAMAGED = "is damaged, or no database"
"""The problem of a file from which some drafts may still be read."""


def problem_of(connection: sqlite3.Connection, *, thorough: bool) -> str | None:
    """Say in a phrase why the file can't be used, or None; with `thorough` after reading all."""
    tables = _tables(connection)
    if tables and tables not in (set(_TABLES), set(_TABLES_OF_1)):
        return "has other tables than it should"
    if thorough and connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        return DAMAGED
    return None


def _tables(connection: sqlite3.Connection) -> set[str]:
    # This is the table's old name: SQLite knows `sqlite_schema` since 3.33.
    return {
        sql.removesuffix(" STRICT")
        for (sql,) in connection.execute("SELECT sql FROM sqlite_master")
        if sql
    } - {"CREATE TABLE sqlite_sequence(name,seq)"}


def number_of(connection: sqlite3.Connection, pragma: str) -> int:
    """Return the value of a pragma that is a number."""
    number: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return number


def prepare(connection: sqlite3.Connection) -> None:
    """Set a connection up, make the tables of a new file, and bring an old file up to date."""
    tables = _tables(connection)
    if is_new := not tables:
        # This must come before the first table.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Deleted values are overwritten, and none is copied to a temporary file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if is_new:
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made the tables meanwhile.
        if not _tables(connection):
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    elif tables == set(_TABLES_OF_1):
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have done this meanwhile.
        if _tables(connection) == set(_TABLES_OF_1):
            _give_slots(connection)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")


def _give_slots(connection: sqlite3.Connection) -> None:
    """Turn version 1 into version 2: its drafts get the slot "", of an explorer that ended."""
    for statement in (
        "CREATE TEMP TABLE old_drafts AS SELECT * FROM main.drafts",
        "CREATE TEMP TABLE old_edits AS SELECT * FROM main.draft_edits",
        "DROP TABLE draft_edits",
        "DROP TABLE drafts",
        *_TABLES[:2],
        "INSERT INTO drafts SELECT id, profile, account, namespace, session, x'', at, old_since, "
        "NULL, NULL FROM old_drafts",
        "INSERT INTO draft_edits SELECT * FROM old_edits",
        "DROP TABLE old_edits",
        "DROP TABLE old_drafts",
    ):
        connection.execute(statement)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes from keeping a broken file of `folder` aside in this block."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Some network file systems can't lock folders. There two processes that start at the same
        # moment may both keep a file aside, by which nothing is lost.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def keep_aside(path: Path, connection: sqlite3.Connection, now: datetime) -> Path:
    """Rename the file and SQLite's files beside it; return its new path."""
    stem = f"{path.name}.broken-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    kept = next(kept for kept in map(path.with_name, names) if not kept.exists())
    try:
        # This waits for processes that are just writing to it, if it is a database at all.
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            connection.close()
            raise
    try:
        # The file comes last: SQLite would take a journal left here for the new file's.
        for suffix in ("-journal", "-wal", "-shm", ""):
            source = path.with_name(path.name + suffix)
            if source.exists():
                source.rename(kept.with_name(kept.name + suffix))
    finally:
        connection.close()
    return kept


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
                connection.executemany("INSERT INTO draft_edits VALUES (?, ?, ?, ?, ?)", edits)
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
    return edits


def code_of(error: sqlite3.Error) -> int:
    """Return SQLite's primary code of an error, 0 for an error of Python's module."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error says that the file's content is broken.

    SQLite before 3.37 also calls the STRICT tables of version 1 damaged, which they are not.
    """
    if 'near "STRICT"' in str(error):
        return False
    return code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
