"""The selection: what is under the cursors of the explorer when a command begins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.model.tree import Node


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows under the cursors of the lists, the marked documents, and a value.

    `namespace` and `key` are those under the cursors of the two lists, `marked` the documents that
    are marked in the second (None is the namespace's), and `node` is the value in the document that
    is shown. `sorted_by` is the column that the sessions are sorted by, None for none.
    """

    place: Place = Place.NAMESPACES
    namespace: str | None = None
    key: "DocumentKey | None" = None
    marked: tuple[str | None, ...] = ()
    node: "Node | None" = None
    sorted_by: str | None = None

    @property
    def property(self) -> str | None:
        """The property that the value is, or lies in."""
        return None if self.node is None else str(self.node.top.key)
