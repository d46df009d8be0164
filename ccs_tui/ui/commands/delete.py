"""`d`: delete a property, a document, the marked documents, or a namespace."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument, PropertyState
from ccs_tui.model.tree import EditError, edits, format_path
from ccs_tui.model.words import agreeing, counted
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.requests import DeleteNamespace
from ccs_tui.ui.commands.writes import is_locked, many, refused_read_only
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.workspace.bulk import delete_documents
from ccs_tui.workspace.desk_events import DocumentWanted
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.model.tree import Node
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Delete what is under the cursor, or what is marked."""
    if desk.selection.place is Place.NAMESPACES:
        if desk.selection.namespace is not None:
            await port.request(DeleteNamespace(desk.selection.namespace))
    elif desk.selection.place is Place.DOCUMENT:
        await _property(desk, port)
    elif desk.selection.marked:
        await _marked(desk, port)
    else:
        await _document(desk, port)


async def _property(desk: "Desk", port: "Port") -> None:
    """Ask, and mark the property under the cursor as removed by the next save.

    A value inside a property is removed from it at once, since that edit can be taken back.
    """
    document, name = desk.document, desk.selection.property
    if document is None or name is None:
        port.tell("There is no property here to remove.")
        return
    if is_locked(port, document.key.namespace):
        return
    node = desk.selection.node
    if node is not None and node is not node.top:
        _value(port, document, node)
        return
    desk.take_typed()
    if document.state(name) is PropertyState.REMOVED:
        if (now := document.other_name(name)) is not None:
            port.tell(f"{name} is called {now} after the next save; z undoes the renaming.")
            return
        document.recorded(lambda: document.discard_property(name))
        return
    sure = await port.ask(
        ConfirmDialog(
            f"Remove the property {name}?",
            f"{document.property_size(name):,} characters of {document.key.label}. The next save "
            f"deletes it from the service; until then, z brings it back.",
            "Remove property",
        )
    )
    if sure and desk.document is document:
        desk.take_typed()
        document.recorded(lambda: document.remove(name))


def _value(port: "Port", document: OpenDocument, node: "Node") -> None:
    """Remove a value from the property that it lies in."""
    path = format_path(node.keys)
    try:
        done = document.do(lambda tree: edits.remove(tree, node))
    except EditError as error:
        port.warn(str(error))
        return
    if done.cursor is not None:
        port.document_cursor.go_to(done.cursor)
    port.tell(f"Removed {path}. ctrl+u undoes it.")


async def _document(desk: "Desk", port: "Port") -> None:
    """Say what the document under the cursor of the list holds, ask, and delete it."""
    key = desk.selection.key
    if key is None:
        port.tell("There is no document here to delete.")
        return
    if refused_read_only(desk, port, "nothing was deleted"):
        return
    if is_locked(port, key.namespace):
        return
    port = port.here([key])
    try:
        with desk.waiting(Place.SESSIONS, f"reading {key.label}"):
            document = await desk.workspace.open(key)
    except CcsError as error:
        port.alarm(f"{error} Nothing was deleted.")
        return
    if not document.exists:
        _nothing_there(desk, port, key)
        return
    also = "Its unsaved edits are lost too. " if key in desk.edits else ""
    sure = await port.ask(
        ConfirmDialog(
            f"Delete {key.label}?",
            f"{counted(len(document.properties))}, {document.size:,} characters "
            f"of {key.namespace}. {also}The journal keeps a copy: u restores it.",
            "Delete document" if key.session is None else "Delete session",
        )
    )
    if not sure:
        return
    saving = Saving(desk.workspace, [Intent(OpenDocument(document), delete_document=True)])
    saved = await save_flow.run(desk, port, saving, lambda _: False)
    if saving.has_nothing_left:
        desk.show_written(key, exists=False)
    if saved is not None:
        (part,) = saved.parts
        if part.document is None or not part.document.exists:
            desk.forget(key)
        else:
            desk.show_written(key, exists=True)
        save_flow.report(desk, port, saved, "u restores it.")


def _nothing_there(desk: "Desk", port: "Port", key: DocumentKey) -> None:
    """Say that a document is not on the service, and show that; its open edits stay."""
    if key.session is None or key in desk.edits:
        desk.tell(DocumentWanted(key))  # its row stays
    else:
        desk.forget(key, "It is not on the service.")
    port.tell(f"{key.label} is not on the service, so nothing was deleted.")


async def _marked(desk: "Desk", port: "Port") -> None:
    """Ask, and delete the marked documents one by one; what fails stays marked."""
    namespace = desk.namespace
    if namespace is None or refused_read_only(desk, port, "nothing was deleted"):
        return
    if is_locked(port, namespace):
        return
    account = desk.workspace.account
    keys = [DocumentKey(account, namespace, session) for session in desk.selection.marked]
    count = counted(len(keys), "document")
    characters, known = desk.listing.sizes_of(desk.selection.marked)
    size = f"{characters:,} characters"
    if known < len(keys):
        size = f"{size} in the {known:,} that were read" if known else "Sizes unknown"
    unsaved = sum(key in desk.edits for key in keys)
    have, them = agreeing(unsaved, "has", "have"), agreeing(len(keys), "it", "them")
    also = f" {unsaved:,} {have} unsaved edits, which are lost too." if unsaved else ""
    sure = await port.ask(
        ConfirmDialog(
            f"Delete {count} of {namespace}?",
            f"{size}, deleted one by one.{also} The journal keeps a copy of each: "
            f"u restores {them}.",
            f"Delete {count}",
        )
    )
    if not sure:
        return
    await many(
        desk,
        port,
        BulkScreen(
            f"Deleting {count} of {namespace}",
            keys,
            lambda: delete_documents(desk.workspace, keys),
            desk.now,
            done="deleted",
        ),
        lambda report: _forget(desk, report.done),
    )


def _forget(desk: "Desk", keys: Iterable[DocumentKey]) -> None:
    for key in keys:
        desk.forget(key)
