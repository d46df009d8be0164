"""The parts of a title line on a scan of a namespace: its pace, what it could not read, its end."""

from ccs_tui.model.expiry import format_duration
from ccs_tui.workspace.scan import Scan

ENOUGH = 50
"""The documents from whose number on a rate tells something."""


def of_total(scan: Scan, total: int | None, *, is_complete: bool) -> str:
    """Return the words for of how many it read so many, empty where that is not known.

    `total` is the number of sessions that were listed: the namespace document, and sessions made
    since, are read as well.
    """
    is_known = total is not None and scan.documents <= total and not is_complete
    return f" of {total:,}" if is_known else ""


def scan_pace(scan: Scan, total: int | None) -> str:
    """Return the documents a second and the time left, empty while a rate tells nothing yet.

    `total` is the number of documents, None if it is not known.
    """
    if scan.documents < ENOUGH:
        return ""
    left = (total or 0) - scan.documents
    remaining = f", {format_duration(int(left / scan.rate))} left" if left > scan.rate else ""
    return f" · {scan.rate:,.0f}/s{remaining}"


def scan_parts(unread: int, end: str, room: int) -> list[tuple[str, str]]:
    """Return how many documents were not read, and the word for a scan's `end`, empty for none.

    Where the cells of `room` are too few, both are short: what is last would be cut off, and the
    line of keys has the key that goes on.
    """
    style = "$error" if end == "broke off" else "$warning"
    for unread_words, way_on in (("could not be read", ", r goes on"), ("not read", "")):
        parts = [(f" · {unread:,} {unread_words}", "$error")] if unread else []
        parts += [(f" · {end}{way_on}", style)] if end else []
        if sum(len(text) for text, _ in parts) <= room:
            break
    return parts
