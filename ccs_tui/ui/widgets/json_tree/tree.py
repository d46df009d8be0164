"""The tree widget: a document in rows, as far as they are open.

What searches in it and what edits its rows is given to it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Literal, Protocol

from textual import events
from textual.actions import SkipAction
from textual.binding import Binding
from textual.geometry import Region

from ccs_tui.model.open_document import OpenDocument, TypedValue
from ccs_tui.model.tree import Node, Tree
from ccs_tui.model.tree.expansion import Unfold, open_as, unfold
from ccs_tui.ui.quick_message import quick_message
from ccs_tui.ui.widgets.json_tree.cells import (
    CLOSED,
    HIDDEN,
    LEAD,
    SCROLLBAR,
    NodeCells,
    columns_for,
    name_start,
)
from ccs_tui.ui.widgets.json_tree.keys import KEYS
from ccs_tui.ui.widgets.json_tree.open_rows import OpenRows
from ccs_tui.ui.widgets.row_list import Column, RowList
from ccs_tui.ui.widgets.row_list.messages import ListMessage

ColumnsFor = Callable[[int, int], Sequence[Column]]
"""Returns the columns for a width in cells, and the number of levels that are shown."""
Seek = Literal["find", "next", "previous", "path", "end"]
"""Asks for a string or a path and goes there, goes on to the next find, back, or ends it."""
TreeChange = Literal["open", "rename", "add", "duplicate", "up", "down"]
"""Changes a row: its value in a large editor, its name, its place; or adds a value."""


class Seeker(Protocol):
    """Searches in a tree."""

    @property
    def needle(self) -> str:
        """The string that is searched for, "" for none."""

    def seek(self, what: Seek) -> None:
        """Search, or go on with the search."""

    def forget(self) -> None:
        """Forget the finds, since the tree changed."""


class Editing(Protocol):
    """Edits the rows of a tree."""

    @property
    def typed(self) -> TypedValue | None:
        """The value that is typed over a row, None while none is."""

    def edit_here(self, node: Node) -> None:
        """Edit a value on its row."""

    def change(self, how: TreeChange, node: Node) -> None:
        """Change a row."""


class JsonTree(RowList[Node], inherit_bindings=False):
    """Shows a document's properties and the values in them, as far as they are open.

    It is a view of the document that it is given. Its owner tells it of changes. `cells` and
    `columns` are what a row has, `search` makes what searches in it, and `editing` what edits its
    rows; without that nothing is edited, and a value that is chosen is told.
    """

    BINDINGS = [*KEYS]

    DEFAULT_CSS = """
    JsonTree {
        & > .row-list--string { color: $success; }
        & > .row-list--number { color: $secondary; }
        & > .row-list--keyword { color: $accent; }
    }
    """

    @quick_message
    class Hidden(ListMessage):
        """The cursor should be on `node`, but the filter hides it."""

        node: Node

    @quick_message
    class Sought(ListMessage):
        """A search went on or ended: `note` has the number of the find, and how many there are."""

        note: str

    @quick_message
    class PropertyWanted(ListMessage):
        """Another property is to be added to the document."""

    def __init__(
        self,
        *,
        search: "Callable[[JsonTree], Seeker]",
        editing: "Callable[[JsonTree], Editing] | None" = None,
        cells: NodeCells | None = None,
        columns: ColumnsFor = columns_for,
        keys: Sequence[Binding] | None = None,
        id: str | None = None,
    ) -> None:
        self.document: OpenDocument | None = None
        self.cells = cells or NodeCells(Tree())
        self._open = OpenRows(self.cells.tree)
        self._columns_for = columns
        super().__init__(columns(60, 0), self.cells, keys=keys, id=id)
        self.cells.place_of = self.columns.place_of
        self._search = search(self)
        self.editing = None if editing is None else editing(self)
        self.held: Callable[[], bool] = lambda: False
        """Says why nothing is to be edited now, and returns True; False if something can be."""

    @property
    def model(self) -> Tree:
        """The tree of the document."""
        return self._open.tree

    # What is shown

    def show(self, document: OpenDocument | None) -> None:
        """Show a document, open as far as the one before was; None shows none.

        The cursor stays on its path where that is there.
        """
        if document is not self.document:
            self._search.forget()
            self._show_other(document)
        else:
            self.show_changes()

    def show_changes(self, names: Iterable[str] | None = None) -> None:
        """Show the changes of properties of the document; of all with None."""
        self._search.forget()
        self.show_rows(names)

    def _show_other(self, document: OpenDocument | None) -> None:
        at = self.cursor_key
        tree = Tree() if document is None else document.tree
        open_as(tree, self.model)
        self.document = self.cells.document = document
        self._open.tree = self.cells.tree = tree
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
        self._open.order = None if key is None else partial(sorted, key=key, reverse=reverse)
        self.columns.sorted_by = (column, reverse)
        self.show_rows()
        self.refresh()

    def show_rows(self, names: Iterable[str] | None = None) -> None:
        """Show the rows that are there, as far as they are open.

        With `names`, nothing but these properties changed.
        """
        if self._open.are_the_same(self.state, names):
            self.refresh()
            return
        rows = self._open.listed()
        self._fit_columns()
        if rows == self.keys:
            self.refresh()
        else:
            self.set_rows(rows)

    def reveal(self, node: Node, closing: Sequence[Node] = ()) -> list[Node]:
        """Put the cursor on a node; return the containers that were opened for that.

        The nodes of `closing` are closed, unless the node lies in them.
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
        else:
            self.keep_from_the_foot()
        return opened

    def keep_from_the_foot(self) -> None:
        """Scroll so that the cursor's row is not the last in view.

        A line to type in may lie over that; and at a step what follows may have changed as well.
        """
        window, cursor = self.canvas.window, self.state.cursor
        if cursor >= window.top + window.page - 1:
            self.scroll_to(y=cursor - window.page // 2)

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

    # Keys and the mouse

    def action_unfold(self, how: Unfold) -> None:
        """Open or close rows, or go in or out where no row can be opened or closed."""
        if not self.unfold(how):
            raise SkipAction

    def unfold(self, how: Unfold) -> bool:
        """Do the same as the key, and return whether anything was opened or closed, or went."""
        at, shown = self.cursor_key, len(self.visible_keys)
        goal = unfold(self.model, how, at)
        if goal is not None:
            self.move_cursor(goal)
        self.show_rows()
        return goal not in (None, at) or len(self.visible_keys) != shown

    def action_seek(self, what: Seek) -> None:
        """Ask for a string or a path and go there, go on to the next find, back, or end it."""
        self._search.seek(what)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether a key works here: a search goes on, or ends, where there is one."""
        goes_on = parameters in (("end",), ("next",), ("previous",))
        if action == "seek" and goes_on and not self._search.needle:
            return False
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Open or close a container; edit a value in place, or tell that it is chosen."""
        node = self.cursor_key
        if node is None:
            return
        if node not in self.model.not_json and self.model.can_open(node):
            self.unfold("switch")
        elif node in self.model.not_json or self.editing is None:
            super().action_choose()
        elif not self.held():
            self.editing.edit_here(node)

    def action_change(self, how: TreeChange) -> None:
        """Change the row: its value in a large editor, its name, its place; or add a value."""
        node = self.cursor_key
        if node is not None and self.editing is not None and not self.held():
            self.editing.change(how, node)

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
                self.unfold("switch")
