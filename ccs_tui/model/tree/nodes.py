"""The nodes of the tree: what a value is, where it lies, and how long it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, repeat
from operator import add

import msgspec

from ccs_tui.model.json_text import JsonError, JsonText, canonical, kind, quote
from ccs_tui.model.tree.child_texts import (
    count_children,
    is_container,
    split_array,
    split_object,
)

Key = str | int
"""The name of a member, or the index of an element."""


@dataclass(frozen=True, slots=True)
class NotJson:
    """Text typed for a value that is not JSON, or not yet.

    `size` is the length of its canonical text in characters, as far as it can be told.
    """

    text: str = field(repr=False)
    size: int
    problem: JsonError = field(compare=False)


Value = JsonText | NotJson
"""The content of a property: canonical text, or text that was typed and is not JSON."""


def value_of(text: str) -> Value:
    """Return the value that a typed text is, or the text itself where it is no JSON yet."""
    try:
        return canonical(text)
    except JsonError as problem:
        return NotJson(text, len(text), problem)


@dataclass(slots=True)
class Branch:
    """The fields that only a container needs, once it was looked into.

    `children` is None until it is opened; from then on it is they who have the text, and `length`
    is that of all of it. `counted` is how many there are, while they are not made.
    """

    counted: int = 0
    children: "list[Node] | None" = None
    length: int = 0
    is_open: bool = False


class Node(msgspec.Struct, eq=False, gc=False):
    """A value in a document. It is itself, whatever becomes of its key, its text or its place.

    A container's children are made when they are first asked for. Its text is then held by them
    alone, so that a document takes the same room however far it is opened, and an edit changes one
    text and the lengths on the path to it.

    No object of Python is made faster than a `Struct` that the garbage collector does not know. So
    a node must be forgotten (`forget`) when it leaves the tree, which frees it at once.
    """

    parent: "Node | None"
    key: Key
    own: JsonText
    """Its canonical text, or only the opening bracket once the children have the rest."""
    branch: Branch | None = None

    def __repr__(self) -> str:
        return f"<Node {self.kind}>"

    # What it is

    @property
    def kind(self) -> str:
        """Its type: object, array, string, number, boolean or null."""
        return kind(self.own)

    @property
    def is_container(self) -> bool:
        """True if it is an object or an array."""
        return is_container(self.own)

    @property
    def text(self) -> JsonText:
        """Its canonical text."""
        return join_text(self)

    @property
    def length(self) -> int:
        """The characters of its canonical text."""
        branch = self.branch
        return len(self.own) if branch is None or branch.children is None else branch.length

    @property
    def size(self) -> int:
        """The characters it takes in the document: its value, and its name if it has one."""
        return self.length if isinstance(self.key, int) else len(quote(self.key)) + 1 + self.length

    @property
    def child_count(self) -> int:
        """The number of its elements or members."""
        if not self.is_container:
            return 0
        if self.branch is None:
            self.branch = Branch(counted=count_children(self.own))
        children = self.branch.children
        return self.branch.counted if children is None else len(children)

    @property
    def is_empty(self) -> bool:
        """True if it is a container with nothing in it."""
        return self.own in ("{}", "[]") or (self.made is not None and not self.made)

    # Where it is

    @property
    def depth(self) -> int:
        """The number of containers around it, below its document: 0 for a property."""
        return sum(1 for _ in self.ancestors()) - 1

    def ancestors(self) -> "Iterator[Node]":
        """Yield the containers it lies in, from the inside to the document."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def top(self) -> "Node":
        """The property that it is, or lies in."""
        node = self
        while node.parent is not None and node.parent.parent is not None:
            node = node.parent
        return node

    @property
    def keys(self) -> list[Key]:
        """The keys on the way to it, the property's name first."""
        keys = [self.key, *(node.key for node in self.ancestors())]
        return keys[-2::-1]

    # What is in it

    @property
    def is_open(self) -> bool:
        """True if its children are shown."""
        return self.branch is not None and self.branch.is_open

    @property
    def made(self) -> "Sequence[Node] | None":
        """Its children if they are made already, else None."""
        return None if self.branch is None else self.branch.children

    def children(self) -> "list[Node]":
        """Return its children, made now if they were not yet."""
        if not self.is_container:
            return []
        branch = self.branch
        if branch is None:
            branch = self.branch = Branch()
        if branch.children is None:
            branch.children = make_children(self, self.own)
            branch.length = len(self.own)
            self.own = JsonText(self.own[0])
        return branch.children


def make_children(parent: Node, text: JsonText) -> list[Node]:
    """Return new nodes for the children that `text` has."""
    if text[0] == "[":
        return list(map(Node, repeat(parent), count(), split_array(text)))
    return [Node(parent, name, value) for name, value in split_object(text)]


def sizes_of(siblings: Sequence[Node]) -> list[int]:
    """Return the sizes of the children of one container, as `Node.size` has them."""
    lengths = [len(node.own) if node.branch is None else node.length for node in siblings]
    if not siblings or isinstance(siblings[0].key, int):
        return lengths
    names = [len(quote(str(node.key))) + 1 for node in siblings]
    return list(map(add, names, lengths))


def head_of(node: Node, characters: int) -> str:
    """Return the beginning of a node's text: that many characters and at most a few more."""
    if node.made is None:
        return node.own[:characters]
    pieces: list[str] = []
    left = characters
    for child in node.made:
        name = "" if isinstance(child.key, int) else f"{quote(child.key)}:"
        pieces.append(name + head_of(child, max(0, left - len(name))))
        left -= len(pieces[-1]) + 1
        if left <= 0:
            break
    closing = "" if left <= 0 else "]" if node.own == "[" else "}"
    return f"{node.own}{','.join(pieces)}{closing}"


def join_text(node: Node, instead: Mapping[Node, str] | None = None) -> JsonText:
    """Return the canonical text of a node; with `instead`, other texts for some nodes in it."""
    texts: dict[Node, str] = dict(instead or {})
    if node in texts or node.made is None:
        return JsonText(texts.get(node, node.own))
    branches = [node]
    for branch in branches:
        branches += [
            child
            for child in branch.children()
            if child.branch is not None and child.made is not None and child not in texts
        ]
    for branch in reversed(branches):
        texts[branch] = _join(branch, texts)
    return JsonText(texts[node])


def _join(branch: Node, texts: dict[Node, str]) -> str:
    """Join the texts of the children of one container; those in `texts` are taken from there."""
    children = branch.children()
    values: list[str] = [texts.pop(child, child.own) for child in children]
    if branch.own == "[":
        return f"[{','.join(values)}]"
    names = [quote(str(child.key)) for child in children]
    return "{" + ",".join(map("{}:{}".format, names, values)) + "}"
