"""The rows of a list: in the order they came, sorted, and filtered. No widget, no painting."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from ccs_tui.ui.widgets.row_list.row_filter import RowFilter

K = TypeVar("K", bound=Hashable)


class Rows(Generic[K]):
    """Keys in three steps: `arrived`, the same sorted, and of those `shown` the matches of a query.

    A step that changes nothing shares the list of the step before it, so that a plain list of
    100,000 rows is one list of keys.
    """

    def __init__(self) -> None:
        self.arrived: list[K] = []
        self.shown: Sequence[K] = self.arrived
        self.query = ""
        self.match_count = 0
        self.ranked = False
        self._sorted: list[K] = self.arrived
        self._sort_key: Callable[[K], Any] | None = None
        self._reverse = False
        self._text_of: Callable[[K], str] = str
        self._filter: RowFilter[K] | None = None

    def replace(self, keys: Sequence[K]) -> None:
        """Take other keys. With a query `search` must follow.

        Until then, rows that are gone are hidden.
        """
        self.arrived = list(keys)
        self._order()
        if self.query:
            still_there = set(self.arrived)
            self.shown = [key for key in self.shown if key in still_there]

    def add(self, keys: Sequence[K]) -> None:
        """Take more keys at the end. With a query, `search` must follow."""
        self.arrived.extend(keys)
        if self._sort_key is not None:
            self._order()
        if not self.query:
            self.match_count = len(self.shown)

    def sort(self, key: Callable[[K], Any] | None, reverse: bool = False) -> None:
        """Order by `key`, None for the order of arrival. With a query, `search` must follow."""
        self._sort_key, self._reverse = key, reverse
        self._order()

    def prepare(self, text_of: Callable[[K], str]) -> None:
        """Read the texts for a query that is about to be typed."""
        if not self.query:
            self._text_of, self._filter = text_of, None
            self._prepared().prepare()

    def search(self, query: str, text_of: Callable[[K], str] | None = None) -> Iterator[None]:
        """Find the matches of `query`, in slices; `shown` changes when the iterator ends.

        These are the rows that have it as a substring, in their order; if there are none, the best
        of those that have it as a subsequence. An empty query shows all.

        `text_of` returns the text by which a key is found. It is asked once for each key, when a
        query begins (or is prepared) and as rows come; None keeps the one before.
        """
        if text_of is not None and self._filter is None:
            self._text_of = text_of
        self.query = query
        if not query:
            self._show(self._sorted, len(self._sorted), ranked=False)
            self._filter = None
            return
        for found in self._prepared().find(query):
            if found is None:
                yield
            else:
                self._show(found.keys, found.total, found.ranked)

    def show_first(self, count: int) -> bool:
        """Show the finds of a search under way, if there are `count`; return whether there are."""
        found = self._prepared().found_so_far()
        if len(found) < count:
            return False
        self._show(found, len(found), ranked=False)
        return True

    def index(self, key: K | None, hint: int) -> int:
        """Return the index at which a key is shown, -1 if it is not; `hint` is where it was."""
        shown = self.shown
        if key is None:
            return -1
        if 0 <= hint < len(shown) and shown[hint] == key:
            return hint
        try:
            return shown.index(key)
        except ValueError:
            return -1

    def look_ahead(self) -> Iterator[None]:
        """Get ready in slices, after a search has ended, for the query's next character."""
        if self.query:
            yield from self._prepared().look_ahead()

    def _prepared(self) -> RowFilter[K]:
        if self._filter is None:
            self._filter = RowFilter(self._sorted, self._text_of)
        return self._filter

    def _order(self) -> None:
        self._filter = None
        self._sorted = self.arrived
        if self._sort_key is not None:
            self._sorted = sorted(self.arrived, key=self._sort_key, reverse=self._reverse)
        if not self.query:
            self._show(self._sorted, len(self._sorted), ranked=False)

    def _show(self, keys: Sequence[K], total: int, ranked: bool) -> None:
        self.shown, self.match_count, self.ranked = keys, total, ranked
