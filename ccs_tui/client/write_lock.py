"""The switch that lets writes leave; it is asked before each one."""

import math
from collections.abc import Callable

from ccs_tui.client.elapsed_seconds import seconds_since_start
from ccs_tui.client.errors import ReadOnlyError


class WriteLock:
    """A lock on writes: locked, unlocked, or unlocked for a while, after which it is locked again.

    A `permanent` lock can't be unlocked. `clock` returns seconds and never goes back.
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
        """Let no further write leave; a write that is on its way goes on."""
        self._locks_at = -math.inf

    def unlock(self, seconds: float | None) -> None:
        """Let writes leave for some seconds from now; with None, until `lock` is called.

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
        """Return the seconds for which writes may leave: 0 while locked, None without end."""
        if self._locks_at == math.inf:
            return None
        return max(0.0, self._locks_at - self._clock())
