"""The documents that a command acts on: the marked ones first, else the one under the cursor."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


def documents_at(desk: "Desk") -> "tuple[DocumentKey, ...]":
    """Return the document that is shown, where the focus is in it; else those of the list."""
    at = desk.selection
    if at.place is Place.DOCUMENT:
        return () if desk.document is None else (desk.document.key,)
    if at.marked and desk.namespace is not None:
        account = desk.workspace.account
        return tuple(DocumentKey(account, desk.namespace, session) for session in at.marked)
    return () if at.key is None else (at.key,)


def name_or_count(keys: "Sequence[DocumentKey]") -> str:
    """Return what a sentence calls documents: the name of one, the count of several."""
    return keys[0].label if len(keys) == 1 else counted(len(keys), "document")


def is_in_namespaces(desk: "Desk", port: "Port", what: str) -> bool:
    """Say that a key acts on documents, where the focus is on a namespace; False if it is not."""
    if desk.selection.place is not Place.NAMESPACES:
        return False
    port.tell(f"{what} here. Go to its sessions (2), and press it there.")
    return True
