"""Exports read: the whole file is checked, and its documents are yielded one by one."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from ccs_tui.local.line_file import LONGEST_LINE, open_lines
from ccs_tui.model.document import Document
from ccs_tui.model.export_file import (
    NO_FILE,
    Exported,
    ExportLineError,
    Head,
    OtherFormatError,
    begun,
    read_document,
    read_end,
    read_head,
)

TellProblem = Callable[[int, str], None]
"""A function that is told the number of a line, and what is wrong with it."""


class ExportError(Exception):
    """An export can't be written or read; the text says which file, why, and what to do next."""


def export_head(path: Path) -> Head:
    """Return what the first line of an export says. Raises ExportError, also for a pipe."""
    # A pipe is empty at the second reading, and one that nobody writes to is waited for for ever.
    if path.is_fifo() or path.is_socket() or path.is_char_device():
        raise ExportError(f"{path} {NO_FILE}")
    try:
        with open_lines(path) as file:
            return _head(path, file.readline(LONGEST_LINE))
    except (OSError, EOFError, zlib.error) as error:
        raise _reading_error(path, error) from error


def exported(path: Path, problem: TellProblem | None = None) -> Iterator[tuple[int, Exported]]:
    """Yield the documents with the numbers of their lines, and check the file meanwhile.

    `problem` is told of each line that is no document, and the others go on; without it the first
    raises. Raises ExportError, at the end for a file that was cut off or changed.
    """
    head = export_head(path)
    for number, line in _lines(path, head):
        try:
            yield number, read_document(line, head)
        except ExportLineError as error:
            if problem is None:
                raise damaged(path, f"line {number:,} is no document: {error}") from None
            problem(number, str(error))


def check_export(path: Path) -> int:
    """Check the whole file, and return the number of its documents. Raises ExportError."""
    return sum(1 for _ in _lines(path, export_head(path)))


def read_export(path: Path) -> Iterator[Document]:
    """Yield the documents as they were, after checking the whole file. Raises ExportError."""
    check_export(path)
    for _, each in exported(path):
        yield each.document


def exported_session_ttls(path: Path) -> dict[str, int]:
    """Return the TTLs configured for sessions, in seconds, by session. Raises ExportError."""
    return dict(export_head(path).session_ttls)


def _lines(path: Path, head: Head) -> Iterator[tuple[int, bytes]]:
    """Yield the documents' lines with their numbers, and check the file meanwhile."""
    needs_end = head.tells_number or head.version == 1
    held, number, checksum = b"", 1, 0
    try:
        with open_lines(path) as file:
            checksum = zlib.crc32(begun(file.readline(LONGEST_LINE), head))
            while line := file.readline(LONGEST_LINE):
                if len(line) >= LONGEST_LINE:
                    raise damaged(path, f"line {number + 1:,} is too long")
                number += 1
                if held:
                    yield number - 1, held
                    checksum = zlib.crc32(held, checksum)
                held = line
    except (OSError, EOFError, zlib.error) as error:
        raise _reading_error(path, error) from error
    end = read_end(held)
    if end is None and not needs_end:
        if held:
            yield number, held
        return
    is_counted = not head.tells_number or head.documents == number - 2
    if not held.endswith(b"\n") or end != (number - 2, checksum) or not is_counted:
        raise damaged(path, _why_not_whole(head))


def _why_not_whole(head: Head) -> str:
    if head.tells_number and head.documents is None:
        return "its export was interrupted"
    return "it is cut off, or was changed"


def _head(path: Path, line: bytes) -> Head:
    try:
        return read_head(line)
    except OtherFormatError as error:
        raise ExportError(f"{path} {error}") from None
    except ExportLineError as error:
        raise damaged(path, str(error)) from None


def damaged(path: Path, why: str) -> ExportError:
    """Return the error of a file that is not whole; `why` ends the sentence."""
    return ExportError(f"{path} is not whole: {why}. Use another copy of it, if there is one.")


def _reading_error(path: Path, error: Exception) -> ExportError:
    if isinstance(error, OSError) and error.strerror:
        return ExportError(f"{path} can't be read: {error.strerror.lower()}.")
    if isinstance(error, OSError) and error.errno is not None:
        return ExportError(f"{path} can't be read: an error of the system.")
    return damaged(path, "its compressed data is damaged, or cut off")
