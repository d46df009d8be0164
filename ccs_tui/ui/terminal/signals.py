"""The signals that end the program: a closed terminal, a shutdown, a `kill`.

Any signal that would end a program is taken as the wish to end: drafts are kept, and the terminal
is left as it was found. Only SIGKILL, and a crash inside of Python itself, can't be helped.
"""

import os
import select
import signal
import termios
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

ENDING: Final = (
    signal.SIGHUP,
    signal.SIGINT,
    signal.SIGQUIT,
    signal.SIGABRT,
    signal.SIGTERM,
    signal.SIGALRM,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGXCPU,
)
"""The signals that end a program unless it listens, but for those of a broken program."""

_AS_FOUND: Final = (
    b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
    b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[m"
)
"""The sequences that turn off all that Textual's driver turns on."""

_AT_ONCE_SECONDS = 0.2


class EndingSignals:
    """Calls `end` with the exit status, 128 and the signal's number as a shell reports it.

    `end` is called in the signal's handler, once. A second signal calls `at_once`, and then acts as
    on any program.
    """

    def __init__(self, end: Callable[[int], None], at_once: Callable[[], None]) -> None:
        self._end = end
        self._at_once = at_once
        self._is_ending = False

    def listen(self) -> None:
        """Take the signals, but for those that our parent process wants to be ignored."""
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._take)

    def _take(self, number: int, _: FrameType | None) -> None:
        if not self._is_ending:
            self._is_ending = True
            self._end(128 + number)
            return
        self._at_once()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def restore(fileno: int, output: int, attributes: list[Any] | None) -> None:
    """Leave a terminal as it was found, without the loop and the threads that may be stuck.

    `attributes` are those of the terminal on `fileno`, from before; nothing is raised.
    """
    try:
        if select.select([], [output], [], _AT_ONCE_SECONDS)[1]:
            os.write(output, _AS_FOUND)
        if attributes is not None:
            termios.tcsetattr(fileno, termios.TCSANOW, attributes)
    except (OSError, termios.error):
        return
