"""Expiry: the arithmetic of TTLs, and their forms for people. The clock is always an argument.

TTLs are whole seconds; instants are aware datetimes. The maximum is 13 months [S2], taken as 395
days [OURS].
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

Clock = Callable[[], datetime]
"""Returns the present instant as an aware datetime."""

MINUTE, HOUR, DAY, WEEK, MONTH = 60, 3_600, 86_400, 7 * 86_400, 30 * 86_400
MAX_TTL_SECONDS = 395 * DAY
"""13 months [S2] [OURS]."""


def system_clock() -> datetime:
    """Return the present instant by this machine's clock."""
    return datetime.now(UTC)


def effective_ttl(requested: int | None, configured: int | None = None) -> int:
    """Return the seconds a document gets on a save.

    An absent TTL or 0 means the configured TTL of the session or namespace, else the maximum; no
    TTL is above the maximum [S2] [OURS].
    """
    return min(requested or configured or MAX_TTL_SECONDS, MAX_TTL_SECONDS)


def remaining_seconds(expires_at: datetime, now: datetime) -> int:
    """Return the whole seconds left, rounded up, so that 0 means expired."""
    left = expires_at - now
    return max(0, -(-left // timedelta(seconds=1)))


def instant_problem(expires_at: datetime, now: datetime) -> str | None:
    """Return a sentence on why nothing can be made to expire at an instant; None if it can."""
    if not remaining_seconds(expires_at, now):
        return f"{format_instant(expires_at)} has passed."
    if remaining_seconds(expires_at, now) > MAX_TTL_SECONDS + 1:
        return f"{format_instant(expires_at)} is too far: a TTL is at most 13 months (395 d)."
    return None


def ttl_to_keep(expires_at: datetime, now: datetime) -> int:
    """Return the TTL, in whole seconds, that keeps an expiry as nearly as a TTL can.

    It is rounded to the nearest second, so that repeated saves don't push the expiry away, and is
    at least 1, since 0 means the configured TTL. Ask `remaining_seconds` first if the expiry has
    passed.
    """
    return max(1, round((expires_at - now).total_seconds()))


def seconds_to_tomorrow(now: datetime, zone: tzinfo | None = None) -> int:
    """Return the TTL, in whole seconds, that lasts until the end of today.

    `zone` None is this machine's local time.
    """
    try:
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time(), zone).astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # at an end of the calendar
        return DAY
    return remaining_seconds(midnight, now)


def local_time(instant: datetime, zone: tzinfo | None = None) -> datetime:
    """Return an instant in a zone, None for this machine's local time; never raises.

    The first and the last hours of the calendar have no local time in some zones: there it stays in
    UTC.
    """
    try:
        return instant.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return instant.astimezone(UTC)


def as_utc(instant: datetime) -> datetime:
    """Return an instant in UTC; one without an offset is taken to be in UTC [S2].

    Raises ValueError if it is before the year 1 or after 9999.
    """
    try:
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("it is out of the range of years") from None


def format_instant(instant: datetime) -> str:
    """Write an instant as the service does: `2021-05-11T22:37:39.176Z` [S2]."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=64)  # the documents of a page were all read at one instant
def exact_instant(instant: datetime) -> str:
    """Write an instant as our files do, with all that it has of a second, none included."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


_UNITS = (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1))


def format_duration(seconds: int) -> str:
    """Return a duration in its two largest units: `12 d 4 h`, `2 h 11 m`, `43 s`."""
    return _two_largest(seconds, " ", " ")


AGES = (20, 40, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR)
"""The ages of a reading, in seconds, that are said; from the last on, its multiples."""


def stepped_age(read_at: datetime, now: datetime) -> int:
    """Return how many seconds ago something was read, in the steps of `AGES`; 0 before the first.

    What is said of it stays the same in between, so that an idle screen sends nothing.
    """
    seconds = int((now - read_at).total_seconds())
    step = max((step for step in AGES if step <= seconds), default=0)
    return seconds // step * step if step == AGES[-1] else step


def format_remaining(seconds: int) -> str:
    """Return a remaining time for a narrow column: `394d`, `12d 4h`, `2h 11m`, `43s`, `expired`.

    It has the two largest units, and from 100 days on the days alone.
    """
    if seconds <= 0:
        return "expired"
    return f"{seconds // DAY}d" if seconds >= 100 * DAY else _two_largest(seconds, "", " ")


def _two_largest(seconds: int, inner: str, outer: str) -> str:
    for (name, unit), (lesser_name, lesser) in pairwise(_UNITS):
        if seconds >= unit:
            rest = seconds % unit // lesser
            head = f"{seconds // unit}{inner}{name}"
            return f"{head}{outer}{rest}{inner}{lesser_name}" if rest else head
    return f"{max(0, seconds)}{inner}s"


def format_ttl(seconds: int) -> str:
    """Return a configured TTL in at most five cells: `90s`, `3h`, `30d`, `13mo`; `~` if rounded."""
    if seconds >= MAX_TTL_SECONDS:
        return "13mo"
    for name, unit in _UNITS:
        if seconds >= 2 * unit or (seconds >= unit and seconds % unit == 0):
            return f"{'' if seconds % unit == 0 else '~'}{seconds // unit}{name}"
    return f"{seconds}s"


def format_when(instant: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """Return an instant for people, as short as its distance allows: `14:02`, `Mon 23 Nov 14:02`.

    `zone` None is this machine's local time. The year is shown unless it is this year.
    """
    local, today = local_time(instant, zone), local_time(now, zone)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if local.year == today.year:
        return f"{local:%a} {local.day} {local:%b %H:%M}"
    return f"{local.day} {local:%b %Y %H:%M}"


def format_moment(instant: datetime, now: datetime) -> str:
    """Return a past instant for a narrow column, in local time: `14:02:06`, `3 Nov`, `Nov 2024`."""
    local, today = local_time(instant), local_time(now)
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local:%b %Y}"


def format_at(instant: datetime, now: datetime) -> str:
    """Return an instant for a sentence, with its preposition: `at 14:02`, `on Mon 23 Nov 14:02`."""
    is_today = local_time(instant).date() == local_time(now).date()
    return f"{'at' if is_today else 'on'} {format_when(instant, now)}"


_DURATION = r"\d+|(\d+\s*(mo|[smhdw])\s*)+"
_DURATION_PART = r"(\d+)\s*([a-z]*)"
_DURATION_UNITS = {"": 1, "s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK, "mo": MONTH}


def parse_duration(text: str) -> int:
    """Read a duration as people write it: `3600`, `90m`, `2h 30m`, `12d`, `2w`, `13mo`, in seconds.

    A number without a unit is in seconds. A month is 30 days, but `13mo` is the service's maximum
    of 395 days. Raises ValueError, with a sentence for people, for any other text, for 0, and for
    more than the maximum.
    """
    text = text.strip().lower()
    parts = (
        re.findall(_DURATION_PART, text, re.ASCII)
        if re.fullmatch(_DURATION, text, re.ASCII)
        else []
    )
    if parts == [("13", "mo")]:
        return MAX_TTL_SECONDS
    # Python refuses to read a number of thousands of digits; these are surely too many already.
    seconds = sum(
        int(number.lstrip("0")[:20] or "0") * _DURATION_UNITS[unit] for number, unit in parts
    )
    if not parts:
        raise ValueError("It reads like 90s, 45m, 3h, 2h 30m, 12d or 13mo.")
    if seconds == 0:
        raise ValueError("It is at least 1s.")
    if seconds > MAX_TTL_SECONDS:
        raise ValueError("It is at most 13 months (395 d).")
    return seconds
