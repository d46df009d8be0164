"""The pace at which the same is read again and again: the seconds from one reading to the next.

`usual` is the interval that is asked for, and `interval` the one before the last reading. All are
in seconds.
"""

from random import Random

from ccs_tui.client.errors import NetworkError, RateLimitedError, ServiceUnavailableError

SLOWER = 1.25
"""The factor by which the interval grows with each reading that shows nothing new."""
SLOWEST = 5.0
"""The longest interval of what can be read, in usual ones."""
LONGEST_SECONDS = 60.0
"""The longest interval of what can't be read, unless the usual one is longer."""
JITTER = 0.1
"""The share by which an interval is made longer or shorter, so that readings don't bunch."""


def after_nothing_new(interval: float, usual: float) -> float:
    """Return the interval after a reading that showed nothing new."""
    return min(interval * SLOWER, usual * SLOWEST)


def after_error(
    error: Exception, interval: float, usual: float, longest: float = LONGEST_SECONDS
) -> float:
    """Return the interval after a reading that failed: at least what the service asks for."""
    asked = 0.0
    if isinstance(error, (RateLimitedError, ServiceUnavailableError)):
        asked = error.wait_seconds or 0.0
    return max(min(interval * 2, max(longest, usual)), asked)


def may_pass(error: Exception) -> bool:
    """Return whether a reading that failed so may work a while later."""
    return isinstance(error, (NetworkError, ServiceUnavailableError, RateLimitedError))


def jittered(seconds: float, random: Random) -> float:
    """Return an interval made longer or shorter by chance."""
    return seconds * (1 + random.uniform(-JITTER, JITTER))
