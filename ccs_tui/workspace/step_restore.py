"""A document as it was at a step, written back to it or to another: a save like any other."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import expiry_for_new

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


async def saving_of_step(
    workspace: "Workspace",
    target: DocumentKey,
    properties: Mapping[str, JsonText],
    expires: datetime | None,
    names: Collection[str] | None = None,
) -> Saving:
    """Return the save that gives a document the properties that a document had at a step.

    With `names` only these are written, or removed where the step lacks them; with None the
    document gets exactly those of the step. A document that is not there yet gets the expiry of the
    step, unless that is past. Nothing is sent yet. Raises RefusedError and CcsError.
    """
    there = OpenDocument(await workspace.open(target))
    wanted = set(names) if names is not None else {*properties, *there.base.properties}
    for name in there.base.properties:
        if name in wanted and name not in properties:
            there.remove(name)
    for name, value in properties.items():
        if name in wanted and there.base.properties.get(name) != value:
            there.put(name, value)
    if there.base.exists and not there.is_edited:
        raise RefusedError("It is as it was at that step already, so there is nothing to write.")
    source = Document(target, properties, expires)
    expiry = expiry_for_new(there.base, source, workspace.clock())
    return Saving(workspace, [Intent(there, expires_at=expiry)])
