"""The values of a tree, by the names of its properties."""

from ccs_tui.model.tree import Tree, Value


def values_of(tree: Tree) -> dict[str, Value]:
    """Return the properties' values by name; a draft where what was typed is no JSON."""
    return {str(node.key): tree.value(node) for node in tree.properties}
