"""A document brought back, or copied, as it was at a step: edits and saves to be reviewed."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.open_document import InvalidEditError, OpenDocument
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import expiry_for_new

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


def bring_back(document: OpenDocument, then: Document, names: Collection[str] | None = None) -> int:
    """Edit a document so that properties are as they were `then`; return how many that changes.

    `names` None means all: properties that were not there then are removed. It can be taken back as
    one edit, and nothing is sent. Raises RefusedError where all of a document is wanted that was
    not there then.
    """
    if names is None and not then.exists:
        raise RefusedError(
            f"{then.key.label} was not there at this step. To have it so again, delete it."
        )
    document.views.take_typed()
    chosen = dict.fromkeys((*then.properties, *document.names())) if names is None else names
    changed = [name for name in chosen if not _has(document, name, then.properties.get(name))]

    def change() -> None:
        for name in changed:
            if (value := then.properties.get(name)) is None:
                document.remove(name)
            else:
                document.put(name, value)

    if changed:
        document.recorded(change)
    return len(changed)


async def copy_to(
    workspace: "Workspace",
    then: Document,
    target: DocumentKey,
    names: Collection[str] | None = None,
) -> Saving:
    """Return the save that gives another document the properties of a step. Nothing is sent yet.

    `names` None means all of them; other properties of the target stay. A target that is not there
    yet gets the expiry that the document had then, unless that is past. Raises RefusedError and
    CcsError.
    """
    if is_reserved(target.namespace):
        raise RefusedError(f"{target.namespace} is reserved: nothing can be written there.")
    if not then.exists:
        raise RefusedError(f"{then.key.label} was not there at this step: nothing can be copied.")
    there = OpenDocument(await workspace.open(target))
    chosen = [name for name in then.properties if names is None or name in names]
    for name in chosen:
        there.put(name, then.properties[name])
    expiry = expiry_for_new(there.base, then, workspace.clock())
    return Saving(workspace, [Intent(there, expires_at=expiry, again=chosen)])


def _has(document: OpenDocument, name: str, value: JsonText | None) -> bool:
    """Return whether a property will have a value after the next save; None stands for no property.

    A text that is not JSON is no value.
    """
    if name in document.removed or name not in document:
        return value is None
    try:
        return document.value(name) == value
    except InvalidEditError:
        return False
