"""The rows of a document that are shown, as far as its tree is open, in the order of one column."""

from collections.abc import Callable, Iterable

from ccs_tui.model.tree import Node, Tree
from ccs_tui.ui.widgets.row_list.state import ListState

Order = Callable[[Iterable[Node]], list[Node]]
"""Sorts the properties of a document."""


class OpenRows:
    """Lists the rows of a `tree`, and knows when they need not be listed again.

    `order` sorts the properties, each with its open values; None leaves them as they are.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.order: Order | None = None
        self._listed = -1
        """The tree's `listings` when its rows were listed last."""

    def listed(self) -> list[Node]:
        """List the rows."""
        self._listed = self.tree.listings
        return _in_order(self.tree.rows(), self.order)

    def are_the_same(self, state: ListState[Node], names: Iterable[str] | None) -> bool:
        """Return whether a list shows the rows that there are, where only `names` changed.

        A key that is typed changes one property, and as a rule no row but that one. Then the rows,
        of which there may be 60,000, need not be listed again. With None all may have changed.
        """
        is_listed = self.order is None and self._listed == self.tree.listings
        return names is not None and is_listed and _have_the_same_rows(state, self.tree, names)


def _in_order(rows: list[Node], order: Order | None) -> list[Node]:
    """Return the rows with the properties in an order, each with its open values."""
    if order is None:
        return rows
    starts = {node: at for at, node in enumerate(rows) if node.depth == 0}
    ends = dict(zip(starts, [*starts.values(), len(rows)][1:], strict=True))
    return [row for node in order(starts) for row in rows[starts[node] : ends[node]]]


def _have_the_same_rows(state: ListState[Node], tree: Tree, names: Iterable[str]) -> bool:
    """Return whether properties that changed are one row each, as when they were listed."""
    rows = state.rows
    for name in names:
        node = tree.property(name)
        at = rows.index(node, state.cursor)
        if node is None or at < 0 or rows.query:
            return False
        if (node.is_open and tree.can_open(node)) or any(
            row.depth for row in rows.shown[at + 1 : at + 2]
        ):
            return False
    return True
