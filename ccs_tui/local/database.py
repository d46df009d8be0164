"""The one SQLite file of what this tool keeps: opening it, transactions, and what breaks them.

The journal mode is TRUNCATE, not WAL. A write-ahead log keeps copies of deleted values until it is
rewritten, can't be shared over a network's file system, where home folders may lie, and can't even
be read on a full disk. What it is better at, reading beside a long write, is not needed: all
transactions here are short. With `synchronous = FULL` a commit of this mode survives a power cut,
which the record of a write must, since the write is sent right after it.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ccs_tui.model.expiry import Clock

APPLICATION_ID = 0x43435355
VERSION = 1

# Strings that come from outside are bytes: SQLite's text can't hold a lone surrogate. Instants are
# microseconds since 1970. Names are stored before values, so that reading them skips the values.
# `old_since` is when a row was first found to be too old: see `forget_old`.
_TABLES = (
    """CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, at INTEGER NOT NULL, old_since INTEGER,
        UNIQUE (profile, account, namespace, session)
    ) STRICT""",
    """CREATE TABLE draft_edits (
        id INTEGER PRIMARY KEY,
        draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
        name BLOB NOT NULL, text BLOB, origin BLOB,
        UNIQUE (draft, name)
    ) STRICT""",
    """CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        operation BLOB NOT NULL, at INTEGER NOT NULL, profile BLOB NOT NULL,
        account BLOB NOT NULL, namespace BLOB NOT NULL, session BLOB, kind TEXT NOT NULL,
        names BLOB NOT NULL, has_before INTEGER NOT NULL, has_after INTEGER NOT NULL,
        expires_before INTEGER, ttl_seconds INTEGER, existed INTEGER NOT NULL,
        outcome TEXT NOT NULL, answer BLOB NOT NULL, undoes INTEGER, export BLOB,
        note BLOB NOT NULL, old_since INTEGER
    ) STRICT""",
    "CREATE INDEX entries_by_operation ON entries (operation)",
    "CREATE INDEX undoing_entries ON entries (undoes) WHERE undoes IS NOT NULL",
    """CREATE TABLE entry_values (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
        name BLOB NOT NULL, before BLOB, after BLOB,
        UNIQUE (entry, name)
    ) STRICT""",
)

_WAIT_SECONDS = 5.0
_PAGES_AT_ONCE = 2_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000

# Closing any handle of a file drops this process's locks on it, SQLite's too, so that files are
# made by one thread at a time.
_opening = threading.Lock()


class StateError(Exception):
    """What is kept on this machine can't be read or written now; trying again later may work.

    The text says what happened, to which file, and what to do next. It has no value in it.
    """


class Database:
    """A connection for one thread at a time; the others wait.

    `path` None is a database in memory. Other processes may have the file open too. Raises
    StateError where the file can neither be used nor kept aside.
    """

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self.notice: str | None = None
        self._lock = threading.RLock()
        self._closed = False
        self._damaged = False
        self._file: tuple[int, int] | None = None
        self._connection: sqlite3.Connection | None = None
        with self._lock, self._errors():
            self._connection = self._open()

    def close(self) -> None:
        """Close the file, after the transaction that another thread is in."""
        with self._lock:
            self._closed = True
            self._drop()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Commit what the block does, or nothing of it. Raises StateError."""
        with self._lock, self._errors():
            connection = self._begin("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Let the block see one state of the file. Raises StateError."""
        with self._lock, self._errors():
            connection = self._begin("BEGIN")
            yield connection
            connection.execute("COMMIT")

    def give_back_space(self) -> None:
        """Shrink the file by what was deleted, a piece at a time. Raises StateError."""
        while self._shrink():
            pass

    def _shrink(self) -> bool:
        with self._lock, self._errors():
            connection = self._begin("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
            # Only a script is stepped to its end, and each step gives back a page.
            connection.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")
            return _number(connection, "freelist_count") > 0

    def _begin(self, statement: str) -> sqlite3.Connection:
        if self._closed:
            raise StateError("The drafts and the journal are closed; start again.")
        for _ in range(3):
            connection = self._connection = self._connection or self._open()
            connection.execute(statement)
            # Another process may have kept this file aside, or a person removed it: what is
            # written must go where it is looked for.
            if self.path is None or _identity(self.path) == self._file:
                return connection
            self._drop()
        raise StateError(f"{self.path} is replaced again and again; see what does that.")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Undo what was begun if the block fails, and make its error a StateError."""
        try:
            yield
        except sqlite3.Error as error:
            self._abandon()
            self._damaged = self._damaged or _is_damage(error)
            raise StateError(_sentence(error, self.path)) from error
        except OSError as error:
            self._abandon()
            raise StateError(_system_sentence(error, self.path)) from error
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        """Leave nothing of a failed transaction; the next one opens the file anew."""
        if self.path is not None:
            self._drop()
        elif self._connection and self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _drop(self) -> None:
        if connection := self._connection:
            self._connection = None
            connection.close()

    def _open(self) -> sqlite3.Connection:
        with _opening:
            if self.path is None:
                connection = _connect(":memory:")
                _prepare(connection)
                return connection
            connection, problem = self._look(self.path)
            if problem is None:
                return connection
            connection.close()
            with _alone_in(self.path.parent):
                # Another process may have done by now what this one is about to do.
                connection, problem = self._look(self.path)
                if problem is None:
                    return connection
                kept = _keep_aside(self.path, connection, self.clock())
                self.notice = (
                    f"{self.path} {problem}. It is kept as {kept.name}, and a new one is begun."
                )
                self._damaged = False
                connection, problem = self._look(self.path)
            if problem is None:
                return connection
            connection.close()
            raise StateError(f"{self.path} {problem}, though it is new; see what writes to it.")

    def _look(self, path: Path) -> tuple[sqlite3.Connection, str | None]:
        """Connect, and say in a phrase what is wrong with the file, or None."""
        _make_private(path)
        # Before the connection is made: if the file is replaced meanwhile, `_begin` sees it.
        self._file = _identity(path)
        connection = _connect(path)
        try:
            problem = _problem(connection, thorough=self._damaged)
            if problem is None:
                _prepare(connection)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                connection.close()
                raise
            problem = "is damaged or no database"
        except BaseException:
            connection.close()
            raise
        return connection, problem


def to_bytes(text: str) -> bytes:
    """Return any string, lone surrogates too, as bytes for a column."""
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """Return the string that `to_bytes` was given."""
    return data.decode("utf-8", "surrogatepass")


def to_microseconds(instant: datetime) -> int:
    """Return an aware datetime as microseconds since 1970."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """Return the instant that `to_microseconds` was given, in UTC."""
    return _EPOCH + timedelta(microseconds=count)


def forget_old(connection: sqlite3.Connection, table: str, days: int, now: datetime) -> int:
    """Delete the rows of `table` that are older than `days`; return how many.

    A clock that jumps must not delete what is new. So a row goes only once two calls, a day or
    more apart, have found it old and none between them found it new: a clock that was wrong for
    an hour deletes nothing. A row from the future, written while the clock was wrong, goes when it
    has been found so for `days`.
    """
    at = to_microseconds(now)
    numbers = {
        "now": at, "yesterday": at - _DAY, "tomorrow": at + _DAY, "old": at - days * _DAY,
    }  # fmt: skip
    for statement in _FORGETTING:
        deleted = connection.execute(statement.replace("rows", table), numbers).rowcount
    return deleted


_FORGETTING = (
    """UPDATE rows SET old_since = NULL WHERE old_since IS NOT NULL
        AND (at BETWEEN :old AND :tomorrow OR old_since > :now)""",
    """UPDATE rows SET old_since = :now WHERE old_since IS NULL
        AND at NOT BETWEEN :old AND :tomorrow""",
    """DELETE FROM rows WHERE at < :old AND old_since <= :yesterday
        OR at > :tomorrow AND old_since <= :old""",
)


# ── opening ────────────────────────────────────────────────────────────────────────────────────


def _make_private(path: Path) -> None:
    """Make the file, if there is none, readable by its owner only, from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(
        path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )


def _problem(connection: sqlite3.Connection, *, thorough: bool) -> str | None:
    tables = _tables(connection)
    if tables and tables != set(_TABLES):
        ours = _number(connection, "application_id") == APPLICATION_ID
        if ours and _number(connection, "user_version") > VERSION:
            return "was written by a newer version of this program"
        return "is the database of another program"
    if thorough and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return "is damaged"
    return None


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema") if sql} - {
        "CREATE TABLE sqlite_sequence(name,seq)"
    }


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    number: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return number


def _prepare(connection: sqlite3.Connection) -> None:
    if is_new := not _tables(connection):
        # Must come before the first table.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is gone, and no copy of it lies in a temporary file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if is_new:
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have made them since.
        if not _tables(connection):
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process keeps a broken file of `folder` aside."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # A network's file system may not lock folders. Then two processes that start at the same
        # moment may both keep a file aside; nothing is lost by it.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _keep_aside(path: Path, connection: sqlite3.Connection, now: datetime) -> Path:
    """Rename the file and what SQLite keeps beside it; return its new path."""
    kept = path.with_name(f"{path.name}.broken-{now:%Y%m%dT%H%M%S%fZ}")
    try:
        # Waits for processes that are in the middle of writing to it, if it is a database at all.
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            connection.close()
            raise
    try:
        # The file comes last: a journal that stayed would be taken for the new file's.
        for suffix in ("-journal", "-wal", "-shm", ""):
            source = path.with_name(path.name + suffix)
            if source.exists():
                source.rename(kept.with_name(kept.name + suffix))
    finally:
        connection.close()
    return kept


# ── errors ─────────────────────────────────────────────────────────────────────────────────────

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_SENTENCES = {
    sqlite3.SQLITE_FULL: "There is no space left on the disk of {}; make some.",
    sqlite3.SQLITE_IOERR: "{} can't be read or written; look at its disk, its space and quota.",
    sqlite3.SQLITE_READONLY: "{} can't be written; make it and its folder writable.",
    sqlite3.SQLITE_CANTOPEN: "{} can't be opened; make it and its folder readable and writable.",
    sqlite3.SQLITE_PERM: "{} can't be opened; make it and its folder readable and writable.",
    sqlite3.SQLITE_BUSY: "Another process has {} locked for more than 5 s; close it, or try again.",
    sqlite3.SQLITE_CORRUPT: "{} is damaged; try again, and it is kept aside and a new one begun.",
    sqlite3.SQLITE_NOTADB: "{} is damaged; try again, and it is kept aside and a new one begun.",
    sqlite3.SQLITE_NOMEM: "There is no memory left to use {}; close other programs.",
}


def _code(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _is_damage(error: sqlite3.Error) -> bool:
    return _code(error) in _DAMAGE


def _sentence(error: sqlite3.Error, path: Path | None) -> str:
    name = str(path or "The database in memory")
    return _SENTENCES.get(_code(error), f"{{}} can't be used: {error}.").format(name)


def _system_sentence(error: OSError, path: Path | None) -> str:
    reason = (error.strerror or "an error of the system").lower()
    return (
        f"{path} can't be used: {reason} ({error.filename or path}). Look at the folder, or set "
        "CCS_STATE_DIR to another."
    )
