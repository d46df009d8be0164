"""The cells of a row of the tree: a name on its level, a type, sizes, a value on one line."""

from collections.abc import Callable
from dataclasses import dataclass

from ccs_tui.model.open_document import OpenDocument, PropertyState
from ccs_tui.model.size import format_size
from ccs_tui.model.tree import Node, Tree
from ccs_tui.model.tree.nodes import head_of
from ccs_tui.model.words import counted
from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import clip, shorten, visible
from ccs_tui.ui.widgets.row_list import Cell, Column
from ccs_tui.ui.widgets.row_list.columns import ColumnPlace

LEAD, SCROLLBAR = 2, 1
"""The cells before and after the columns: a tree has no marked rows."""
HIDDEN = ColumnPlace(0, LEAD, 0)
"""The place of a column that hides."""
REMOVED, RENAMED = "removed by the next save", "renamed to"
INDENT = 2
OPEN, CLOSED = "▾ ", "▸ "
NAME_AT_LEAST = 15
NAME_USUALLY = 17
TIGHT = 40
"""The cells below which even a short piece of a value is shown."""
ROOMY = 50
"""The cells from which on values come before types and shares."""
EMPTY_NAME = '""'
SORTED_BY = 200
"""The characters of a value that it is sorted by."""
KEY_AT_LEAST = 9
"""Cells that a name keeps, however deep it lies."""

STATE_MARKS = {
    PropertyState.UNCHANGED: Cell(""),
    PropertyState.CHANGED: Cell("~", "warning"),
    PropertyState.ADDED: Cell("+", "good"),
    PropertyState.REMOVED: Cell("-", "alarm"),
    PropertyState.INVALID: Cell("!", "alarm"),
}

NEWS_MARK = "<"
"""The mark of what others changed or added since the reading before, or since it was edited."""
NEWS = Cell(NEWS_MARK, "accent")

VALUE_STYLES = {
    "object": "dim",
    "array": "dim",
    "string": "string",
    "number": "number",
    "boolean": "keyword",
    "null": "keyword",
}


def columns_for(width: int, levels: int) -> tuple[Column, ...]:
    """Return the columns in a list of `width` cells that shows so many levels below the first.

    The name's column grows with what is open, and not as one scrolls.
    """
    wanted = NAME_USUALLY + INDENT * levels
    name = max(NAME_AT_LEAST, min(wanted, width * 2 // 5 - 1))
    value = 10 if width < TIGHT else 16 if width < ROOMY else 24
    return (
        # Two marks take the room before a name's own mark.
        Column("state", width=2, priority=3),
        Column("name", "  name", width=name, priority=3, gap=0),
        Column("type", "type", width=7),
        Column("size", "size", width=5, align="right", priority=1, gap=1),
        Column("share", "share", width=5, align="right", gap=1),
        Column(
            "value",
            "value",
            minimum=value,
            priority=3,
        ),
    )


@dataclass
class NodeCells:
    """Makes the cells of a document's rows; `place_of` returns the place of a column, or None."""

    tree: Tree
    document: OpenDocument | None = None
    place_of: Callable[[str], ColumnPlace | None] = lambda _: None

    def __call__(self, node: Node) -> list[Cell]:
        """Return the cells of a row, in the order of its columns."""
        tree = self.tree
        name = name_cell(tree, node, self._width_of("name"))
        if tree.removed and node.top.key in tree.removed:
            dash, kind = Cell("–", "dim"), Cell(node.kind, "dim")
            removed = Cell(self._removed(node), "dim")
            return [self._mark_of(node.top), Cell(name.text, "dim"), kind, dash, dash, removed]
        draft = tree.not_json.get(node)
        return [
            self._mark_of(node, is_json=draft is None),
            name,
            Cell("?" if draft is not None else node.kind, "dim"),
            *size_cells(tree.size(node), self.document_size),
            value_cell(tree, node, self._width_of("value")),
        ]

    @property
    def document_size(self) -> int:
        """The characters of the whole document, whose share a row shows."""
        return self.document.size if self.document is not None else 0

    def _mark_of(self, node: Node, *, is_json: bool = True) -> Cell:
        """Return the mark of what was typed here, and beside it that of what others did."""
        document, name = self.document, str(node.top.key)
        if node is not node.top and not is_json:
            return STATE_MARKS[PropertyState.INVALID]
        if document is None:
            return Cell("")
        state = document.state(name)
        if state is PropertyState.UNCHANGED:
            return NEWS if document.by_others.touches(node.keys) else Cell("")
        if node is not node.top:
            return Cell("")
        mark = STATE_MARKS[state]
        return Cell(mark.text + NEWS_MARK, mark.style) if document.is_contested(name) else mark

    def _removed(self, node: Node) -> str:
        """Say what becomes of a property that the next save removes."""
        now = self.document.other_name(str(node.top.key)) if self.document is not None else None
        return REMOVED if now is None or node is not node.top else f"{RENAMED} {now}"

    def _width_of(self, column: str) -> int:
        return (self.place_of(column) or HIDDEN).width


def name_start(node: Node, width: int) -> int:
    """Return the start of a node's name, after its mark, in a column of `width` cells.

    The deeper it lies, the further to the right it starts, as long as there is room.
    """
    return min(INDENT * node.depth, max(0, width - KEY_AT_LEAST - len(CLOSED))) + len(CLOSED)


def name_cell(tree: Tree, node: Node, width: int) -> Cell:
    """Return a node's name on its level, after the mark that says whether it is open."""
    mark = (OPEN if node.is_open else CLOSED) if tree.can_open(node) else " " * len(CLOSED)
    indent = name_start(node, width) - len(CLOSED)
    lead = " " * indent if indent == INDENT * node.depth else "…".ljust(indent)
    if isinstance(node.key, int):
        return Cell(f"{lead}{mark}[{node.key}]", "dim")
    return Cell(f"{lead}{mark}{node.key or EMPTY_NAME}")


def value_cell(tree: Tree, node: Node, width: int) -> Cell:
    """Return a node's value on one line of `width` cells; of an open container, its length."""
    draft = tree.not_json.get(node)
    if draft is not None:
        return Cell(" ".join(clip(draft.text, width).split()), "error")
    style = VALUE_STYLES[node.kind]
    if node.is_container:
        return Cell(_container(node, width), style)
    return Cell(node.own, style)


def value_order(node: Node) -> tuple[str, float, str]:
    """Return the sort key of values: their type, then numbers as such, the others as text."""
    number = float(node.own) if node.kind == "number" else 0.0
    return node.kind, number, "" if node.is_container else node.own[:SORTED_BY]


def _container(node: Node, width: int) -> str:
    if not node.is_open or node.is_empty:
        head = visible(head_of(node, width + 1))
        if cell_width(head) <= width:
            return head
        if node.kind == "object":
            return f"{shorten(head, width - 1)}}}"
    count = node.child_count
    if node.kind == "array":
        return f"[ {counted(count, 'item')} ]"
    return f"{{ {counted(count, 'member')} }}"


def size_cells(size: int, document_size: int) -> tuple[Cell, Cell]:
    """Return the characters that something takes, and its share of the document."""
    percent = round(100 * size / document_size) if document_size else 0
    share = f"{percent} %" if percent else "<1 %"
    return Cell(format_size(size), "dim"), Cell(share, "dim")
