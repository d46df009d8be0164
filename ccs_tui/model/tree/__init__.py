"""A document as a tree, whose nodes are made when they are looked at, and edited one by one.

- `child_texts`: the splitting of a text into members
- `edits`: the changes of nodes
- `expansion`: the ways to open and close rows
- `kept_children`: the nodes that stay when a text is replaced
- `nodes`: a node, with its text or its members
- `paths`: the path of a node, as people write it
- `search`: the search through the tree
- `spliced_text`: texts that are no JSON, put into the text of a property
- `tree`: the tree itself, which opens and finds nodes
- `undo`: the steps that can be taken back
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # at run time `__getattr__` imports them: an address needs the paths alone
    from ccs_tui.model.tree.edits import Done, EditError
    from ccs_tui.model.tree.nodes import Key, Node, NotJson, Value, value_of
    from ccs_tui.model.tree.paths import PathError, format_path, parse_path
    from ccs_tui.model.tree.search import TreeMatches
    from ccs_tui.model.tree.tree import Tree
    from ccs_tui.model.tree.undo import UndoHistory, UndoStep

__all__ = [
    "Done",
    "EditError",
    "Key",
    "Node",
    "NotJson",
    "PathError",
    "Tree",
    "TreeMatches",
    "UndoHistory",
    "UndoStep",
    "Value",
    "format_path",
    "parse_path",
    "value_of",
]

_MODULES = {
    "edits": ("Done", "EditError"),
    "nodes": ("Key", "Node", "NotJson", "Value", "value_of"),
    "paths": ("PathError", "format_path", "parse_path"),
    "search": ("TreeMatches",),
    "tree": ("Tree",),
    "undo": ("UndoHistory", "UndoStep"),
}
_LATER = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
