"""A file of lines, compressed where its name says so: appended to in whole pieces, and read.

A compressed file is a row of gzip members, each with whole lines, so that one that was cut off is
taken up again after its last whole member. `gzip` and `zcat` read it as any other.
"""

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

MEMBER_BYTES = 256 * 1024
"""The bytes of text after which a gzip member ends: what is lost at most if the process is killed.
"""
LONGEST_LINE = 64 * 1024 * 1024
"""The bytes of a line above which a file is none of documents."""
_MARK = b"\x1f\x8b"
"""The first bytes of a gzip member [RFC 1952]."""
_GZIP = 16 + zlib.MAX_WBITS
_READ = 64 * 1024
_BEFORE_TEXT = 15
"""The bytes of a gzip member before its text, where it is only stored [RFC 1951, RFC 1952]."""


class LineFile:
    """An open file that lines are appended to. Its methods block, and raise OSError.

    `file` is open for writing, at its end. The first line has a length that stays, and can be
    replaced.
    """

    def __init__(self, file: BinaryIO, *, compressed: bool) -> None:
        self._file = file
        self._compressed = compressed
        self._held = bytearray()

    def write_first(self, line: bytes) -> None:
        """Write the first line, in the place of one that is there."""
        self.flush()
        # A member that is stored, not compressed, has the same length for the same length of text.
        data = _member(line, level=0) if self._compressed else line
        end = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        self._file.write(data)
        self._file.seek(max(end, len(data)))

    def append(self, line: bytes) -> None:
        """Append whole lines; where it is compressed they may stay in memory until `flush`."""
        if not self._compressed:
            self._file.write(line)
            return
        self._held += line
        if len(self._held) >= MEMBER_BYTES:
            self._end_member()

    def flush(self) -> None:
        """Hand all that was appended to the system."""
        if self._held:
            self._end_member()
        self._file.flush()

    def sync(self) -> None:
        """Have all of it on the disk."""
        self.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file without the lines that are still in memory."""
        self._file.close()

    def _end_member(self) -> None:
        self._file.write(_member(self._held))
        self._held.clear()


def _member(text: bytes | bytearray, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
    return packer.compress(text) + packer.flush()


def is_compressed(path: Path) -> bool:
    """Return whether a file of this name is to be compressed."""
    return path.name.lower().endswith(".gz")


def open_lines(path: Path) -> BinaryIO:
    """Open a file for reading its lines, compressed or not. Raises OSError."""
    with path.open("rb") as file:
        compressed = file.read(2) == _MARK
    return cast("BinaryIO", gzip.open(path)) if compressed else path.open("rb")


def beginning(file: BinaryIO, *, compressed: bool) -> bytes | None:
    """Return some text from the beginning of a file, which may be cut off; None if it has none.

    In one that is compressed the first line is only stored, so that it shows as soon as it begins.
    """
    file.seek(0)
    data = file.read(_READ)
    if not compressed:
        return data
    if data[:2] != _MARK[: len(data)]:
        return None
    try:
        text = zlib.decompressobj(_GZIP).decompress(data)
    except zlib.error:
        return None
    return text if text or len(data) <= _BEFORE_TEXT else None


def whole_pieces(file: BinaryIO, *, compressed: bool) -> Iterator[tuple[bytes, int]]:
    """Yield the text of a file that was cut off, in whole pieces, with the place each ends at.

    A piece is a line, or the lines of a gzip member; what comes after the last is left out.
    """
    if compressed:
        yield from _members(file)
        return
    end = 0
    for line in file:
        if not line.endswith(b"\n"):
            return
        end += len(line)
        yield line, end


def _members(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    data, end = file.read(_READ), 0
    while data:
        unpacker, text = zlib.decompressobj(_GZIP), bytearray()
        while not unpacker.eof:
            if not data:
                return
            try:
                text += unpacker.decompress(data)
            except zlib.error:
                return
            end += len(data) - len(unpacker.unused_data)
            data = unpacker.unused_data or file.read(_READ)
        yield bytes(text), end
