"""Recordings that are sent in a file: written for a colleague, and read without an account."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_file import RecordingFileError, read_lines, write_lines

__all__ = ["RecordingFileError", "file_text", "read_file"]


def read_file(path: Path) -> list[Recording]:
    """Return the recordings of a file. Raises RecordingFileError and OSError; it blocks."""
    try:
        # Only a line feed ends a line: a value may have other characters that break lines.
        with path.open(encoding="utf-8", newline="\n") as file:
            return read_lines(file)
    except UnicodeDecodeError:
        raise RecordingFileError(1, "this is no recording of ccs-tui: it is not UTF-8.") from None


async def file_text(recordings: Sequence[Recording], written: datetime) -> str:
    """Return the text of a file of recordings, without the end of its last line."""
    return await asyncio.to_thread(lambda: "\n".join(write_lines(recordings, written)))
