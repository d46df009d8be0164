"""The service's clock, learned from `Date` headers; expiries are instants of it (`ccs-api.md`, 5a).

A `Date` is cut to the second, and made at some instant between the sending of a call and its
answer. So each one bounds the service's time from both sides, and together they bound it closer.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from ccs_tui.client.elapsed_seconds import seconds_since_start
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.value_object import ValueObject

EARLIEST, LATEST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""The range of years of any clock; a `Date` outside of it is ignored."""
DRIFT = 200e-6
"""The most seconds by which two clocks drift apart in a second."""


class _Bounds(ValueObject):
    """Bounds of the service's time less `ticks`, in seconds, at the time `ticks`."""

    ticks: float
    low: float
    high: float

    def at(self, ticks: float) -> "_Bounds":
        """Return the bounds at a later time, which are wider since clocks drift apart."""
        wider = DRIFT * max(0.0, ticks - self.ticks)
        return _Bounds(ticks, self.low - wider, self.high + wider)

    def and_(self, other: "_Bounds") -> "_Bounds | None":
        """Return the bounds that both allow, None if they contradict each other."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return _Bounds(other.ticks, low, high) if low <= high else None


class ServiceTime:
    """The service's present time: the machine's clock plus the measured difference.

    `clock` is the machine's. `ticks` returns seconds that go on evenly, also while the machine
    sleeps or its clock is set. If only another `clock` is given, it is taken to go evenly.
    """

    def __init__(
        self, clock: Clock = system_clock, ticks: Callable[[], float] | None = None
    ) -> None:
        self._clock = clock
        self._ticks = ticks or (seconds_since_start if clock is system_clock else None)
        self._bounds: _Bounds | None = None
        self._older: tuple[str, _Bounds] | None = None

    def ticks(self) -> float:
        """Return the present ticks, for `observe`."""
        return self._ticks() if self._ticks else self._clock().timestamp()

    def now(self) -> datetime:
        """Return the present instant on the service's clock, in UTC.

        It is the time of the machine's clock, unless a usable `Date` has proven that wrong.
        """
        machine = self._clock()
        bounds = self._bounds
        if bounds is None:
            return machine
        ticks = self.ticks()
        bounds = bounds.at(ticks)
        if bounds.low <= machine.timestamp() - ticks <= bounds.high:
            return machine
        return datetime.fromtimestamp(ticks + (bounds.low + bounds.high) / 2, UTC)

    @property
    def difference(self) -> timedelta | None:
        """The service's time less the machine's; None until a usable `Date` was seen."""
        return None if self._bounds is None else self.now() - self._clock()

    @property
    def uncertainty(self) -> timedelta | None:
        """The most that `now` may be off either way; None until a usable `Date` was seen."""
        if self._bounds is None:
            return None
        ticks = self.ticks()
        bounds, said = self._bounds.at(ticks), self.now().timestamp() - ticks
        return timedelta(seconds=max(bounds.high - said, said - bounds.low))

    def observe(self, date: str | None, sent: float, received: float) -> None:
        """Learn from a `Date` header of the service; `sent` and `received` are in ticks.

        A `Date` that contradicts the bounds replaces them. A later date does so at once. An earlier
        date may be of a copy that a cache kept, so a second one has to agree with it.
        """
        instant = _instant(date)
        if date is None or instant is None:
            return
        said = instant.timestamp()
        seen = _Bounds(received, said - received, said + 1 - sent)
        known = self._bounds.at(received) if self._bounds else None
        both = known.and_(seen) if known else seen
        if both is None and known is not None and seen.high < known.low:
            both = self._agreed(date, seen)
            if both is None:
                self._older = (
                    self._older if self._older and self._older[0] == date else (date, seen)
                )
                return
        self._bounds = both or seen
        self._older = None

    def _agreed(self, date: str, seen: _Bounds) -> _Bounds | None:
        """Return the bounds of the last earlier `Date` and this one, None if they don't agree."""
        if self._older is None or self._older[0] == date:
            return None
        return self._older[1].at(seen.ticks).and_(seen)


@lru_cache(maxsize=16)  # many answers of one second have the same
def _instant(date: str | None) -> datetime | None:
    if date is None:
        return None
    try:
        instant = parsedate_to_datetime(date)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        usable = EARLIEST <= instant <= LATEST
    except (ValueError, OverflowError, TypeError):
        return None
    return instant if usable else None
