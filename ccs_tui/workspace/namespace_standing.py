"""Namespaces that a write creates by its way, and those that its undo leaves empty.

The service makes a namespace with the first document in it, and keeps it when the last one goes.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.journal import Entry, Kind
from ccs_tui.model.words import agreeing
from ccs_tui.workspace.namespace_writes import has_sessions

if TYPE_CHECKING:
    from ccs_tui.workspace.review import Review
    from ccs_tui.workspace.workspace import Workspace


async def not_there(workspace: "Workspace", namespaces: Collection[str]) -> list[str]:
    """Return those of some namespaces that the service lists not: a write creates them.

    None where that can't be told: the answer is only for what is said of the write. The list may
    lack one that is there all the same [V1].
    """
    if not namespaces or not workspace.capabilities.can_list:
        return []
    try:
        listed = {item.name for item in await workspace.list_namespaces()}
    except CcsError:
        return []
    return sorted({*namespaces} - listed)


def of_new_documents(review: "Review") -> set[str]:
    """Return the namespaces in which a save makes a document."""
    return {
        part.key.namespace
        for part in review.parts
        if not part.there.exists and part.steps and not part.deletes_document
    }


async def left_empty(workspace: "Workspace", undone: Collection[Entry]) -> list[str]:
    """Return the namespaces that have no session left since writes in them were undone.

    Asked of those alone in which a document was made; none where that can't be told.
    """
    names = {entry.namespace for entry in undone if entry.kind is Kind.SAVE and not entry.existed}
    if not workspace.capabilities.can_list:
        return []
    try:
        listed = {item.name for item in await workspace.list_namespaces()} if names else set()
        return [name for name in sorted(names & listed) if not await has_sessions(workspace, name)]
    except CcsError:
        return []


def created_words(names: Collection[str], deletes: str = "d on it deletes it") -> str:
    """Return a sentence on namespaces that a write created; `deletes` says how they go again."""
    it, was = agreeing(len(names), "it", "them"), agreeing(len(names), "it was", "they were")
    return (
        f"The service listed no {_namespaces(names)}: the write created {it}, without a TTL, "
        f"unless {was} there unlisted. An undo leaves {it}, empty: {deletes}."
    )


def creates_words(names: Collection[str]) -> str:
    """Return a sentence on namespaces that a write would create."""
    it = agreeing(len(names), "it", "them")
    return (
        f"The service lists no {_namespaces(names)}: the write creates {it}, without a TTL, and an "
        f"undo leaves {it}, empty."
    )


def left_empty_words(names: Collection[str], deletes: str = "d on it deletes it") -> str:
    """Return a sentence on namespaces that an undo left without a session."""
    count = len(names)
    return (
        f"The {_namespaces(names)} {agreeing(count, 'stays', 'stay')}, with no session in "
        f"{agreeing(count, 'it', 'them')}: {deletes}."
    )


def _namespaces(names: Collection[str]) -> str:
    return f"{agreeing(len(names), 'namespace', 'namespaces')} {', '.join(names)}"
