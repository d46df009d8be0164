"""The files of exports that are not whole yet: their names, their lock, and their removal.

The journal removes what is left at each start, and waits for no import of all the rest.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

PART = ".part"
"""The end of a file's name as long as it is not whole."""


def remove_unfinished(folder: Path) -> None:
    """Remove the files of a folder that processes which ended have left unfinished."""
    for part in folder.glob(f"*{PART}"):
        remove_if_unfinished(part)


def remove_if_unfinished(part: Path) -> None:
    """Remove a file that is not whole, if no process is writing it."""
    with suppress(OSError):
        handle = os.open(part, os.O_WRONLY | os.O_CLOEXEC)
        try:
            if lock(handle):
                part.unlink()
        finally:
            os.close(handle)


def lock(handle: int) -> bool:
    """Lock an open file if no other process has; return whether it worked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
