"""The lock of a folder: one process at a time replaces files in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep the other processes that ask for the same lock waiting during this block."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Some network file systems can't lock folders. There two processes may both keep a broken
        # state file aside, by which nothing is lost, or one of two opened names may be lost.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
