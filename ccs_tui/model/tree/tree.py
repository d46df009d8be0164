"""A document as a tree, whose nodes are made when they are looked at."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from ccs_tui.model.json_text import JsonError, JsonText, unused_in
from ccs_tui.model.tree.kept_children import match_children
from ccs_tui.model.tree.nodes import Branch, Key, Node, NotJson, Value
from ccs_tui.model.tree.paths import PathError
from ccs_tui.model.tree.spliced_text import spliced

_NULL = JsonText("null")


class Tree:
    """The properties of a document as nodes, over their canonical texts.

    It is kept while values come and go: where a path is there again, its node stays, open or closed
    as it was. The garbage collector knows no nodes, so they are let go of with the tree.
    """

    def __init__(self) -> None:
        self._document = Node(None, "", JsonText("{"))
        self._document.branch = Branch(children=[], is_open=True)
        self._canonical: dict[Node, JsonText] = {}
        """The texts of properties, as they were last given or joined."""
        self.not_json: dict[Node, NotJson] = {}
        """The texts typed for nodes that are not JSON. Such a node has no children to show."""
        self.levels = 0
        """The number of levels that the rows have below the properties."""
        self.removed: set[str] = set()
        """The names of the properties that will be gone: they are shown, and nothing more."""
        self.listings = 0
        """Grows whenever properties come, go or have another name."""
        self._named: dict[Key, Node] | None = {}
        """The properties by name; None where they have to be looked up anew."""

    def __del__(self) -> None:
        for node in self.properties:
            self.forget(node)
        self._document.children().clear()

    @property
    def document(self) -> Node:
        """The node whose children are the properties. It is no row, and has no text of its own."""
        return self._document

    @property
    def properties(self) -> Sequence[Node]:
        """The properties, in order."""
        return self._document.children()

    def property(self, name: str) -> Node | None:
        """Return the property of this name, None if there is none."""
        if self._named is None:
            self._named = {node.key: node for node in self.properties}
        return self._named.get(name)

    def names_changed(self) -> None:
        """Say that properties came, went or have another name."""
        self._named = None
        self.listings += 1

    # What it holds

    def update(self, values: Mapping[str, Value], removed: Collection[str] = ()) -> None:
        """Take other values for the properties; nodes whose paths are still there stay."""
        known = {node.key: node for node in self.properties}
        nodes: list[Node] = []
        for name, value in values.items():
            text = _NULL if isinstance(value, NotJson) else value
            node = known.pop(name, None)
            if node is None:
                node = Node(self._document, name, text)
                self._canonical[node] = text
            nodes.append(node)
            self._take(node, value)
        for node in known.values():
            self.forget(node)
        self._document.children()[:] = nodes
        self.removed = set(removed)
        self.names_changed()

    def set(self, name: str, value: Value) -> None:
        """Give a property another value; one that is not there yet comes last."""
        node = self.property(name)
        if node is None:
            node = Node(self._document, name, _NULL)
            self._document.children().append(node)
            self.listings += 1
            if self._named is not None:
                self._named[name] = node
        self._take(node, value)

    def _take(self, node: Node, value: Value) -> None:
        if isinstance(value, NotJson):
            now = self.value(node)
            if not isinstance(now, NotJson) or now.text != value.text:
                self.put_not_json(node, value)
        elif self.canonical(node) is not value or self._not_json_in(node):
            self.put(node, value)
            self._canonical[node] = value

    def canonical(self, node: Node) -> JsonText:
        """Return the canonical text of a property, as it is without texts that are not JSON."""
        text = self._canonical.get(node)
        if text is None:
            text = self._canonical[node] = node.text
        return text

    def value(self, node: Node) -> Value:
        """Return the value of a property; a text in it that is not JSON makes all of it one."""
        nodes = self._not_json_in(node)
        if not nodes:
            return self.canonical(node)
        if node in nodes:
            return self.not_json[node]
        return self._with_not_json(node, nodes)

    def _not_json_in(self, node: Node) -> list[Node]:
        return [at for at in self.not_json if at.top is node]

    def _with_not_json(self, node: Node, nodes: Sequence[Node]) -> NotJson:
        text, start, first = spliced(
            node, self.canonical(node), {d: self.not_json[d].text for d in nodes}
        )
        size = self.size(node) - node.size + node.length
        problem = self.not_json[first].problem
        return NotJson(text, size, JsonError(problem.reason, text, start + problem.offset))

    def size(self, node: Node) -> int:
        """Return the characters that a node takes with what was typed in it, its name included."""
        inside = (at for at in self.not_json if at is node or node in at.ancestors())
        return node.size + sum(self.not_json[at].size - at.length for at in inside)

    def text_with(self, node: Node, typed: str) -> str:
        """Return the text of the property that a node lies in, with `typed` for the node.

        Neither is looked at: it need not be JSON.
        """
        holder = node.top
        if node is holder:
            return typed
        texts = {
            d: self.not_json[d].text for d in self._not_json_in(holder) if node not in d.ancestors()
        }
        return spliced(holder, self.canonical(holder), {**texts, node: typed})[0]

    def text_around(self, node: Node) -> tuple[str, str]:
        """Return the text of the property that a node lies in: before and after the node's own."""
        mark = unused_in(self.text_with(node, ""))
        before, _, after = self.text_with(node, mark).partition(mark)
        return before, after

    # Changing a value

    def put(self, node: Node, text: JsonText) -> None:
        """Give a node other canonical text. What is in it stays where its path is still there."""
        self._forget_drafts(node)
        before = node.length
        self._adopt(node, text)
        self.grew(node, node.length - before)

    def put_not_json(self, node: Node, typed: NotJson) -> None:
        """Keep what was typed for a node while it is not JSON. The node's value stays as it was."""
        self._forget_drafts(node)
        self.not_json[node] = typed

    def grew(self, node: Node, characters: int) -> None:
        """Add to the lengths of the containers that a node lies in, and of no others."""
        self._canonical.pop(node.top, None)
        for container in node.ancestors():
            if container.branch is not None:
                container.branch.length += characters

    def forget(self, node: Node) -> None:
        """Let go of a node that is no longer in the tree, and of what it holds."""
        self._forget_drafts(node)
        self._canonical.pop(node, None)
        stack = [node]
        while stack:
            gone = stack.pop()
            if gone.branch is not None and gone.branch.children is not None:
                stack += (child for child in gone.branch.children if child.branch is not None)
                gone.branch.children = None
                gone.branch.is_open = False

    def _forget_drafts(self, node: Node) -> None:
        for at in [at for at in self.not_json if at is node or node in at.ancestors()]:
            del self.not_json[at]

    def _adopt(self, node: Node, text: JsonText) -> None:
        todo = [(node, text)]
        while todo:
            node, text = todo.pop()
            branch = node.branch
            if branch is None or branch.children is None:
                node.own, node.branch = text, None
            elif node.own != text[0]:
                self._replace_children(node, branch, text)
            elif branch.length != len(text) or node.text != text:
                children, changed = match_children(node, branch.children, text)
                staying = set(children)
                for child in branch.children:
                    if child not in staying:
                        self.forget(child)
                branch.children, branch.length = children, len(text)
                todo += changed

    def _replace_children(self, node: Node, branch: Branch, text: JsonText) -> None:
        was_open = branch.is_open
        for child in branch.children or ():
            self.forget(child)
        node.own, node.branch = text, None
        if was_open:
            self.open(node)

    # What is shown of it

    def can_open(self, node: Node) -> bool:
        """Return whether a node has children that can be shown."""
        if not node.is_container or node.is_empty or node in self.not_json:
            return False
        return not (self.removed and node.top.key in self.removed)

    def open(self, node: Node) -> None:
        """Show the children of a node, if it has any."""
        if self.can_open(node):
            node.children()
            if node.branch is not None:
                node.branch.is_open = True

    def close(self, node: Node) -> None:
        """Hide the children of a node; what was open in it will be open again."""
        if node.branch is not None and node.parent is not None:
            node.branch.is_open = False

    def rows(self) -> list[Node]:
        """Return the nodes that are shown, from the top: children after their open parents."""
        rows: list[Node] = []
        levels = [iter(self.properties)]
        self.levels = 0
        while levels:
            self.levels = max(self.levels, len(levels) - 1)
            for node in levels[-1]:
                rows.append(node)
                if node.branch is not None and node.branch.is_open and self.can_open(node):
                    levels.append(iter(node.children()))
                    break
            else:
                levels.pop()
        return rows

    def holds(self, node: Node) -> bool:
        """Return whether a node is in the tree, and was not removed from it."""
        for container in node.ancestors():
            if container is self._document:
                return self.property(str(node.key)) is node
            if not any(child is node for child in container.made or ()):
                return False
            node = container
        return False

    def child(self, parent: Node, key: Key) -> Node | None:
        """Return what a node has at a key, None if there is none."""
        if parent is self._document:
            return self.property(str(key))
        with suppress(PathError):
            return _child(parent, key)
        return None

    def get(self, keys: Sequence[Key]) -> Node | None:
        """Return the node at these keys, None if there is none."""
        with suppress(PathError):
            return self.find(keys)
        return None

    def find(self, keys: Sequence[Key]) -> Node:
        """Return the node at these keys; a negative index counts from the end. Raises PathError."""
        node = self._document
        for key in keys:
            node = _child(node, key)
        if node is self._document:
            raise PathError("A path begins with the name of a property.")
        return node


def _child(node: Node, key: Key) -> Node:
    children = node.children()
    if isinstance(key, int) and node.own == "[":
        if -len(children) <= key < len(children):
            return children[key]
        raise PathError(f"There is no [{key}]: it has {len(children):,} elements.")
    if isinstance(key, str) and node.own == "{":
        found = next((child for child in children if child.key == key), None)
        if found is not None:
            return found
        raise PathError(f"There is no {key}.")
    what = "has no elements" if isinstance(key, int) else "has no members"
    raise PathError(f"{node.key} is of type {node.kind}: it {what}.")
