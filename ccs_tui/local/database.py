"""Transactions on a file of ours, which is a SQLite file, and the errors that break them.

The journal mode is TRUNCATE, not WAL. A write-ahead log keeps copies of deleted values until it is
rewritten, can't be shared over a network's file system, where home folders may lie, and can't even
be read on a full disk. Its advantage, reading during a long write, is not needed, since all
transactions here are short. With `synchronous = FULL` a commit in this mode survives a power cut.
The record of a write has to, since the write is sent right after it.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ccs_tui.local.file_kind import DAMAGED, FileKind, number_of
from ccs_tui.local.folder_lock import alone_in
from ccs_tui.local.state_file import (
    code_of,
    connect,
    identity,
    is_damage,
    keep_aside,
    make_private,
    why_unusable,
)
from ccs_tui.model.expiry import Clock

WAIT_SECONDS = 5.0
"""The seconds that a transaction waits for another process's lock."""

_PAGES_AT_ONCE = 2_000
# SQLite looks at least this often, in the first tenth of a second, whether a lock is free.
_PAUSE_SECONDS = 0.025

# Closing any handle of a file drops all of this process's locks on it, also SQLite's. So one thread
# at a time makes files.
_opening = threading.Lock()


class StateError(Exception):
    """The state file can't be read or written now; trying again later may work.

    The text says what happened, to which file, and what to do next. It contains no value.
    """


