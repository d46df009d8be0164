"""Opening and closing the rows of a tree: changes of how far a document is open. No widget."""

from collections.abc import Callable
from typing import Literal

from ccs_tui.model.tree import Node, Tree

Unfold = Literal[
    "expand", "collapse", "switch", "expand_below", "collapse_below", "expand_level",
    "collapse_level", "expand_all",
]  # fmt: skip
"""A way to open or close rows."""


def unfold(tree: Tree, how: Unfold, node: Node | None) -> Node | None:
    """Open or close rows for a cursor on `node`; return where the cursor goes, None if it stays."""
    if how == "expand_level":
        tree.open_level()
    elif how == "collapse_level":
        return _close(tree.close_level, node)
    elif how == "expand_all":
        return _expand_all(tree, node)
    elif node is not None:
        return _OF_A_ROW[how](tree, node)
    return None


def _is_open(tree: Tree, node: Node) -> bool:
    """Whether what is in a row is shown: one that was open may be empty by now."""
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
    tree.open_below(node)


def _collapse_below(tree: Tree, node: Node) -> None:
    """Hide all that is in the row, at every depth."""
    tree.close_below(node)


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
        tree.open_below(child)
    if len(tree.rows()) > before:
        return None

    def close_all() -> None:
        for child in tree.properties:
            tree.close_below(child)

    return _close(close_all, node)


def _close(close: Callable[[], object], node: Node | None) -> Node | None:
    """Close rows; return the row that hides the cursor's by now, None if none does."""
    close()
    closed = [] if node is None else [row for row in node.ancestors() if not row.is_open]
    return closed[-1] if closed else None
