"""The output to a terminal: text in UTF-8, whatever the locale says, to a terminal that may go.

Keys are read as UTF-8 in any locale, and there is hardly a terminal left that shows another
encoding, while a locale of C or POSIX only says that nobody has set one. So the frame is drawn with
the same characters everywhere.
"""

import os
import select
from collections.abc import Callable
from threading import Event

GIVEN_UP_SECONDS = 2.0
"""The seconds that a terminal which takes nothing is waited for at the end."""


class TerminalOutput:
    """The output that the driver writes to, in the place of a text file, from a thread of its own.

    `gone` is called once, in that thread, when the terminal does not exist any more; later text is
    dropped. Text that a terminal doesn't take within `GIVEN_UP_SECONDS` after `end_soon` is
    dropped, too.
    """

    def __init__(self, fileno: int, gone: Callable[[], None]) -> None:
        self._fileno = _opened_anew(fileno)
        self._gone = gone
        self._is_gone = False
        self._ending = Event()
        self._text: list[str] = []

    def fileno(self) -> int:
        """Return the file's number."""
        return self._fileno

    def isatty(self) -> bool:
        """Return whether it is a terminal, as it was when the program started."""
        return True

    def end_soon(self) -> None:
        """Don't wait any longer for a terminal that takes nothing. May be called by a signal."""
        self._ending.set()

    def write(self, text: str) -> int:
        """Keep `text` until it is flushed."""
        self._text.append(text)
        if len(self._text) > 16:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send the text that was written."""
        data = memoryview("".join(self._text).encode(errors="replace"))
        self._text.clear()
        while data and not self._is_gone:
            try:
                if not self._is_writable():
                    self._lose()
                    return
                data = data[os.write(self._fileno, data[:4_096]) :]
            except BlockingIOError:
                continue
            except OSError:
                self._lose()

    def _is_writable(self) -> bool:
        """Wait until the terminal takes something; return whether it does."""
        while not self._ending.is_set():
            if select.select([], [self._fileno], [], 0.1)[1]:
                return True
        return bool(select.select([], [self._fileno], [], GIVEN_UP_SECONDS)[1])

    def _lose(self) -> None:
        if not self._is_gone:
            self._is_gone = True
            self._gone()


def _opened_anew(fileno: int) -> int:
    """Return the terminal as a file of our own, which tells when the terminal takes nothing.

    The file that we were started with is shared with the shell, and with all that it starts.
    """
    try:
        return os.open(os.ttyname(fileno), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return fileno
