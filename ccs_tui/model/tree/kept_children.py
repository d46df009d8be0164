"""The children of a container that stay when it gets another text."""

from collections.abc import Sequence

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.tree.child_texts import split_array, split_object
from ccs_tui.model.tree.nodes import Node


def match_children(
    parent: Node, children: Sequence[Node], text: JsonText
) -> tuple[list[Node], list[tuple[Node, JsonText]]]:
    """Find which of the children stay in a container's new text, and which of these change.

    Members stay by their names. Elements that are the same at both ends stay, and those between
    stay by their index.
    """
    if text[0] == "{":
        known = {child.key: child for child in children}
        named = split_object(text)
        nodes = [known.get(name) or Node(parent, name, value) for name, value in named]
        return nodes, [(node, value) for node, (_, value) in zip(nodes, named, strict=True)]
    values = split_array(text)
    shorter = min(len(children), len(values))
    head = 0
    while head < shorter and _is(children[head], values[head]):
        head += 1
    tail = 0
    while tail < shorter - head and _is(children[-1 - tail], values[-1 - tail]):
        tail += 1
    middle = min(len(children), len(values)) - head - tail
    nodes = list(children[: head + middle])
    nodes += (Node(parent, 0, value) for value in values[head + middle : len(values) - tail])
    nodes += children[len(children) - tail :]
    for index, node in enumerate(nodes):
        node.key = index
    return nodes, list(zip(nodes[head : head + middle], values[head : head + middle], strict=True))


def _is(node: Node, text: JsonText) -> bool:
    if node.made is None:
        return node.own == text
    return node.length == len(text) and node.text == text