class Database:
    """A connection to a file of a kind, for one thread at a time; the other threads wait.

    `path` None is a database in memory. Other processes may have the file open too. Raises
    StateError if the file can neither be used nor kept aside.
    """

    def __init__(
        self, path: Path | None, clock: Clock, wait_seconds: float, kind: FileKind
    ) -> None:
        self.path = path
        self._kind = kind
        self.clock = clock
        self._wait_seconds = wait_seconds
        self.notice: str | None = None
        self._lock = threading.RLock()
        self._closed = False
        self._damaged = False
        self._file: tuple[int, int] | None = None
        self._connection: sqlite3.Connection | None = None
        with self._lock, self._errors():
            self._connection = self._open()

    def close(self) -> None:
        """Close the file, after the transaction of another thread."""
        with self._lock:
            self._closed = True
            self._drop()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Commit everything that the block does, or nothing if it raises. Raises StateError."""
        with self._lock, self._errors():
            connection = self._begin("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Let the block read one state of the file. Raises StateError."""
        with self._lock, self._errors():
            connection = self._begin("BEGIN")
            yield connection
            connection.execute("COMMIT")

    def give_back_space(self) -> None:
        """Shrink the file by the space of deleted rows, a piece at a time. Raises StateError."""
        self.in_pieces(self._shrink, _PAGES_AT_ONCE)

    def in_pieces(self, step: Callable[[], int], piece: int) -> int:
        """Repeat `step` until it returns less than `piece`; return the sum of its results.

        Other threads and processes may write between two steps, so that none waits for all of them.
        """
        done = total = step()
        while done >= piece:
            time.sleep(_PAUSE_SECONDS)
            done = step()
            total += done
        return total

    def _shrink(self) -> int:
        """Give back a piece of the file's space; return the number of pages."""
        with self._lock, self._errors():
            connection = self._begin("BEGIN IMMEDIATE")
            free = number_of(connection, "freelist_count")
            connection.execute("COMMIT")
            # Each step of the statement frees a page, and only `executescript` steps it to its end.
            connection.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")
            return free - number_of(connection, "freelist_count")

    def _begin(self, statement: str) -> sqlite3.Connection:
        if self._closed:
            raise StateError(f"{self._kind.content} are closed; start again.")
        for _ in range(3):
            # Another process may have kept this file aside, or a person removed it: the next
            # write must go to the file that is now in its place. This is checked before any
            # statement, since SQLite would take the log of another file of this name for its own.
            if not self._is_in_place():
                self._drop()
            connection = self._connection = self._connection or self._open()
            connection.execute(statement)
            if self._is_in_place():
                return connection
        raise StateError(f"{self.path} is replaced again and again; see what does that.")

    def _is_in_place(self) -> bool:
        return self.path is None or identity(self.path) == self._file

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Undo the transaction if the block fails, and make its error a StateError."""
        try:
            yield
        except sqlite3.Error as error:
            self._abandon()
            self._damaged = self._damaged or is_damage(error)
            raise StateError(self._sentence(error)) from error
        except OSError as error:
            self._abandon()
            raise StateError(_system_sentence(error, self.path)) from error
        except BaseException:
            self._abandon()
            raise

    def _sentence(self, error: sqlite3.Error) -> str:
        if self.path and is_damage(error):
            with suppress(OSError, sqlite3.Error):
                if reason := why_unusable(self.path, self._kind):
                    return reason
        sentence = _SENTENCES.get(code_of(error), "{path} can't be used: {error}.")
        path = self.path or "The database in memory"
        return sentence.format(path=path, seconds=self._wait_seconds, error=error)

    def _abandon(self) -> None:
        """Roll a failed transaction back; the next one opens the file anew."""
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
                connection = connect(":memory:", self._wait_seconds)
                self._kind.prepare(connection)
                return connection
            connection, problem = self._look(self.path)
            if problem is None:
                return connection
            connection.close()
            with alone_in(self.path.parent):
                return self._begin_anew(self.path)

    def _begin_anew(self, path: Path) -> sqlite3.Connection:
        """Keep the file aside, unless another process has just done so, and make a new file."""
        connection, problem = self._look(path)
        if problem is None:
            return connection
        kept = keep_aside(path, connection, self.clock())
        self.notice = f"{path} {problem}. It is kept as {kept.name}, and a new one is begun."
        self._damaged = False
        connection, again = self._look(path)
        if again is not None:
            connection.close()
            raise StateError(f"{path} {again}, though it is new; see what writes to it.")
        if problem == DAMAGED:
            self.notice += self._kind.rescue(kept, connection)
        return connection

    def _look(self, path: Path) -> tuple[sqlite3.Connection, str | None]:
        """Connect, and say in a phrase what is wrong with the file, or None.

        Raises StateError if the file is another program's, or a newer version's.
        """
        if reason := why_unusable(path, self._kind):
            raise StateError(reason)
        make_private(path)
        # This comes before the connection: if the file is replaced in between, `_begin` sees it.
        self._file = identity(path)
        connection = connect(path, self._wait_seconds)
        try:
            problem = self._kind.problem_of(connection, self._damaged)
            if problem is None:
                self._kind.prepare(connection)
                self._damaged = False
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                connection.close()
                raise
            problem = DAMAGED
        except BaseException:
            connection.close()
            raise
        return connection, problem


_UNOPENED = "{path} can't be opened; make it and its folder readable and writable."
_BROKEN = "{path} is damaged; try again: it is kept aside then, and a new one begun."
_SENTENCES = {
    sqlite3.SQLITE_FULL: "No space is left on the disk of {path}; make some.",
    sqlite3.SQLITE_IOERR: "{path} can't be read or written; look at its disk, its space and quota.",
    sqlite3.SQLITE_READONLY: "{path} can't be written; make it and its folder writable.",
    sqlite3.SQLITE_CANTOPEN: _UNOPENED,
    sqlite3.SQLITE_PERM: _UNOPENED,
    sqlite3.SQLITE_BUSY: "Another process has kept {path} locked for {seconds:g} s; "
    "end it, or try again.",
    sqlite3.SQLITE_CORRUPT: _BROKEN,
    sqlite3.SQLITE_NOTADB: _BROKEN,
}


def _system_sentence(error: OSError, path: Path | None) -> str:
    reason = (error.strerror or "an error of the system").lower()
    if isinstance(error, FileExistsError):
        reason = "a file is where its folder should be"
    return (
        f"{path} can't be used: {reason} ({error.filename or path}). Look at the folder, or set "
        "CCS_STATE_DIR to another one."
    )
