"""Search a document's names and values: first its text, then the places in the tree.

A name or a value has a string if it has it in any case; the characters of a string count, and not
the escapes they are written with.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from json.decoder import scanstring  # type: ignore[attr-defined]

from ccs_tui.model.folded_text import fold
from ccs_tui.model.json_text import JsonText, quote
from ccs_tui.model.tree.nodes import Node, sizes_of
from ccs_tui.model.tree.tree import Tree

Position = tuple[int, int]
"""The place of a node in a document: its property's index, and its start in that one's text."""

_MAY_BE_LEXEME = re.compile(r"[-+.0-9a-z]+")


class TreeMatches:
    """The nodes that have a string in their names or values, in the document's order.

    The matches are of the tree as it was when they were looked for.
    """

    def __init__(self, tree: Tree, needle: str) -> None:
        self.needle = needle
        self._tree = tree
        self._at: list[Position] = []
        folded = fold(needle)
        if not folded:
            return
        for rank, node in enumerate(tree.properties):
            starts = _starts(tree, node, folded)
            self._at += [(rank, start) for start in starts]

    def __len__(self) -> int:
        return len(self._at)

    def node(self, index: int) -> Node:
        """Return the node of a find; the nodes around it are made for that, and stay closed."""
        rank, start = self._at[index]
        return locate(self._tree.properties[rank], start)

    def index_from(self, node: Node | None, *, after: bool = False) -> int:
        """Return the index of the first find at a node or `after` it, else of the first of all."""
        if node is None or not self._at:
            return 0
        here = position(self._tree, node)
        index = (bisect_right if after else bisect_left)(self._at, here)
        return index if index < len(self._at) else 0

    def index_before(self, node: Node | None) -> int:
        """Return the index of the last find before a node; without one, of the last of all."""
        if node is None or not self._at:
            return max(0, len(self._at) - 1)
        return (bisect_left(self._at, position(self._tree, node)) or len(self._at)) - 1


def position(tree: Tree, node: Node) -> Position:
    """Return where a node is. The start of a member is that of its name."""
    start = 0
    child = node
    for container in node.ancestors():
        if container is tree.document:
            break
        siblings = container.children()
        index = child.key if isinstance(child.key, int) else siblings.index(child)
        start += 1 + sum(sizes_of(siblings[:index])) + index
        if not isinstance(container.key, int) and container.parent is not tree.document:
            start += len(quote(container.key)) + 1
        child = container
    return tree.properties.index(child), start


def locate(node: Node, start: int) -> Node:
    """Return the node in a property's text that starts at `start`; 0 is the property itself."""
    at = 0
    while at != start:
        children = node.children()
        first = at + 1
        # The sizes come without the commas, which the key adds, so that no loop is needed.
        before = list(accumulate(sizes_of(children), initial=0))
        index = bisect_right(range(len(children)), start - first, key=lambda i: before[i] + i) - 1
        node, at = children[index], first + before[index] + index
        if at != start and isinstance(node.key, str):
            at += len(quote(node.key)) + 1
    return node


def _starts(tree: Tree, node: Node, folded: str) -> list[int]:
    """Return where in a property's text the nodes start that have the string, in order."""
    own = folded in fold(str(node.key))
    if node in tree.not_json:
        return [0] if own or folded in fold(tree.not_json[node].text) else []
    if tree.removed and node.key in tree.removed:
        return [0] if own else []
    starts = starts_in(tree.canonical(node), folded)
    return [0, *starts] if own and starts[:1] != [0] else starts


def starts_in(text: JsonText, folded: str) -> list[int]:
    """Return where the members and scalars start that have a folded string, in order.

    The text is cut at its quotes, so that every second piece is a string; only the pieces that
    have the string are looked at closely.
    """
    # Escaped quotes and backslashes are hidden behind as many other characters.
    pieces = fold(text).replace("\\\\", "\\\0").replace('\\"', "\\\1").split('"')
    written = fold(quote(folded)[1:-1]).replace("\\\\", "\\\0").replace('\\"', "\\\1")
    strings = [at for at in range(1, len(pieces), 2) if written in pieces[at]]
    others = []
    if _MAY_BE_LEXEME.fullmatch(folded):
        others = [at for at in range(0, len(pieces), 2) if folded in pieces[at]]
    if not strings and not others:
        return []
    lengths = list(accumulate(map(len, pieces), initial=0))
    starts: set[int] = set()
    for at in strings:
        # A piece begins after all those before it, and as many quotes.
        if "\\" in pieces[at] and not _really_has(text, lengths[at] + at, folded):
            continue
        named = at - 2 if at >= 2 and pieces[at - 1] == ":" else at
        starts.add(lengths[named] + named - 1)
    for at in others:
        for start in _lexeme_starts(pieces[at], folded):
            starts.add(lengths[at - 1] + at - 2 if start is None else lengths[at] + at + start)
    return sorted(starts)


def _really_has(text: JsonText, at: int, folded: str) -> bool:
    """Return whether the string from `at` on has it, and not only its escapes."""
    return folded in fold(scanstring(text, at, True)[0])


def _lexeme_starts(piece: str, folded: str) -> Iterator[int | None]:
    """Yield where in a piece between strings the numbers and words start that have it.

    None stands for the value of the member whose name is the string before.
    """
    # Between two commas there is one at most.
    parts = piece.split(",")
    found = [index for index, part in enumerate(parts) if folded in part]
    ends = list(accumulate(map(len, parts)))
    for index in found:
        part = parts[index]
        if index == 0 and part[0] == ":" and part[1] not in "[{":
            yield None
        else:
            yield ends[index] + index - len(part.lstrip(":[{]}"))
