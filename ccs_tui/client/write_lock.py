"""The switch that is asked before each request that writes."""

import math
import time
from collections.abc import Callable

from ccs_tui.client.errors import ReadOnlyError


def seconds_since_start() -> float:
    """Return the seconds since some fixed instant; they go on while the machine is asleep.

    `time.monotonic` stands still then on Linux and macOS: an unlocking of ten minutes would
    outlive a night. Setting the machine's clock changes nothing here.
    """
    if hasattr(time, "clock_gettime"):
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    return time.monotonic()


class WriteLock:
    """Whether writes may leave: locked, unlocked, or unlocked for a while.

    An unlocking that has run out is locked again by itself. A `permanent` lock can't be unlocked.
    `clock` returns seconds and never goes back.
    """

    def __init__(
        self,
        locked: bool,
        *,
        permanent: bool = False,
        clock: Callable[[], float] = seconds_since_start,
    ) -> None:
        self.permanent = permanent
        self._clock = clock
        self._locks_at = -math.inf if locked or permanent else math.inf

    def lock(self) -> None:
        """Let no further write leave. What is on its way already is not called back."""
        self._locks_at = -math.inf

    def unlock(self, seconds: float | None) -> None:
        """Let writes leave for so many seconds from now, None for until it is locked again.

        Raises ReadOnlyError if the lock is permanent.
        """
        if self.permanent:
            raise ReadOnlyError(
                "This connection is read-only for good", "To write, connect without read-only."
            )
        self._locks_at = math.inf if seconds is None else self._clock() + seconds

    @property
    def is_locked(self) -> bool:
        """True if no write may leave now."""
        return self.remaining_seconds == 0

    @property
    def remaining_seconds(self) -> float | None:
        """Return how long writes may leave: 0 while locked, None for without end."""
        if self._locks_at == math.inf:
            return None
        return max(0.0, self._locks_at - self._clock())
