"""The state file: making it private, checking whose it is, and keeping a broken file aside."""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from ccs_tui.local.file_kind import FileKind, number_of
from ccs_tui.local.paths import make_folder


def make_private(path: Path) -> None:
    """Make the file, if there is none, readable by its owner only from the beginning."""
    make_folder(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and mode & 0o077:
            path.chmod(0o600)


def why_unusable(path: Path, kind: FileKind) -> str | None:
    """Say why a file must not be used, and what to do; None if it is ours, or not there.

    This writes nothing, to the file or beside it, and waits for no lock. Raises OSError.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(status.st_mode) or (stat.S_ISREG(status.st_mode) and not status.st_size):
        return None
    application_id, version = _marks(path, kind) if stat.S_ISREG(status.st_mode) else (0, 0)
    if application_id != kind.application_id:
        return f"{path} is not a file of ccs-tui, and is left alone. Move it away, {_ELSEWHERE}"
    if version > kind.version:
        return (
            f"{path} was written by a newer version of ccs-tui, and is left as it is. Use that "
            f"version, {_ELSEWHERE}"
        )
    return None


_MAGIC = b"SQLite format 3\0\x10\0\1\1"
"""The first bytes of a file that has pages of 4,096 bytes, and no log."""
_ELSEWHERE = "or set CCS_STATE_DIR to another folder."


def _marks(path: Path, kind: FileKind) -> tuple[int, int]:
    """Return the program that a file says it is of, and its version. Raises OSError."""
    # With `immutable` SQLite reads the file as it is, without a log or journal beside it. A handle
    # of our own would not do: closing it would drop the locks that this process has on the file.
    name = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with suppress(sqlite3.Error), closing(sqlite3.connect(name, uri=True)) as connection:
        application_id = number_of(connection, "application_id")
        if application_id == kind.application_id:
            return application_id, number_of(connection, "user_version")
    # If SQLite can't read it, the marks may still be in their places. Another process may have kept
    # the file aside meanwhile, and begun a new, empty one.
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except FileNotFoundError:
        return kind.application_id, 0
    if not head or (head.startswith(_MAGIC) and not any(head[40:44] + head[68:72])):
        # An empty database: of no program, with no log, and without a table.
        return kind.application_id, 0
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
