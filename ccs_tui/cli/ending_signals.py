"""The signals that end a command: ctrl+c, SIGTERM, and SIGHUP when its terminal is gone.

Each ends it in the same order: what is open is closed, a write under way comes to its end and is
told, and the exit status is 128 and the signal's number, as a shell has it.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from asyncio import Task

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class CommandEnding:
    """Has the signals interrupt what runs: the work of a command is cancelled, all else raises.

    The first signal counts. ctrl+c after it ends the work at once, as who presses it again wants;
    the others don't: `timeout` and a shell that closes send theirs twice.
    """

    def __init__(self) -> None:
        self.came: signal.Signals | None = None
        """The signal that came, None before one did."""
        self._work: Task[Any] | None = None

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take the signals in this block, but for those that our parent wants to be ignored.

        Only the main thread gets signals: in another one nothing changes.
        """
        self.came = None
        before: dict[signal.Signals, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for each in _ENDING:
                if signal.getsignal(each) is not signal.SIG_IGN:
                    before[each] = signal.signal(each, self._take)
        try:
            yield
        finally:
            for each, earlier in before.items():
                signal.signal(each, earlier)

    @contextmanager
    def cancelling(self, work: "Task[Any] | None") -> Iterator[None]:
        """Have a signal cancel this task, as long as this block runs."""
        self._work = work
        try:
            yield
        finally:
            self._work = None

    @contextmanager
    def raising(self) -> Iterator[None]:
        """Have a signal interrupt a question: a task that waits in one can't be cancelled."""
        work, self._work = self._work, None
        try:
            yield
        finally:
            self._work = work

    @property
    def words(self) -> str:
        """The sentence on what ended the command."""
        by_key = self.came in (None, signal.SIGINT)
        return "Interrupted." if by_key else f"Ended by {signal.Signals(self.came or 0).name}."

    @property
    def status(self) -> int:
        """The exit status: that of ctrl+c where something else interrupted it."""
        return 128 + (self.came or signal.SIGINT)

    def _take(self, number: int, _: FrameType | None) -> None:
        is_first, self.came = self.came is None, self.came or signal.Signals(number)
        if not is_first and number != signal.SIGINT:
            return
        if self._work is None or not is_first:
            raise KeyboardInterrupt
        self._work.cancel()
        # The loop may wait for the network, and look at nothing else.
        self._work.get_loop().call_soon_threadsafe(lambda: None)


ENDING = CommandEnding()
"""The one `CommandEnding` of this process, since a process has each signal once."""
