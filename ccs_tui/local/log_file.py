"""The file of the log: readable by its owner only, and bounded: the older part is in `FILE.1` to 3.

It is opened only where the user asks for a log, and `logging.handlers` is imported only then.
"""

import io
import logging
import os
import stat
import time
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from ccs_tui.model.harmless_text import harmless
from ccs_tui.model.log import LOG

BYTES = 1_000_000
"""The bytes of the file from which it is put aside."""
OLDER = 3
"""The number of older files that are kept."""


class LogFileError(ValueError):
    """No log can be written to a file; the text names it and says what to do."""


class _PrivateFile(RotatingFileHandler):
    """Writes to a file for its owner only; an error there ends no run, and is not shown."""

    def _open(self) -> io.TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        handle = os.open(self.baseFilename, flags | os.O_CLOEXEC, 0o600)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise OSError(None, "it is no regular file", self.baseFilename)
        # A file that was there before may be readable by others.
        os.fchmod(handle, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Let a line go that can't be written: logging would print it over the screen."""


class _OneLine(logging.Formatter):
    """A line for each record: the time in UTC, the process, the level, and what happened.

    An exception is left out, since its text may hold a value.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s.%(msecs)03dZ %(process)d %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S"
        )

    def format(self, record: logging.LogRecord) -> str:
        record.exc_info = record.exc_text = record.stack_info = None
        return harmless(super().format(record))


def open_log(name: str) -> Path:
    """Write the log to a file from now on, after what is there; return its path.

    Raises LogFileError.
    """
    try:
        path = Path(name).expanduser().absolute()
        handler = _PrivateFile(path, maxBytes=BYTES, backupCount=OLDER, encoding="utf-8")
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise LogFileError(
            f"{name}: no log can be written there: {reason}. Name another file."
        ) from None
    handler.setFormatter(_OneLine())
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    return path


def close_log() -> None:
    """Write no log any more."""
    for handler in [each for each in LOG.handlers if isinstance(each, _PrivateFile)]:
        LOG.removeHandler(handler)
        with suppress(OSError):
            handler.close()
    LOG.setLevel(logging.NOTSET)
