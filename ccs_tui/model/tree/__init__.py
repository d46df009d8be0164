"""A document as a tree: made as far as it is looked into, and edited a node at a time.

`nodes` and `splitting` hold it, `tree` opens and finds, `matching` keeps what stays when texts
change, `edits` change it, `undo` takes that back, `paths` and `search` lead to places in it.
"""

from ccs_tui.model.tree.edits import Done, EditError
from ccs_tui.model.tree.nodes import Draft, Key, Node
from ccs_tui.model.tree.paths import PathError, format_path, parse_path
from ccs_tui.model.tree.search import Found
from ccs_tui.model.tree.tree import Tree, Value, value_of
from ccs_tui.model.tree.undo import History, Step

__all__ = [
    "Done", "Draft", "EditError", "Found", "History", "Key", "Node", "PathError", "Step",
    "Tree", "Value", "format_path", "parse_path", "value_of",
]  # fmt: skip
