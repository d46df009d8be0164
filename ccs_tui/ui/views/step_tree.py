"""The document as it was at a step, as a tree: what changed is marked, with the value before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import OpenDocument, PropertyState
from ccs_tui.model.timeline.changed_paths import PathChange
from ccs_tui.model.tree import Node, Tree
from ccs_tui.model.tree.nodes import Key
from ccs_tui.model.value_at import ValuePath
from ccs_tui.ui.widgets.json_tree.cells import (
    INDENT,
    NAME_AT_LEAST,
    NAME_USUALLY,
    STATE_MARKS,
    NodeCells,
    name_cell,
    size_cells,
    value_cell,
)
from ccs_tui.ui.widgets.json_tree.keys import OPENING, SEEKING
from ccs_tui.ui.widgets.json_tree.search import TreeSearch
from ccs_tui.ui.widgets.json_tree.tree import JsonTree
from ccs_tui.ui.widgets.row_list import Cell, Column
from ccs_tui.ui.widgets.row_list.keys import CHOOSING, MOVING
from ccs_tui.workspace.timeline import StepView

BEFORE_SHOWN = 200
"""Characters of a value before that a row may show."""
OPENED_AT_MOST = 30
"""The rows of a container that is opened by itself for what changed in it."""
BLAME_CELLS = 19


@dataclass
class StepCells(NodeCells):
    """Makes the cells of the document at a step; `who` says in a few words who set a path."""

    view: StepView | None = None
    who: Callable[[int], Cell] = lambda _: Cell("")
    touched: set[ValuePath] = field(default_factory=set)
    """The paths that changed, and those that lead to them."""

    def show(self, view: StepView | None) -> None:
        """Take what changed in another step."""
        self.view = view
        self.touched = set()
        if view is not None:
            for path in (*view.changed, *view.gone):
                self.touched.update(path[:length] for length in range(1, len(path) + 1))

    def columns_for(self, width: int, levels: int) -> Sequence[Column]:
        """Return the columns in a list of `width` cells that shows so many levels."""
        view = self.view
        return columns_for(
            width,
            levels,
            with_blame=view is not None and view.marks is not None,
            with_before=view is not None and bool(view.changed or view.gone),
        )

    def __call__(self, node: Node) -> list[Cell]:
        """Return the cells of a row, in the order of its columns."""
        path: ValuePath = tuple(node.keys)
        gone = self._gone_property(path)
        if gone is not None:
            name = name_cell(self.tree, node, self._width_of("name"))
            return [
                STATE_MARKS[PropertyState.REMOVED],
                Cell(name.text, "dim"),
                Cell(""),
                Cell(""),
                Cell("went in this step", "dim"),
                _before(gone.before),
            ]
        size, _ = size_cells(self.tree.size(node), 0)
        return [
            self._mark(path),
            name_cell(self.tree, node, self._width_of("name")),
            self._set_by(path),
            size,
            value_cell(self.tree, node, self._width_of("value")),
            self._before_at(path),
        ]

    def _gone_property(self, path: ValuePath) -> PathChange | None:
        if self.view is None:
            return None
        gone = self.view.gone.get((), ())
        return next((change for change in gone if change.path[0] == path[0]), None)

    def _mark(self, path: ValuePath) -> Cell:
        if self.view is None or path not in self.touched:
            return Cell("")
        change = self.view.changed.get(path)
        if change is not None and change.before is None:
            return STATE_MARKS[PropertyState.ADDED]
        return STATE_MARKS[PropertyState.CHANGED]

    def _set_by(self, path: ValuePath) -> Cell:
        marks = self.view.marks if self.view is not None else None
        mark = marks.get(str(path[0])) if marks is not None else None
        return Cell("") if mark is None else self.who(mark.at(path[1:]).step)

    def _before_at(self, path: ValuePath) -> Cell:
        if self.view is None:
            return Cell("")
        if (change := self.view.changed.get(path)) is not None:
            return Cell("not there", "faint") if change.before is None else _before(change.before)
        if gone := self.view.gone.get(path):
            names = ", ".join(str(change.path[-1]) for change in gone)
            return Cell(f"without {names}", "dim")
        return Cell("")


def _before(value: JsonText | None) -> Cell:
    return Cell("" if value is None else value[:BEFORE_SHOWN], "dim")


def columns_for(
    width: int, levels: int, *, with_blame: bool, with_before: bool
) -> tuple[Column, ...]:
    """Return the columns in a list of `width` cells that shows so many levels below the first."""
    name = max(NAME_AT_LEAST, min(NAME_USUALLY + INDENT * levels, width * 2 // 5 - 1))
    blame = BLAME_CELLS if with_blame else 0
    before = 16 if with_before else 0
    return (
        Column("state", width=1, priority=3),
        Column("name", "  name", width=name, priority=3, gap=1),
        Column("set", "set" if with_blame else "", width=blame, priority=2, gap=1 if blame else 0),
        Column("size", "size", width=5, align="right", gap=1),
        Column("value", "value", minimum=14, priority=3),
        Column(
            "before",
            "before" if with_before else "",
            width=None if with_before else 0,
            minimum=before,
            priority=1,
            gap=2 if with_before else 0,
        ),
    )


class StepTree:
    """Shows the document at a step in a tree, in which nothing can be edited."""

    def __init__(self, who: Callable[[int], Cell], *, id: str | None = None) -> None:
        self.view: StepView | None = None
        self._cells = StepCells(Tree(), who=who)
        self.widget = JsonTree(
            search=TreeSearch,
            cells=self._cells,
            columns=self._cells.columns_for,
            keys=[*MOVING, *CHOOSING, *OPENING, *SEEKING],
            id=id,
        )
        self._opened: list[ValuePath] = []

    def show_step(self, view: StepView | None, *, to_change: bool = False) -> None:
        """Show the document at another step, the cursor on its path, or on the first change.

        What lies on the way to a change is opened where it is short, and closed again later.
        """
        for path in self._opened:
            if (node := self.widget.model.get(path)) is not None:
                self.widget.model.close(node)
        self.view = view
        self._cells.show(view)
        document = None if view is None else OpenDocument(_with_gone(view))
        self._opened = [] if view is None or document is None else _open_to(document, view)
        self.widget.show(document)
        if to_change and view is not None and document is not None:
            first = next(iter((*view.changed, *_gone_paths(view))), None)
            self.go_to(first or ())
        self.widget.refresh()

    def go_to(self, path: Sequence[Key], *, opens: bool = False) -> None:
        """Bring the cursor to a path, or to the deepest value on its way that is listed.

        With `opens` what the path leads through is opened for it.
        """
        tree = self.widget
        for length in range(len(path), 0, -1):
            node = tree.model.get(path[:length])
            if node is not None and (opens or all(each.is_open for each in node.ancestors())):
                if opened := [each for each in node.ancestors() if not each.is_open]:
                    self._opened += [tuple(each.keys) for each in opened]
                    tree.reveal(node)
                tree.move_cursor(node)
                tree.keep_from_the_foot()
                return

    @property
    def path(self) -> ValuePath | None:
        """The path under the cursor."""
        node = self.widget.cursor_key
        return None if node is None else tuple(node.keys)


def _with_gone(view: StepView) -> Document:
    """Return the document with the properties that went in the step, which have rows as well."""
    gone = {
        str(change.path[0]): change.before
        for change in view.gone.get((), ())
        if change.before is not None
    }
    return Document(view.document.key, {**view.document.properties, **gone})


def _gone_paths(view: StepView) -> list[ValuePath]:
    return [parent or change.path for parent, gone in view.gone.items() for change in gone]


def _open_to(document: OpenDocument, view: StepView) -> list[ValuePath]:
    """Open the short containers on the way to what changed; return the paths of those."""
    opened: list[ValuePath] = []
    ways = {path[:n] for path in view.changed for n in range(1, len(path))}
    ways |= {path[:n] for path in view.gone for n in range(1, len(path) + 1)}
    shut: set[ValuePath] = set()
    for path in sorted(ways, key=len):
        node: Node | None = None if path[:-1] in shut else document.tree.get(path)
        if node is None or node.child_count > OPENED_AT_MOST:
            shut.add(path)
        else:
            document.tree.open(node)
            opened.append(path)
    return opened
