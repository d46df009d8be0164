"""The sort of a list: by which column, which way, and when it is sorted anew. No widget."""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, NamedTuple

SORT_REST = 10
"""The seconds between two sorts of rows whose values still come, for each that one takes."""


class ListSort(NamedTuple):
    """The column that rows are sorted by, None for the order in which they came, and the way."""

    column: str | None = None
    reverse: bool = False

    def next(self, columns: Iterable[str]) -> "ListSort":
        """Return the next one: the other way round, or by the next column, or after the last none.

        `columns` are those by which one can sort, in their order.
        """
        if self.column is not None and not self.reverse:
            return ListSort(self.column, reverse=True)
        order = [None, *columns]
        return ListSort(order[(order.index(self.column) + 1) % len(order)])

    def clicked(self, column: str) -> "ListSort":
        """Return the sort that a click on the header of a column asks for."""
        return ListSort(column, reverse=column == self.column and not self.reverse)

    def key(self, key_of: Callable[[Any], Any]) -> Callable[[Any], tuple[bool, Any]]:
        """Return the key that rows are sorted by; where `key_of` is None, rows come last both ways.

        A value that is not known yet is None.
        """

        def key(row: Any) -> tuple[bool, Any]:
            value = key_of(row)
            return (value is None) is not self.reverse, value

        return key


class SortRest:
    """The rest between two sorts of rows whose values still come.

    Sorted at each value that comes, the rows would dance, and keys would have no turn.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self.is_due = False
        """True if values came by which the rows are sorted."""

    def run(self, sort: Callable[[], None]) -> None:
        """Sort the rows, if that is due and the rest after the last time is over."""
        if self.is_due and (began := self._clock()) >= self._until:
            self.is_due = False
            sort()
            self._until = began + SORT_REST * (self._clock() - began)
