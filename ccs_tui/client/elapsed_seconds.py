"""The seconds that pass, also while the machine is asleep."""

import time


def seconds_since_start() -> float:
    """Return the seconds since some fixed instant; they go on while the machine is asleep.

    On Linux and macOS `time.monotonic` stands still then: an unlocking for ten minutes would
    outlive a night. Setting the machine's clock has no effect.
    """
    if hasattr(time, "clock_gettime"):
        return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    return time.monotonic()
