"""The edits of a tree. An edit changes one node, and the lengths on the path to it.

Each returns where the cursor belongs afterwards and what it made of the properties; each raises
EditError, with nothing done, where it can't be done.
"""

from collections.abc import Callable

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText, quote
from ccs_tui.model.tree.nodes import Key, Node, NotJson, Value
from ccs_tui.model.tree.tree import Tree
from ccs_tui.model.value_object import ValueObject


class EditError(ValueError):
    """An edit that can't be done. The text is one sentence that says why."""


class Done(ValueObject):
    """An edit that was done: where the cursor belongs now, and what changed.

    `renamed` are the names of a property before and after.
    """

    cursor: Node | None
    changes: tuple[Change[Value], ...]
    renamed: tuple[str, str] | None = None


def set_value(tree: Tree, node: Node, text: JsonText) -> Done:
    """Give a node another value, of any type."""
    _check_is_there(tree, node)
    return _within(tree, node, lambda: _put(tree, node, text))


def put_not_json(tree: Tree, node: Node, typed: NotJson) -> Done:
    """Keep what was typed for a node and is not JSON; it is not lost, and can't be saved."""
    _check_is_there(tree, node)

    def keep() -> Node:
        tree.put_not_json(node, typed)
        return node

    return _within(tree, node, keep)


def set_typed(tree: Tree, node: Node, value: Value) -> Done:
    """Give a node what was typed for it: a value, or text that is not JSON."""
    if isinstance(value, NotJson):
        return put_not_json(tree, node, value)
    return set_value(tree, node, value)


def rename(tree: Tree, node: Node, name: str) -> Done:
    """Give a member another name, in its place.

    A property may get the name of one that the next save removes: it then replaces that one.
    """
    _check_is_there(tree, node)
    parent = _parent(node)
    before = node.key
    if isinstance(before, int):
        raise EditError("An element of an array has an index, and no name.")
    if name == before:
        return Done(node, ())
    check_name(tree, parent, name)

    def change() -> Node:
        node.key = name
        if parent is not tree.document:
            tree.grew(node, len(quote(name)) - len(quote(before)))
        else:
            tree.names_changed()
        return node

    if parent is not tree.document:
        return _within(tree, node, change)
    value = tree.value(node)
    _take_out_removed(tree, name)
    change()
    return Done(node, (Change(before, value, None), Change(name, None, value)), (before, name))


def add(
    tree: Tree, parent: Node, text: JsonText, name: str = "", after: Node | None = None
) -> Done:
    """Add a child to a container: after another one, by default as the last.

    `name` is the new member's; of an element it means nothing.
    """
    if parent is not tree.document:
        _check_is_there(tree, parent)
    if not parent.is_container:
        raise EditError(f"{parent.key} is of type {parent.kind}: nothing can be put into it.")
    children = parent.children()
    at = len(children) if after is None else children.index(after) + 1
    if parent.own == "{":
        check_name(tree, parent, name)
    return _insert(tree, parent, at, name if parent.own == "{" else at, text)


def duplicate(tree: Tree, node: Node) -> Done:
    """Add the same value again: after the element, or under a name that is not taken."""
    _check_is_there(tree, node)
    if node in tree.not_json:
        raise EditError(f"{node.key} is not JSON yet, so it can't be duplicated.")
    parent = _parent(node)
    at = parent.children().index(node) + 1
    key: Key = at if isinstance(node.key, int) else _free_name(parent, node.key)
    return _insert(tree, parent, at, key, node.text)


def remove(tree: Tree, node: Node) -> Done:
    """Take a node out of what it lies in. The cursor goes to what comes to its place."""
    _check_is_there(tree, node)
    parent = _parent(node)
    siblings = parent.children()
    at = siblings.index(node)

    def take_out() -> Node | None:
        del siblings[at]
        _renumber(siblings, at)
        comma = 1 if siblings else 0
        node.parent = parent
        tree.grew(node, -node.size - comma)
        tree.forget(node)
        if parent is tree.document:
            tree.names_changed()
        if siblings:
            return siblings[min(at, len(siblings) - 1)]
        return parent if parent is not tree.document else None

    if parent is not tree.document:
        return _within(tree, node, take_out)
    value = tree.value(node)
    return Done(take_out(), (Change(str(node.key), value, None),))


def move(tree: Tree, node: Node, by: int) -> Done:
    """Move an element up (-1) or down (1) in its array; at the end nothing happens."""
    _check_is_there(tree, node)
    parent = _parent(node)
    if parent.own != "[":
        raise EditError("Only the elements of an array have an order of their own.")
    siblings = parent.children()
    at = siblings.index(node)
    to = max(0, min(at + by, len(siblings) - 1))
    if to == at:
        return Done(node, ())

    def shift() -> Node:
        siblings.insert(to, siblings.pop(at))
        _renumber(siblings, min(at, to), max(at, to) + 1)
        tree.grew(node, 0)
        return node

    return _within(tree, node, shift)


def check_name(tree: Tree, parent: Node, name: str) -> None:
    """Raise EditError if a new member of `parent` can't have this name."""
    if not name and parent is tree.document:
        raise EditError("A property needs a name.")
    if parent is tree.document:
        is_taken = tree.property(name) is not None and name not in tree.removed
    else:
        is_taken = any(child.key == name for child in parent.children())
    if is_taken:
        where = "The document" if parent is tree.document else f"{parent.key}"
        raise EditError(f"{where} has {name or 'the empty name'} already.")


def _check_is_there(tree: Tree, node: Node) -> None:
    if not tree.holds(node):
        raise EditError(f"{node.key} is gone.")
    name = node.top.key
    if tree.removed and name in tree.removed:
        raise EditError(f"{name} will be removed by the next save; z keeps it.")


def _parent(node: Node) -> Node:
    if node.parent is None:
        raise EditError("A document is not in anything.")
    return node.parent


def _within(tree: Tree, node: Node, change: Callable[[], Node | None]) -> Done:
    """Change something in a property, and say what it did to that property's value."""
    holder = node.top
    before = tree.value(holder)
    cursor = change()
    after = tree.value(holder)
    if before == after:
        return Done(cursor, ())
    return Done(cursor, (Change(str(holder.key), before, after),))


def _put(tree: Tree, node: Node, text: JsonText) -> Node:
    tree.put(node, text)
    return node


def _insert(tree: Tree, parent: Node, at: int, key: Key, text: JsonText) -> Done:
    node = Node(parent, key, text)
    siblings = parent.children()

    def put_in() -> Node:
        siblings.insert(at, node)
        _renumber(siblings, at)
        tree.grew(node, node.size + (1 if len(siblings) > 1 else 0))
        return node

    if parent is not tree.document:
        return _within(tree, parent, put_in)
    put_in()
    tree.names_changed()
    return Done(node, (Change(str(key), None, text),))


def _take_out_removed(tree: Tree, name: str) -> None:
    """Let go of the row of a property that is to be removed: another one gets its name."""
    node = tree.property(name)
    if node is not None:
        del tree.document.children()[tree.document.children().index(node)]
        tree.grew(node, -node.size - 1)
        tree.forget(node)
        tree.names_changed()


def _renumber(siblings: list[Node], start: int, stop: int | None = None) -> None:
    if siblings and isinstance(siblings[0].key, int):
        for index in range(start, len(siblings) if stop is None else stop):
            siblings[index].key = index


def _free_name(parent: Node, name: str) -> str:
    taken = {child.key for child in parent.children()}
    free, number = f"{name} copy", 2
    while free in taken:
        free, number = f"{name} copy {number}", number + 1
    return free
