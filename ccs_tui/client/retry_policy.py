"""The repeat of a call: after which outcomes it is sent again, and after how long a pause.

The rules are in `ccs-api.md`, section 5.
"""

from collections.abc import Callable

from ccs_tui.client.call import Answer
from ccs_tui.client.call_limits import CallLimits
from ccs_tui.client.call_progress import CallProgress
from ccs_tui.client.errors import (
    CcsError,
    NetworkError,
    RateLimitedError,
    ServiceUnavailableError,
)

Random = Callable[[], float]
"""Returns a number from 0 to below 1, as `random.random`."""


class RetryPolicy:
    """Decides on repeats, within `limits`.

    Reads are repeated, and with `repeat_writes` also writes.
    """

    def __init__(self, limits: CallLimits, random: Random, *, repeat_writes: bool) -> None:
        self._limits = limits
        self._random = random
        self._repeat_writes = repeat_writes

    def pause(self, outcome: Answer | CcsError, progress: CallProgress) -> float | None:
        """Return the seconds to wait before the next attempt, or None if there is to be none."""
        if progress.call.writes and not self._repeat_writes:
            return None
        backoff = self._limits.first_pause_seconds * 2 ** (progress.attempts - 1)
        match outcome:
            case RateLimitedError():
                # The pause is never shorter than the service asked for, and longer by chance, so
                # that calls that were refused together don't come back together.
                pause = max(outcome.wait_seconds, backoff) * (1 + self._random() / 4)
            case ServiceUnavailableError() if progress.failures < self._limits.tries:
                pause = max(outcome.wait_seconds or 0, backoff * (1 + self._random()) / 2)
            case NetworkError() if progress.failures < self._limits.tries:
                pause = backoff * (1 + self._random()) / 2
            case _:
                return None
        return pause if pause < progress.seconds_left else None
