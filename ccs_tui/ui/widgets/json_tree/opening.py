"""A tree of rows: what is shown of it, and how far it is open."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from textual import events
from textual.geometry import Region

from ccs_tui.model.tree import Node, Tree, Value
from ccs_tui.ui.widgets.json_tree.cells import (
    CLOSED,
    columns_for,
    name_cell,
    name_start,
    size_cells,
    value_cell,
)
from ccs_tui.ui.widgets.row_list import Cell, RowList
from ccs_tui.ui.widgets.row_list_columns import Place
from ccs_tui.ui.widgets.row_list_messages import ListMessage

LEAD, SCROLLBAR = 2, 1
"""The cells before and after the columns: a tree has no marked rows."""
REMOVED = "removed at the next save"


class OpenTree(RowList[Node], inherit_bindings=False):
    """Shows a document's properties and what is in them, as far as they are open.

    `mark_of` returns the mark of a property by its name.
    """

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

    def __init__(self, mark_of: Callable[[str], Cell], *, id: str | None = None) -> None:
        super().__init__(columns_for(60, 0), self._node_cells, id=id)
        self.model = Tree()
        self.document_size = 0
        """The characters of the whole document: what the shares are of."""
        self._mark_of = mark_of
        self._order: Callable[[Iterable[Node]], list[Node]] | None = None

    # What is shown

    def show(self, values: Mapping[str, Value], removed: Collection[str], size: int) -> None:
        """Show the properties of a document of `size` characters, open as far as it was before.

        The cursor stays on its path where that is there.
        """
        self.document_size = size
        self.model.update(values, removed)
        self.show_changes()

    def show_changes(self) -> None:
        """Show what became of the tree."""
        self._show_rows()

    def sort(
        self, key: Callable[[Node], Any] | None, reverse: bool = False, column: str | None = None
    ) -> None:
        """Order the properties by `key`, each with what is open in it; None for the document's."""
        self._order = None if key is None else partial(sorted, key=key, reverse=reverse)
        self._sorted_by = (column, reverse)
        self._show_rows()
        self.refresh()

    def _in_order(self, rows: list[Node]) -> list[Node]:
        if self._order is None:
            return rows
        starts = {node: at for at, node in enumerate(rows) if node.depth == 0}
        ends = dict(zip(starts, [*starts.values(), len(rows)][1:], strict=True))
        return [row for node in self._order(starts) for row in rows[starts[node] : ends[node]]]

    def _show_rows(self) -> None:
        rows = self._in_order(self.model.rows())
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
        self.model.reveal(node)
        if opened or closing:
            self._show_rows()
        self.move_cursor(node)
        if self.cursor_key is not node:
            self.post_message(self.Hidden(self, node))
        elif self._cursor >= self.scroll_offset.y + self._page - 1:
            # Not on the last row: what is typed may lie over that.
            self.scroll_to(y=self._cursor - self._page // 2)
        return opened

    def place(self) -> Region:
        """Return where the rows are on the screen."""
        return self.region

    def place_of(self, column: str, at_least: int) -> Region:
        """Return where the cursor's row is on the screen from a column on, at least so wide."""
        lies = self._place_of(column)
        node, x = self.cursor_key, lies.x
        if column == "name" and node is not None:
            x += name_start(node, lies.width)
        width = self.content_size.width - SCROLLBAR
        x = max(2, min(x, width - at_least))
        y = self._header + self._cursor - self.scroll_offset.y
        return Region(self.region.x + x, self.region.y + y, width - x, 1)

    def on_unmount(self) -> None:
        """Let go of the document."""
        self.model.update({})

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._fit_columns()

    def _fit_columns(self) -> None:
        width = self.content_size.width - LEAD - SCROLLBAR
        self.set_columns(columns_for(width, self.model.levels))

    def _place_of(self, column: str) -> Place:
        """Return where a column lies; one that hides has no width."""
        found = (lies for lies in self._places if self._columns[lies.index].name == column)
        return next(found, Place(0, LEAD, 0))

    def _node_cells(self, node: Node) -> list[Cell]:
        tree = self.model
        name = name_cell(tree, node, self._place_of("name").width)
        if tree.removed and node.top.key in tree.removed:
            dash = Cell("–", "dim")
            return [self._mark_of(str(node.key)), Cell(name.text, "dim"), Cell(node.kind, "dim"),
                    dash, dash, Cell(REMOVED, "dim")]  # fmt: skip
        draft = tree.drafts.get(node)
        if node.parent is tree.document:
            mark = self._mark_of(str(node.key))
        else:
            mark = Cell("!", "alarm") if draft is not None else Cell("")
        size = node.size + (draft.size - node.length if draft is not None else 0)
        return [
            mark,
            name,
            Cell("?" if draft is not None else node.kind, "dim"),
            *size_cells(size, self.document_size),
            value_cell(tree, node, self._place_of("value").width),
        ]

    # Opening and closing

    def _is_open(self, node: Node) -> bool:
        """Whether what is in a row is shown: one that was open may be empty by now."""
        return node.is_open and self.model.can_open(node)

    def action_expand(self) -> None:
        """Show what is in the row, or go to the first of it."""
        node = self.cursor_key
        if node is None:
            return
        if self._is_open(node):
            self.move_cursor(node.children()[0])
        elif self.model.can_open(node):
            self.model.open(node)
            self._show_rows()

    def action_collapse(self) -> None:
        """Hide what is in the row, or go to the row it is in."""
        node = self.cursor_key
        if node is None:
            return
        if self._is_open(node):
            self.model.close(node)
            self._show_rows()
        elif node.parent is not None and node.parent is not self.model.document:
            self.move_cursor(node.parent)

    def action_switch(self) -> None:
        """Show what is in the row, or hide it."""
        node = self.cursor_key
        if node is not None and self._is_open(node):
            self.action_collapse()
        else:
            self.action_expand()

    def action_expand_below(self) -> None:
        """Show all that is in the row, at every depth."""
        if (node := self.cursor_key) is not None:
            self.model.open_below(node)
            self._show_rows()

    def action_collapse_below(self) -> None:
        """Hide all that is in the row, at every depth."""
        if (node := self.cursor_key) is not None:
            self.model.close_below(node)
            self._show_rows()

    def action_expand_level(self) -> None:
        """Open every row that is closed."""
        self.model.open_level()
        self._show_rows()

    def action_collapse_level(self) -> None:
        """Close the rows that are open the deepest."""
        self._stay_visible(self.model.close_level)

    def action_expand_all(self) -> None:
        """Open everything; if all is open, close everything."""
        before = len(self.keys)
        for node in self.model.properties:
            self.model.open_below(node)
        if len(self.model.rows()) > before:
            self._show_rows()
        else:
            self._stay_visible(self._close_all)

    def _close_all(self) -> None:
        for node in self.model.properties:
            self.model.close_below(node)

    def _stay_visible(self, close: Callable[[], object]) -> None:
        """Close rows; if that hides the cursor's, it goes to the one that it is in."""
        node = self.cursor_key
        close()
        if node is not None:
            closed = [container for container in node.ancestors() if not container.is_open]
            self.move_cursor(closed[-1] if closed else node)
        self._show_rows()

    def on_click(self, event: events.Click) -> None:
        """Open or close a row by its mark."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._header:
            return
        index = offset.y - self._header + self.scroll_offset.y
        if index < len(self.visible_keys):
            node = self.visible_keys[index]
            name = self._place_of("name")
            text = name.x + name_start(node, name.width)
            if text - len(CLOSED) <= offset.x < text and event.chain == 1:
                self.move_cursor(node)
                self.action_switch()
