"""The time at which a document was written last, guessed: the service keeps none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import as_utc
from ccs_tui.model.json_text import JsonText, decode

WRITTEN_NAMES = frozenset(
    {
        "updatedat",
        "lastupdated",
        "lastupdatedat",
        "lastupdate",
        "modifiedat",
        "lastmodified",
        "lastwritten",
        "updated",
        "timestamp",
    }
)
"""The names of properties in which bots keep when they wrote, in small letters without a mark."""
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
"""The earliest time that a bot can have written: a smaller number means something else."""
SLACK = timedelta(minutes=1)
"""The time by which the clock of a bot may be ahead of the service's."""
LONGEST = 40
"""Characters of a time at most."""


def guessed_change(document: Document, ttl_seconds: int | None, now: datetime) -> datetime | None:
    """Return when a document was probably written last; None where nothing says so.

    Bots keep such a time in a property, as epoch milliseconds, seconds, or ISO 8601. And each save
    sets the expiry anew [S2]: what is left of `ttl_seconds`, the configured TTL of its namespace,
    tells the time, unless the save came with a TTL of its own. The latest of these that is not in
    the future is taken.
    """
    times = list(_written(document))
    if document.expires_at is not None and ttl_seconds:
        times.append(document.expires_at - timedelta(seconds=ttl_seconds))
    past = [min(at, now) for at in times if EARLIEST < at <= now + SLACK]
    return max(past, default=None)


def _written(document: Document) -> Iterator[datetime]:
    for name, text in document.properties.items():
        plain = name.casefold().replace("_", "").replace("-", "")
        if plain in WRITTEN_NAMES and len(text) <= LONGEST:
            at = _instant(text)
            if at is not None:
                yield at


def _instant(text: JsonText) -> datetime | None:
    """Return the instant that a value stands for, or None."""
    try:
        value = decode(text)
        if isinstance(value, str):
            return as_utc(datetime.fromisoformat(value))
        if isinstance(value, int) and not isinstance(value, bool):
            # A number of milliseconds has 13 digits in our time, one of seconds 10.
            return datetime.fromtimestamp(value / 1_000 if value > 10**11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None
