"""Exports: documents as lines of JSON in a private file, from which they can be written again.

The first line says that the file is an export, then comes a line for each document, and the last
line has their number and checksum, so that a file that was cut off or changed is noticed.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ccs_tui.local.paths import make_folder
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, decode, encode, join_object, members
from ccs_tui.model.names import DocumentKey

_FORMAT = "ccs-tui export"
_VERSION = 1
_PART = ".part"


class ExportError(Exception):
    """An export can't be written or read; the text says which file, why, and what to do next."""


class ExportWriter:
    """Writes an export to a file beside `path`, which is renamed to `path` when it is complete.

    As a context manager, it removes that file if `finish` was not reached.
    """

    def __init__(self, path: Path, file: BinaryIO, part: Path) -> None:
        self.path = path
        self.documents = 0
        self._file = file
        self._part = part
        self._checksum = 0

    @classmethod
    def begin(
        cls, path: Path, session_ttls: Mapping[str, int] | None = None, *, replaces: bool = False
    ) -> "ExportWriter":
        """Begin the file (mode 0600, a new folder 0700). Raises ExportError, also if `path` exists.

        `session_ttls` are the TTLs configured for sessions, in seconds. With `replaces` it takes
        the place of an export at `path`, which stays until the new one is complete.
        """
        part = path.with_name(path.name + _PART)
        try:
            make_folder(path.parent)
            if path.exists() and not replaces:
                raise ExportError(f"{path} exists already; export to another file.")
            _remove_if_unfinished(part)
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            # The lock tells other processes, as long as this one lives, that it writes the file.
            _lock(handle)
        except OSError as error:
            raise _writing_error(path, error) from error
        writer = cls(path, os.fdopen(handle, "wb"), part)
        head = {"format": _FORMAT, "version": _VERSION, "session_ttls": dict(session_ttls or {})}
        writer._write(encode(head))
        return writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.abandon()

    def add(self, document: Document) -> None:
        """Write a document. Raises ExportError, after removing the file."""
        expires_at = document.expires_at
        line = encode(
            {
                "account": document.key.account,
                "namespace": document.key.namespace,
                "session": document.key.session,
                "expires_at": None if expires_at is None else expires_at.isoformat(),
                "exists": document.exists,
            }
        )
        self._write(JsonText(f'{line[:-1]},"properties":{join_object(document.properties)}}}'))
        self.documents += 1

    def finish(self) -> None:
        """Put the complete file in its place. Raises ExportError, with no file left."""
        self._write(encode({"documents": self.documents, "crc32": self._checksum}))
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.rename(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            self.abandon()
            raise _writing_error(self.path, error) from error

    def abandon(self) -> None:
        """Remove the file, unless it is finished."""
        # Closing writes the rest of the buffer, and may fail; nobody needs it.
        with suppress(OSError):
            self._file.close()
        self._part.unlink(missing_ok=True)

    def _write(self, line: JsonText) -> None:
        data = line.encode() + b"\n"
        self._checksum = zlib.crc32(data, self._checksum)
        try:
            self._file.write(data)
        except OSError as error:
            self.abandon()
            raise _writing_error(self.path, error) from error


def remove_unfinished(folder: Path) -> None:
    """Remove the files of a folder that processes which ended have left unfinished."""
    for part in folder.glob(f"*{_PART}"):
        _remove_if_unfinished(part)


def check_export(path: Path) -> int:
    """Check the whole file, and return the number of its documents. Raises ExportError."""
    return sum(1 for _ in _lines(path))


def read_export(path: Path) -> Iterator[Document]:
    """Yield the documents as they were, after checking the whole file. Raises ExportError."""
    check_export(path)
    for number, line in _lines(path):
        try:
            yield _document(line)
        except (ValueError, KeyError, TypeError):
            raise _damaged(path, f"line {number} is no document") from None


def exported_session_ttls(path: Path) -> dict[str, int]:
    """Return the TTLs configured for sessions, in seconds, by session. Raises ExportError."""
    try:
        with path.open("rb") as file:
            first = file.readline()
    except OSError as error:
        raise _reading_error(path, error) from error
    _expect_format(path, first)
    ttls = _object(first).get("session_ttls", {})
    if not isinstance(ttls, dict):
        raise _damaged(path, "its first line is another")
    return {str(session): int(seconds) for session, seconds in ttls.items()}


def _lines(path: Path) -> Iterator[tuple[int, JsonText]]:
    """Yield the documents' lines with their numbers, and check the file meanwhile."""
    try:
        with path.open("rb") as file:
            first = file.readline()
            _expect_format(path, first)
            checksum = zlib.crc32(first)
            held = b""
            number = 1
            for number, line in enumerate(file, 2):
                if held:
                    yield number - 1, _text(path, held, number - 1)
                    checksum = zlib.crc32(held, checksum)
                held = line
    except OSError as error:
        raise _reading_error(path, error) from error
    expected = {"documents": number - 2, "crc32": checksum}
    if not held.endswith(b"\n") or _object(held) != expected:
        raise _damaged(path, "it is cut off, or was changed")


def _expect_format(path: Path, line: bytes) -> None:
    head = _object(line)
    if head.get("format") != _FORMAT:
        raise ExportError(f"{path} is not an export of this program; choose another file.")
    if head.get("version") != _VERSION:
        raise ExportError(f"{path} was written by a newer version; use that to read it.")


def _object(line: bytes) -> dict[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(path: Path, line: bytes, number: int) -> JsonText:
    try:
        return JsonText(line.decode().removesuffix("\n"))
    except UnicodeDecodeError:
        raise _damaged(path, f"line {number} is no document") from None


def _document(line: JsonText) -> Document:
    fields = members(line)
    expires_at = decode(fields["expires_at"])
    return Document(
        key=DocumentKey(
            decode(fields["account"]), decode(fields["namespace"]), decode(fields["session"])
        ),
        properties=members(fields["properties"]),
        expires_at=None if expires_at is None else datetime.fromisoformat(expires_at),
        exists=decode(fields["exists"]),
    )


def _damaged(path: Path, why: str) -> ExportError:
    return ExportError(f"{path} is not whole: {why}. Use another copy of it, if there is one.")


def _reading_error(path: Path, error: OSError) -> ExportError:
    reason = (error.strerror or "an error of the system").lower()
    return ExportError(f"{path} can't be read: {reason}.")


def _writing_error(path: Path, error: OSError) -> ExportError:
    reason = (error.strerror or "an error of the system").lower()
    return ExportError(f"{path} can't be written: {reason}. Make space, or choose another folder.")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_if_unfinished(part: Path) -> None:
    with suppress(OSError):
        handle = os.open(part, os.O_WRONLY | os.O_CLOEXEC)
        try:
            if _lock(handle):
                part.unlink()
        finally:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file if no other process has; return whether it worked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
