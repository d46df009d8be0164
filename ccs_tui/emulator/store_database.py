"""Transactions on SQLite: in a file that processes share, or in memory."""

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ccs_tui.emulator import tables

if TYPE_CHECKING:
    from pathlib import Path

_LOCKED = "Another process has the database locked."
_TRY_MILLISECONDS = 10
_CLOSE_MILLISECONDS = 250
_FREE_PAGES_KEPT = 250
_PAGES_AT_ONCE = 500


class StoreError(Exception):
    """The database can't be used; the text says why."""


class StoreBusyError(Exception):
    """Another process held the lock for too long; nothing was done."""


class StoreDatabase:
    """A connection to a database, for one thread at a time; the other threads wait.

    `path` None is a database in memory. Other processes may have the file open: a transaction
    waits for their locks, at most `wait_seconds`. Raises StoreError if the file is not the
    emulator's, or can't be used.
    """

    def __init__(self, path: "Path | None", wait_seconds: float) -> None:
        self._lock = threading.RLock()
        self._connection = _connect(path, wait_seconds)
        self._wait_seconds = wait_seconds

    def close(self) -> None:
        """Write the log back into the file, which then has everything, and close the connection."""
        with self._lock:
            with suppress(sqlite3.Error):
                self._connection.execute(f"PRAGMA busy_timeout = {_CLOSE_MILLISECONDS}")
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.close()

    def restore(self, image: bytes) -> None:
        """Replace everything in this database by the image of another one of the emulator's."""
        with self._lock:
            self._connection.deserialize(image)

    def writing(self) -> "_Transaction":
        """Return a transaction that writes, for a `with`. Raises StoreBusyError, nothing done."""
        return _Transaction(self, "BEGIN IMMEDIATE")

    def reading(self) -> "_Transaction":
        """Return a transaction that reads one state of the database and waits for no writer."""
        return _Transaction(self, "BEGIN")

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Raise StoreBusyError in this block as soon as a lock is taken, without waiting."""
        with self._lock:
            before, self._wait_seconds = self._wait_seconds, 0.0
            try:
                yield
            finally:
                self._wait_seconds = before

    def begin(self, statement: str) -> sqlite3.Connection:
        """Begin a transaction, with this object's lock held until `end`."""
        deadline = 0.0
        while True:
            self._lock.acquire()
            try:
                self._connection.execute(statement)
            except sqlite3.OperationalError as error:
                wait_seconds = self._wait_seconds
                self._lock.release()
                if not _is_busy(error):
                    raise
                deadline = deadline or time.monotonic() + wait_seconds
                if time.monotonic() >= deadline:
                    raise StoreBusyError(_LOCKED) from error
            else:
                return self._connection

    def end(self, statement: str) -> None:
        """End the transaction, unless an error has ended it."""
        try:
            if self._connection.in_transaction:
                self._connection.execute(statement)
        finally:
            self._lock.release()


class _Transaction:
    """Commits at the end of its block, and undoes everything if the block raises."""

    __slots__ = ("_begin", "_database")

    def __init__(self, database: StoreDatabase, begin: str) -> None:
        self._database = database
        self._begin = begin

    def __enter__(self) -> sqlite3.Connection:
        return self._database.begin(self._begin)

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._database.end("ROLLBACK" if error else "COMMIT")
        if isinstance(error, sqlite3.OperationalError) and _is_busy(error):
            raise StoreBusyError(_LOCKED) from error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def give_back_pages(connection: sqlite3.Connection) -> None:
    """Shrink the file by a piece where deleted documents have left much of it free."""
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    for _ in range(min(free - _FREE_PAGES_KEPT, _PAGES_AT_ONCE)):
        # Each step of the statement frees one page, and Python's `execute` makes one step.
        connection.execute("PRAGMA incremental_vacuum")


def _make_private(path: "Path") -> None:
    """Make the file, if there is none, readable by its owner only. Raises OSError.

    SQLite gives the files beside it the same mode. A file that is there keeps its mode, since
    processes of other users may share it.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _connect(path: "Path | None", wait_seconds: float) -> sqlite3.Connection:
    try:
        if path is not None:
            _make_private(path)
        connection = sqlite3.connect(
            path or ":memory:", timeout=wait_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path, time.monotonic() + wait_seconds)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise StoreError(f"{path} can't be used as the emulator's database: {error}.") from error
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise StoreError(f"{path} can't be used as the emulator's database: {reason}.") from error
    return connection


def _prepare(connection: sqlite3.Connection, path: "Path | None", until: float) -> None:
    is_new = _is_empty(connection)
    if is_new:
        # This must come before the first table, and before WAL writes the file's head.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    else:
        _expect_ours(connection, path)
    _use_wal(connection, until)
    # A write that was answered survives the death of the process. After a power cut the last
    # writes may be missing, but no write is half there.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    # A longer log is written back less often.
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    if is_new or tables.version_of(connection) != tables.VERSION:
        with _one_writer(connection):
            # Another process may have made the tables since.
            if _is_empty(connection):
                tables.make(connection)
            else:
                tables.upgrade(connection)
    # From here on `StoreDatabase.begin` waits, a little at a time.
    connection.execute(f"PRAGMA busy_timeout = {_TRY_MILLISECONDS}")


def _use_wal(connection: sqlite3.Connection, until: float) -> None:
    """Have the file's writes go to a log first; `until` is in seconds of the monotonic clock."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Where two begin it at once, SQLite tells one of them so without any wait.
            if not _is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(_TRY_MILLISECONDS / 1_000)
        else:
            return


@contextmanager
def _one_writer(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _is_empty(connection: sqlite3.Connection) -> bool:
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return tables == 0


def _expect_ours(connection: sqlite3.Connection, path: "Path | None") -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != tables.APPLICATION_ID:
        raise StoreError(f"{path} is the database of another program; choose another file.")
    if tables.version_of(connection) not in (1, tables.VERSION):
        raise StoreError(f"{path} was made by another version of the emulator; choose another.")
