"""The bar of when things expire: how many in the next hour, day, week and month, and later."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.content import Content

from ccs_tui.model.expiry import DAY, HOUR, MONTH, WEEK, format_duration
from ccs_tui.ui.widgets.bar import bar

SPANS = (("next hour", HOUR), ("next day", DAY), ("next week", WEEK), ("next month", MONTH))
LATER = "later"
WORTH_SAYING = timedelta(seconds=2)
"""The least difference of the clocks that is shown: it is measured to a second."""
CELLS = 32
"""The cells of the longest bar."""


def histogram(instants: Sequence[datetime], now: datetime) -> Content:
    """Return a line a span with its bar and its count; `instants` are in order."""
    counts, before = [], 0
    for label, seconds in SPANS:
        until = bisect_left(instants, now.timestamp() + seconds, key=datetime.timestamp)
        counts.append((label, until - before))
        before = until
    counts.append((LATER, len(instants) - before))
    most = max(1, *(count for _, count in counts))
    lines = []
    for label, count in counts:
        style = "$error" if label == SPANS[0][0] and count else "$accent"
        full, empty = bar(count / most, CELLS)
        lines.append(
            Content.assemble(
                (f"{label:>10}  ", "$muted"), (full, style), (empty, "$frame"), f"  {count:,}"
            )
        )
    return Content("\n").join(lines)


def clock_note(difference: timedelta | None) -> str:
    """Say how far this machine's clock is off that of the service, by which expiries are shown."""
    if difference is None or abs(difference) < WORTH_SAYING:
        return ""
    which = "behind" if difference > timedelta() else "ahead"
    return f" · your clock is {format_duration(round(abs(difference).total_seconds()))} {which}"
