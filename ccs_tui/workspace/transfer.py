"""Properties duplicated or moved to another document: one save of one or two documents."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from ccs_tui.model.document import Document
from ccs_tui.model.expiry import remaining_seconds
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

ALREADY_THERE = "It is there already: choose another session or namespace."


async def saving_of_transfer(
    workspace: "Workspace",
    source: DocumentKey,
    target: DocumentKey,
    names: Collection[str] | None = None,
    *,
    move: bool = False,
) -> Saving:
    """Return the save that writes properties of `source` to `target` as well. Nothing is sent yet.

    `names` None means all of the document. With `move` they go from the source once they are
    written. A target that is not there yet gets the source's expiry. Raises RefusedError and
    CcsError.
    """
    if source == target:
        raise RefusedError(ALREADY_THERE)
    if move and is_reserved(source.namespace):
        raise RefusedError(f"{source.namespace} is reserved: it can be duplicated, not moved.")
    document = await workspace.open(source)
    if not document.exists:
        raise RefusedError(f"{source.label} does not exist any more, so there is nothing to take.")
    chosen = (
        document.properties.keys() if names is None else set(names) & document.properties.keys()
    )
    intents = [await copy_of(workspace, document, target, None if names is None else chosen)]
    if move:
        open_document = OpenDocument(document)
        for name in chosen:
            open_document.remove(name)
        intents.append(Intent(open_document, delete_document=names is None, must_match=True))
    return Saving(workspace, intents)


async def copy_of(
    workspace: "Workspace",
    document: Document,
    target: DocumentKey,
    names: Collection[str] | None = None,
) -> Intent:
    """Return the intent that writes properties of a document, of any account, to `target`.

    `names` None means all of the document. A target that is not there yet gets its expiry. Raises
    CcsError.
    """
    chosen = document.properties.keys() if names is None else names
    there = OpenDocument(await workspace.open(target))
    for name in document.properties:
        if name in chosen:
            there.put(name, document.properties[name])
    expiry = expiry_for_new(there.base, document, workspace.clock())
    # A copy of all also makes a target without properties, and one that is gone by then.
    return Intent(there, expires_at=expiry, again=tuple(chosen) if names is None else None)


def expiry_for_new(target: Document, source: Document, now: datetime) -> datetime | None:
    """Return the source's expiry for a target that is not there yet.

    None where it is there, or the source's expiry is past or not known.
    """
    expiry = source.expires_at
    if target.exists or expiry is None or not remaining_seconds(expiry, now):
        return None
    return expiry
