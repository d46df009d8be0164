"""What the title line of the document panel says: unsaved edits, and when the document expires."""

from datetime import datetime

from ccs_tui.model.expiry import (
    HOUR,
    format_duration,
    format_remaining,
    format_when,
    remaining_seconds,
)
from ccs_tui.ui.widgets.session_panel import EXPIRES_SOON
from ccs_tui.workspace.working_copy import WorkingCopy

Parts = list[tuple[str, str]]
"""Texts and their styles, one after another."""

ROOM_FOR_INSTANT = 60
"""The cells from which on the instant is said, and not only what remains."""


def changes_parts(copy: WorkingCopy) -> Parts:
    """Say how many properties a save would send."""
    count = copy.change_count
    return [(f"{count} unsaved", "bold $warning"), ("  ", "")] if count else []


def expiry_parts(copy: WorkingCopy, now: datetime, width: int, *, may_write: bool = True) -> Parts:
    """Say when a document expires, in a line of `width` cells; what to do only if one may."""
    document = copy.base
    if copy.gone:
        advice = " · ^s writes it again" if may_write else ""
        return [(f"gone from the service{advice}", "bold $error")]
    if not document.exists:
        return [("not on the service", "$warning")]
    if document.expires_at is None:
        return [("expiry unknown", "$muted")]
    seconds = remaining_seconds(document.expires_at, now)
    if not seconds:
        return [("expired", "bold $error")]
    style = "$error" if seconds < EXPIRES_SOON else "$warning" if seconds < HOUR else "$muted"
    if width < ROOM_FOR_INSTANT:
        return [(f"expires in {format_remaining(seconds)}", style)]
    when = format_when(document.expires_at, now)
    return [(f"expires {when} ", "$muted"), (f"in {format_duration(seconds)}", style)]
