"""The slack of an expiry: how far two instants may be apart and still be the same one.

TTLs are whole seconds, and so is the `Date` by which the service's clock is known.
"""

from datetime import timedelta

TTL_SLACK = timedelta(seconds=0.5)
"""The difference that rounding a TTL makes, at most."""
CLOCK_SLACK = timedelta(seconds=1.5)
"""The difference from the instant that was meant, for one expiry that we set: rounding, and a
`Date`."""
READ_SLACK = timedelta(seconds=2)
"""The difference between two readings of one expiry."""
KEPT_SLACK = 2 * CLOCK_SLACK
"""The difference between two expiries that we set to keep one instant. An expiry that moved by more
was changed on purpose."""
