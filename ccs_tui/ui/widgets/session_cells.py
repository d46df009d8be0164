"""The cells of a document in a list: its id, size and expiry, and whether it has unsaved edits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ccs_tui.model.expiry import HOUR, MINUTE, format_remaining, remaining_seconds
from ccs_tui.model.size import SizeLevel, format_size, level
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT, Listing

NAMESPACE_DOCUMENT_NAME = "(namespace document)"

EDITED, DRAFTED = "*", "d"
"""The marks of a document with unsaved edits, and of one with drafts that were left before."""

ID_CELLS = 36
"""The cells of a conversation's id, which are more than those of any other name here."""

EXPIRES_SOON = 15 * MINUTE
"""Seconds under which an expiry is an alarm; under an hour it is a warning."""


def size_cell(size: int | None) -> Cell:
    """Return a size for a list, `!` marking 80 % of the limit and more."""
    if size is None:
        return Cell("none", "dim")
    size_level = level(size)
    mark = "!" if size_level >= SizeLevel.WARNING else " "
    style = {SizeLevel.GOOD: "", SizeLevel.WARNING: "warning"}.get(size_level, "alarm")
    return Cell(format_size(size) + mark, style)


def remaining_cell(expires_at: datetime | None, now: datetime) -> Cell:
    """Return a remaining time for a list, `!` marking what expires within minutes."""
    if expires_at is None:
        return Cell("– ", "dim")
    seconds = remaining_seconds(expires_at, now)
    if seconds < EXPIRES_SOON:
        return Cell(format_remaining(seconds) + "!", "alarm")
    return Cell(format_remaining(seconds) + " ", "warning" if seconds < HOUR else "dim")


class SessionCells:
    """The cells of a namespace's documents, made of what is known of each.

    A document is named by its key in the `listing`. `marks` are of those with unsaved edits or
    drafts; `now` is the time that remaining times are counted from, None before the first tick.
    """

    def __init__(self) -> None:
        self.listing = Listing()
        self.marks: Mapping[str, str] = {}
        self.now: datetime | None = None

    def of(self, key: str) -> list[Cell]:
        """Return the mark, the id, the size and the remaining time of a document."""
        mark = Cell(self.marks.get(key, ""), "warning")
        name = Cell(NAMESPACE_DOCUMENT_NAME, "dim") if key == NAMESPACE_DOCUMENT else Cell(key)
        summary = self.listing.summaries.get(key)
        if summary is None:
            return [mark, name, Cell("· ", "dim"), Cell("· ", "dim")]
        if summary.problem:
            return [mark, name, Cell("? ", "error"), Cell("? ", "error")]
        if summary.size is None:
            return [mark, name, Cell("none ", "dim"), Cell("")]
        now = self.now or summary.read_at
        return [mark, name, size_cell(summary.size), remaining_cell(summary.expires_at, now)]

    @property
    def sort_keys(self) -> Mapping[str, Callable[[str], Any]]:
        """The sort keys, by the names of the columns: the id, and size and expiry where known."""
        known = self.listing.summaries.get
        return {
            "session": str.casefold,
            "size": lambda key: (summary := known(key)) and summary.size,
            "expires": lambda key: (summary := known(key)) and summary.expires_at,
        }
