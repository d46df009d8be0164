"""Duplicating and moving properties to another document: one save of one or two documents."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import remaining_seconds, ttl_to_keep
from ccs_tui.model.json_text import pretty
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.working_copy import WorkingCopy, edit_of

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


async def transfer(
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
        raise RefusedError("It is there already: choose another session or namespace.")
    if move and is_reserved(source.namespace):
        raise RefusedError(f"{source.namespace} is reserved: it can be duplicated, not moved.")
    document = await workspace.open(source)
    if not document.exists:
        raise RefusedError(f"{source.label} does not exist any more, so there is nothing to take.")
    chosen = (
        document.properties.keys() if names is None else set(names) & document.properties.keys()
    )
    there = WorkingCopy(await workspace.open(target))
    for name in document.properties:
        if name in chosen:
            there.edit(name, edit_of(pretty(document.properties[name])))
    intent = Intent(there, again=() if names is None else None)
    expiry, now = document.expires_at, workspace.clock()
    if not there.base.exists and expiry is not None and remaining_seconds(expiry, now):
        intent.ttl_seconds = ttl_to_keep(expiry, now)
    intents = [intent]
    if move:
        copy = WorkingCopy(document)
        for name in chosen:
            copy.remove(name)
        intents.append(Intent(copy, delete_document=names is None, must_match=True))
    return Saving(workspace, intents)
