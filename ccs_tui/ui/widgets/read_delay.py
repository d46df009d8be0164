"""The delay of reads until the cursor rests, so that held keys read nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

SETTLE_SECONDS = 0.12
"""The seconds that the cursor rests on a row before it is read."""


class ReadDelay:
    """Reads at once if nothing was read just now, else once the cursor rests; by group."""

    def __init__(self, pump: "MessagePump") -> None:
        self._pump = pump
        self._settling: dict[str, Timer] = {}

    def is_settling(self, group: str) -> bool:
        """Return whether a read may wait for the cursor to rest."""
        return group in self._settling

    def settle(self, group: str, read: Callable[[], object]) -> None:
        """Call `read` now, or once nothing of its group came for `SETTLE_SECONDS`."""
        running = self._settling.pop(group, None)
        if running is None:
            read()
        else:
            running.stop()

        def rested() -> None:
            self._settling.pop(group, None)
            if running is not None:
                read()

        self._settling[group] = self._pump.set_timer(SETTLE_SECONDS, rested)
