"""The signals that end the emulator: ctrl+c, SIGTERM, and SIGHUP when its terminal is gone."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SignalHandler = Callable[[int, FrameType | None], None]

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def handled(handler: SignalHandler) -> Iterator[None]:
    """Have each of the signals call `handler` in this block.

    SIGHUP stays ignored where it was ignored, as under `nohup`. Only the main thread gets signals:
    in another thread nothing changes.
    """
    before: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for each in _ENDING:
            if not (each is signal.SIGHUP and signal.getsignal(each) is signal.SIG_IGN):
                before[each] = signal.signal(each, handler)
    try:
        yield
    finally:
        for each, earlier in before.items():
            signal.signal(each, earlier)


class Interrupt:
    """A handler that raises KeyboardInterrupt once, so that no signal interrupts the ending."""

    def __init__(self) -> None:
        self._came = False

    def __call__(self, _: int, __: FrameType | None) -> None:
        """Raise KeyboardInterrupt, the first time."""
        if not self._came:
            self._came = True
            raise KeyboardInterrupt
