"""Streams that were closed before the start: they fail when they are used, as a full disk does.

Python has None in their place, so that what is written goes nowhere without an error, and the next
file that is opened may get a stream's number.
"""

import errno
import os
import sys


def open_closed_streams() -> None:
    """Put a stdin that can't be read, and a stdout that can't be written, where one is missing.

    What goes to a stderr that is not there goes nowhere: there is no place for a sentence on that.
    """
    if sys.stdin is None:
        sys.stdin = open(_taken(0, os.O_WRONLY), encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(_taken(1, os.O_RDONLY), "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(_taken(2, os.O_WRONLY), "w", encoding="utf-8")  # noqa: SIM115


def _taken(number: int, flags: int) -> int:
    nowhere = os.open(os.devnull, flags)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    return number


def reason_of(error: OSError) -> str | None:
    """Return what the system says of a stream or file that failed, None if it says nothing."""
    return "it is closed" if error.errno == errno.EBADF else error.strerror
