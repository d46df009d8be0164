"""The cells of a document in a list: its id, size and expiry, and whether it has unsaved edits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from ccs_tui.model.expiry import HOUR, MINUTE, format_moment, format_remaining, remaining_seconds
from ccs_tui.model.names import NAMESPACE_DOCUMENT_NAME
from ccs_tui.ui.widgets.row_list import Cell, Column
from ccs_tui.ui.widgets.session_columns import WRITTEN, columns_for, value_column
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT, Listing

if TYPE_CHECKING:
    from ccs_tui.workspace.follower import Follower
    from ccs_tui.workspace.value_columns import ValueColumns

EDITED, DRAFTED = "*", "d"
"""The marks of a document with unsaved edits, and of one with drafts that were left before."""

CHANGE_MARKS = {"new": "+", "changed": "<", "gone": "-"}
"""The marks of what was seen of documents in a list that is followed."""

ID_CELLS = 36
"""The cells of a conversation's id, which are more than those of any other name here."""

EXPIRES_SOON = 15 * MINUTE
"""Seconds under which an expiry is an alarm; under an hour it is a warning."""


def size_cell(size: int | None) -> Cell:
    """Return a size for a list, `!` marking 80 % of the limit and more."""
    if size is None:
        return Cell("none", "dim")
    # It imports the reader of JSON, which the first frame does without.
    from ccs_tui.model.size import SizeLevel, format_size, level

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
    `columns` are those that were added, if any can be; `following` are the readings of a list that
    is followed.
    """

    def __init__(self) -> None:
        self.listing = Listing()
        self.columns: ValueColumns | None = None
        self.following: Follower | None = None
        self.marks: Mapping[str, str] = {}
        self.now: datetime | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the columns that were added."""
        return () if self.columns is None else self.columns.paths

    def columns_in(self, id_cells: int) -> list[Column]:
        """Return the columns that the cells of a row stand in; ids have so many cells."""
        return columns_for(id_cells, self.paths, is_followed=self.following is not None)

    def of(self, key: str) -> list[Cell]:
        """Return the mark, the id, the size, the remaining time and the values of a document."""
        values = (self._value_cell(path, key) for path in self.paths)
        written = () if self.following is None else (self._written_cell(self.following, key),)
        return [*self._own_cells(key), *written, *values]

    def _written_cell(self, following: "Follower", key: str) -> Cell:
        """Return when a document was written last: as it was seen, or `~` as it is guessed."""
        change, guess = following.changes.get(key), following.guesses.get(key)
        if change is not None:
            at = format_moment(change.at, self.now or change.at)
            is_gone = change.kind.value == "gone"
            return Cell("gone" if is_gone else at, "alarm" if is_gone else "accent")
        if guess is None:
            return Cell("")
        return Cell(f"~{format_moment(guess, self.now or guess)}", "dim")

    def _value_cell(self, path: str, key: str) -> Cell:
        from ccs_tui.model.column_value import ABSENT, UNREAD, UNREADABLE, shown_value

        columns = self.columns
        if columns is None or not columns.knows(path, key):
            return Cell(UNREAD, "dim")
        kept = columns.value(path, key)
        if kept == UNREADABLE:
            return Cell(UNREADABLE, "error")
        return (
            Cell(ABSENT, "dim")
            if kept is None
            else Cell(shown_value(kept), "dim" * columns.is_old(key))
        )

    def values_text(self, key: str) -> str:
        """Return the values of a document as they are shown, for a filter."""
        return "".join(f"\n{self._value_cell(path, key).text}" for path in self.paths)

    def _own_cells(self, key: str) -> list[Cell]:
        mark = Cell(self.marks.get(key, ""), "warning")
        if not mark.text and self.following is not None and key in self.following.changes:
            mark = Cell(CHANGE_MARKS[self.following.changes[key].kind.value], "accent")
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
        """The sort keys, by the names of the columns: the id, and the others where known."""
        known = self.listing.to_sort_by
        return {
            "session": str.casefold,
            "size": lambda key: (summary := known(key)) and summary.size,
            "expires": lambda key: (summary := known(key)) and summary.expires_at,
            **({} if self.following is None else {WRITTEN: self.following.written_at}),
            **{value_column(path): partial(self._order, path) for path in self.paths},
        }

    def _order(self, path: str, key: str) -> object:
        from ccs_tui.model.column_value import order

        return None if self.columns is None else order(self.columns.value(path, key))
