"""The ways to open and close the rows of a tree, which change how far it is shown."""

from collections.abc import Callable
from typing import Literal

from ccs_tui.model.tree.nodes import Node
from ccs_tui.model.tree.tree import Tree

Unfold = Literal[
    "expand",
    "collapse",
    "switch",
    "expand_below",
    "collapse_below",
    "expand_level",
    "collapse_level",
    "expand_all",
]
"""A way to open or close rows."""


def unfold(tree: Tree, how: Unfold, node: Node | None) -> Node | None:
    """Open or close rows for a cursor on `node`; return where the cursor goes, None if it stays."""
    if how == "expand_level":
        open_level(tree)
    elif how == "collapse_level":
        return _close(lambda: close_level(tree), node)
    elif how == "expand_all":
        return _expand_all(tree, node)
    elif node is not None:
        return _OF_A_ROW[how](tree, node)
    return None


def open_below(tree: Tree, node: Node) -> None:
    """Show all that is in a node, at every depth."""
    stack = [node]
    while stack:
        container = stack.pop()
        tree.open(container)
        if container.is_open:
            stack += (child for child in container.children() if child.is_container)


def close_below(tree: Tree, node: Node) -> None:
    """Close a node and all that is in it."""
    stack = [node]
    while stack:
        container = stack.pop()
        tree.close(container)
        stack += (child for child in container.made or [] if child.made)


def open_level(tree: Tree) -> bool:
    """Open every row that is closed; False if there was none."""
    closed = [node for node in tree.rows() if not node.is_open and tree.can_open(node)]
    for node in closed:
        tree.open(node)
    return bool(closed)


def close_level(tree: Tree) -> bool:
    """Close the rows that are open the deepest; False if none is open."""
    open_ = [(node.depth, node) for node in tree.rows() if node.is_open]
    deepest = max((depth for depth, _ in open_), default=0)
    for depth, node in open_:
        if depth == deepest:
            tree.close(node)
    return bool(open_)


def open_as(tree: Tree, other: Tree) -> None:
    """Show what is in the rows that are open in another tree, where they are in this one, too."""
    levels = [(other.document, tree.document)]
    while levels:
        theirs, ours = levels.pop()
        for node in theirs.made or ():
            if node.is_open and (same := tree.child(ours, node.key)) is not None:
                tree.open(same)
                if same.is_open:
                    levels.append((node, same))


def _is_open(tree: Tree, node: Node) -> bool:
    """Tell whether what is in a row is shown: one that was open may be empty by now."""
    return node.is_open and tree.can_open(node)


def _expand(tree: Tree, node: Node) -> Node | None:
    """Show what is in the row, or go to the first of it."""
    if _is_open(tree, node):
        return node.children()[0]
    if tree.can_open(node):
        tree.open(node)
    return None


def _collapse(tree: Tree, node: Node) -> Node | None:
    """Hide what is in the row, or go to the row it is in."""
    if _is_open(tree, node):
        tree.close(node)
        return None
    return node.parent if node.parent is not tree.document else None


def _switch(tree: Tree, node: Node) -> Node | None:
    """Show what is in the row, or hide it."""
    return (_collapse if _is_open(tree, node) else _expand)(tree, node)


def _expand_below(tree: Tree, node: Node) -> None:
    """Show all that is in the row, at every depth."""
    open_below(tree, node)


def _collapse_below(tree: Tree, node: Node) -> None:
    """Hide all that is in the row, at every depth."""
    close_below(tree, node)


_OF_A_ROW: dict[str, Callable[[Tree, Node], Node | None]] = {
    "expand": _expand,
    "collapse": _collapse,
    "switch": _switch,
    "expand_below": _expand_below,
    "collapse_below": _collapse_below,
}


def _expand_all(tree: Tree, node: Node | None) -> Node | None:
    """Open everything; if all is open, close everything."""
    before = len(tree.rows())
    for child in tree.properties:
        open_below(tree, child)
    if len(tree.rows()) > before:
        return None

    def close_all() -> None:
        for child in tree.properties:
            close_below(tree, child)

    return _close(close_all, node)


def _close(close: Callable[[], object], node: Node | None) -> Node | None:
    """Close rows; return the row that hides the cursor's by now, None if none does."""
    close()
    closed = [] if node is None else [row for row in node.ancestors() if not row.is_open]
    return closed[-1] if closed else None
