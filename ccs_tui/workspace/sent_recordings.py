"""Recordings that are sent in a file: written for a colleague, and read without an account."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ccs_tui.model.timeline.recording_file import (
    RecordingFileError,
    SentRecording,
    read_lines,
    write_lines,
)
from ccs_tui.workspace.timeline import Timeline

__all__ = ["RecordingFileError", "file_text", "read_file"]


def read_file(path: Path) -> list[Timeline]:
    """Return the timelines of a file's recordings; it blocks.

    Raises RecordingFileError and OSError.
    """
    try:
        # Only a line feed ends a line: a value may have other characters that break lines.
        with path.open(encoding="utf-8", newline="\n") as file:
            sent = read_lines(file)
    except UnicodeDecodeError:
        raise RecordingFileError(1, "this is no recording of ccs-tui: it is not UTF-8.") from None
    return [Timeline(each.recording, each.turn, each.muted, each.expectations) for each in sent]


async def file_text(timelines: Sequence[Timeline], written: datetime) -> str:
    """Return the text of a file of recordings, without the end of its last line.

    It has what the timelines are looked at by, as the turn, for whoever has not the profile.
    """
    sent = [
        SentRecording(each.recording, each.turn, each.muted, tuple(each.expectations))
        for each in timelines
    ]
    return await asyncio.to_thread(lambda: "\n".join(write_lines(sent, written)))
