"""Exports written: documents as lines of JSON in a private file, in the format of `export_file`.

The file has its name only once it is whole. What was written before an interruption stays beside
it, and the same export goes on there.
"""

import os
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from ccs_tui.local.export_reader import ExportError
from ccs_tui.local.line_file import LineFile, beginning, is_compressed, whole_pieces
from ccs_tui.local.paths import make_folder
from ccs_tui.local.unfinished_exports import PART, lock, remove_if_unfinished
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.export_file import (
    ExportLineError,
    Head,
    begun,
    document_line,
    end_line,
    head_line,
    may_begin,
    read_document,
    read_head,
)

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey


class ExportWriter:
    """Writes an export to a file beside `path`, which is renamed to `path` when it is complete.

    As a context manager, it removes that file if neither `finish` nor `keep` was reached.
    """

    def __init__(
        self, path: Path, handle: int, head: Head, clock: Clock, *, replaces: bool = False
    ) -> None:
        self.path = path
        self.keys: set[DocumentKey] = set()
        """The documents that are in the file."""
        self.is_finished = False
        """True once the file has its name."""
        self._head = replace(head, documents=None)
        self._clock = clock
        self._replaces = replaces
        self._part = part_of(path)
        self._checksum = 0
        self._raw: BinaryIO = os.fdopen(handle, "r+b")
        self._file = LineFile(self._raw, compressed=is_compressed(path))
        self._ended = False

    @classmethod
    def begin(
        cls, path: Path, head: Head, clock: Clock = system_clock, *, replaces: bool = False
    ) -> "ExportWriter":
        """Begin the file (mode 0600, a new folder 0700). Raises ExportError, also if `path` exists.

        What is left of an interrupted one is removed. With `replaces` it takes the place of an
        export at `path`, which stays until the new one is complete. `clock` says when a document
        was read.
        """
        part = part_of(path)
        try:
            make_folder(path.parent)
            if path.exists() and not replaces:
                raise ExportError(f"{path} exists already; export to another file.")
            remove_if_unfinished(part)
            handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
            # The lock tells other processes, as long as this one lives, that it writes the file.
            lock(handle)
        except OSError as error:
            raise _writing_error(path, error) from error
        writer = cls(path, handle, head, clock, replaces=replaces)
        writer._write_head()
        return writer

    @classmethod
    def go_on(cls, path: Path, head: Head, clock: Clock = system_clock) -> "ExportWriter":
        """Go on after the last whole line of an interrupted export, or begin one.

        Its documents are the `keys` then. Raises ExportError, also if what is there is of another
        export.
        """
        part = part_of(path)
        if path.exists() or not part.exists():
            return cls.begin(path, head, clock)
        try:
            handle = os.open(part, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError as error:
            raise _writing_error(path, error) from error
        if not lock(handle):
            os.close(handle)
            raise ExportError(f"{part} is being written by another process; wait for it.")
        writer = cls(path, handle, head, clock)
        try:
            writer._take_up()
        except OSError as error:
            writer._close()
            raise _writing_error(path, error) from error
        except ExportError:
            writer._close()
            raise
        return writer

    def _take_up(self) -> None:
        """Find the documents that are there, and cut off what comes after the last whole line."""
        head, at = None, 0
        pieces = whole_pieces(self._raw, compressed=is_compressed(self.path))
        for piece, end in pieces:
            lines = piece.splitlines(keepends=True)
            if head is None:
                head = self._expect(lines.pop(0) if lines else b"")
            try:
                keys = [read_document(line, head).document.key for line in lines]
            except ExportLineError:
                # This is the last line of an export that lacked only its name, or a damaged line.
                break
            for line in lines:
                self._checksum = zlib.crc32(line, self._checksum)
            self.keys.update(keys)
            at = end
        if head is None:
            self._expect_beginning()
        self._raw.seek(at)
        self._raw.truncate()
        if head is None:
            self._write_head()
        else:
            self._head = head
            self._file.write_first(head_line(head))

    def _expect(self, line: bytes) -> Head:
        try:
            head = read_head(line)
        except ExportLineError:
            head = None
        if head is None or not self._head.goes_on_with(head):
            raise self._other()
        self._checksum = zlib.crc32(begun(line, head))
        return replace(head, documents=None)

    def _expect_beginning(self) -> None:
        """Raise ExportError unless the file is the beginning of a first line, or empty."""
        text = beginning(self._raw, compressed=is_compressed(self.path))
        if text is None or not may_begin(text):
            raise self._other()

    def _other(self) -> ExportError:
        return ExportError(
            f"{self._part} is of another export; remove it, or export to another file."
        )

    def _write_head(self) -> None:
        line = head_line(self._head)
        self._checksum = zlib.crc32(line)
        try:
            self._file.write_first(line)
            self._file.flush()
        except OSError as error:
            self.abandon()
            raise _writing_error(self.path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.abandon()

    @property
    def documents(self) -> int:
        """The number of documents in the file."""
        return len(self.keys)

    def add(self, document: Document, read: datetime | None = None) -> None:
        """Write a document as it was at the instant `read`; without one, as it is now.

        Raises ExportError; `keep` or `abandon` what is there then.
        """
        line = document_line(document, read or self._clock())
        try:
            self._file.append(line)
        except OSError as error:
            raise _writing_error(self.path, error) from error
        self._checksum = zlib.crc32(line, self._checksum)
        self.keys.add(document.key)

    def flush(self) -> None:
        """Hand what was written to the system, which keeps it if this process is killed."""
        try:
            self._file.flush()
        except OSError as error:
            raise _writing_error(self.path, error) from error

    def finish(self) -> None:
        """Put the complete file in its place. Raises ExportError; what was written stays then."""
        try:
            self._file.append(end_line(self.documents, self._checksum))
            self._file.write_first(head_line(replace(self._head, documents=self.documents)))
            self._file.sync()
            self._name()
            self.is_finished = True
            _sync_folder(self.path.parent)
        except FileExistsError:
            raise ExportError(
                f"{self.path} was written by others meanwhile, and is as it was. Move it away, and "
                "export again."
            ) from None
        except OSError as error:
            raise _writing_error(self.path, error) from error
        self._close()

    def _name(self) -> None:
        """Give the file its name. Raises FileExistsError where others have a file there by now."""
        if not self._replaces:
            try:
                self.path.hardlink_to(self._part)
            except FileExistsError:
                raise
            except OSError:
                # A file system without links: an empty file holds the name until it is taken.
                self.path.touch(0o600, exist_ok=False)
            else:
                self._part.unlink()
                return
        self._part.rename(self.path)

    def keep(self) -> None:
        """Close the file where it is, so that the export may go on later."""
        if not self._ended:
            with suppress(OSError):
                self._file.flush()
            self._close()

    def abandon(self) -> None:
        """Remove the file, unless it is finished or kept."""
        if not self._ended:
            self._close()
            self._part.unlink(missing_ok=True)

    def _close(self) -> None:
        self._ended = True
        # Closing writes the rest of the buffer, and may fail; nobody needs it.
        with suppress(OSError):
            self._file.close()


def part_of(path: Path) -> Path:
    """Return the file in which an export is as long as it is not whole."""
    return path.with_name(path.name + PART)


def _writing_error(path: Path, error: OSError) -> ExportError:
    reason = (error.strerror or "an error of the system").lower()
    return ExportError(f"{path} can't be written: {reason}. Make space, or choose another folder.")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
