"""A tree of rows: what is shown of it, and how far it is open."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual import events
from textual.geometry import Region

from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.tree import Node, Tree
from ccs_tui.model.tree.unfolding import Unfold, open_as, unfold
from ccs_tui.ui.widgets.json_tree.cells import (
    CLOSED,
    HIDDEN,
    LEAD,
    SCROLLBAR,
    NodeCells,
    columns_for,
    name_start,
)
from ccs_tui.ui.widgets.row_list import Column, RowList
from ccs_tui.ui.widgets.row_list.messages import ListMessage
from ccs_tui.ui.widgets.row_list.state import ListState

ColumnsFor = Callable[[int, int], Sequence[Column]]
"""Returns the columns in a list of so many cells that shows so many levels below the first."""
Order = Callable[[Iterable[Node]], list[Node]]
"""Sorts the properties of a document."""


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


class OpenTree(RowList[Node], inherit_bindings=False):
    """Shows a document's properties and the values in them, as far as they are open."""

    DEFAULT_CSS = """
    OpenTree {
        & > .row-list--string { color: $success; }
        & > .row-list--number { color: $secondary; }
        & > .row-list--keyword { color: $accent; }
    }
    """

    @dataclass
    class Hidden(ListMessage):
        """The cursor should be on `node`, but the filter hides it."""

        node: Node

    def __init__(
        self,
        *,
        cells: NodeCells | None = None,
        columns: ColumnsFor = columns_for,
        id: str | None = None,
    ) -> None:
        self.document: OpenDocument | None = None
        self.cells = cells or NodeCells(Tree())
        self.model = self.cells.tree
        self._columns_for = columns
        super().__init__(columns(60, 0), self.cells, id=id)
        self.cells.place_of = self.columns.place_of
        self._order: Order | None = None
        self._listed = -1
        """The model's `listings` when its rows were listed last."""

    # What is shown

    def show_document(self, document: OpenDocument | None) -> None:
        """Show another document, as far open as the one before, with the cursor on its path."""
        at = self.cursor_key
        tree = Tree() if document is None else document.tree
        open_as(tree, self.model)
        self.document = self.cells.document = document
        self.model = self.cells.tree = tree
        self.show_rows()
        node = None if at is None else tree.get(at.keys)
        if node is not None:
            self.move_cursor(node)
        if node is None or self.cursor_key is not node:
            self.action_move("first")

    def sort(
        self, key: Callable[[Node], Any] | None, reverse: bool = False, column: str | None = None
    ) -> None:
        """Order the properties by `key`, each with its open values; None for their own order."""
        self._order = None if key is None else partial(sorted, key=key, reverse=reverse)
        self.columns.sorted_by = (column, reverse)
        self.show_rows()
        self.refresh()

    def show_rows(self, names: Iterable[str] | None = None) -> None:
        """Show the rows that are there, as far as they are open.

        With `names`, nothing but these properties changed: a key that is typed changes one, and as
        a rule no row but that one. Then the rows, of which there may be 60,000, are not listed
        again.
        """
        is_listed = self._order is None and self._listed == self.model.listings
        if names is not None and is_listed and _have_the_same_rows(self.state, self.model, names):
            self.refresh()
            return
        self._listed = self.model.listings
        rows = _in_order(self.model.rows(), self._order)
        self._fit_columns()
        if rows == self.keys:
            self.refresh()
        else:
            self.set_rows(rows)

    def reveal(self, node: Node, closing: Sequence[Node] = ()) -> list[Node]:
        """Put the cursor on a node; return the containers that were opened for that.

        Those of `closing` are closed, unless the node lies in them.
        """
        for container in closing:
            self.model.close(container)
        opened = [container for container in node.ancestors() if not container.is_open]
        for container in opened:
            self.model.open(container)
        if opened or closing:
            self.show_rows()
        self.move_cursor(node)
        if self.cursor_key is not node:
            self.post_message(self.Hidden(self, node))
        elif self.state.cursor >= self.scroll_offset.y + self.page - 1:
            # It must not be the last row, since a line to type in may lie over that.
            self.scroll_to(y=self.state.cursor - self.page // 2)
        return opened

    def place_of(self, column: str, at_least: int, *, is_new: bool = False) -> Region:
        """Return where on the screen a line is typed in for a column of the cursor's row.

        Over the row from that column on; where that leaves less than `at_least` cells, and for
        what `is_new`, on the row below it, so that name, type and size stay in view.
        """
        lies = self.columns.place_of(column) or HIDDEN
        node, x = self.cursor_key, lies.x
        if column == "name" and node is not None:
            x += name_start(node, lies.width)
        width = self.content_size.width - SCROLLBAR
        y = self.canvas.header + self.state.cursor - self.scroll_offset.y
        if is_new or width - x < at_least:
            x = LEAD + (name_start(node, lies.width) if is_new and node is not None else 0)
            y += 1
        return Region(self.region.x + x, self.region.y + y, width - x, 1)

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._fit_columns()

    def _fit_columns(self) -> None:
        width = self.content_size.width - LEAD - SCROLLBAR
        self.columns.replace(self._columns_for(width, self.model.levels))

    def action_unfold(self, how: Unfold) -> None:
        """Open or close rows, or go in or out where no row can be opened or closed."""
        goal = unfold(self.model, how, self.cursor_key)
        if goal is not None:
            self.move_cursor(goal)
        self.show_rows()

    def on_click(self, event: events.Click) -> None:
        """Open or close a row by its mark."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.canvas.header:
            return
        index = self.canvas.window.row_at(offset.y)
        if index < len(self.visible_keys):
            node = self.visible_keys[index]
            name = self.columns.place_of("name") or HIDDEN
            text = name.x + name_start(node, name.width)
            if text - len(CLOSED) <= offset.x < text and event.chain == 1:
                self.move_cursor(node)
                self.action_unfold("switch")
