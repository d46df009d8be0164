"""`u`: take the last write back, or an operation of the journal."""

from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import agreeing, counted
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.created_namespaces import tell_left_empty
from ccs_tui.ui.commands.requests import DeleteNamespace, UndoOperation
from ccs_tui.ui.commands.writes import many, refused_read_only, show_anew
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.workspace.bulk import take_back_each
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.journal import Entry, Kind, journal_of
from ccs_tui.workspace.journal_history import document_of
from ccs_tui.workspace.journal_undo import (
    FEW,
    OF_DOCUMENTS,
    is_back,
    left_to_take_back,
    note_nothing_left,
    saving_of_undo,
    why_settled,
)
from ccs_tui.workspace.namespace_restore import restore_namespace
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port", request: UndoOperation | None = None) -> None:
    """Take the last write back, or all of an operation that is not taken back yet."""
    operation = None if request is None else request.operation
    port = port.here()
    try:
        if operation is None:
            entry = await desk.undoable.last()
            operation = entry.operation if entry is not None else None
    except StateError as error:
        port.alarm(str(error))
        return
    if operation is None:
        desk.undoable.look()
        port.tell("The journal has no save to undo.")
        return
    await _take_back(desk, port, operation)


async def _take_back(desk: "Desk", port: "Port", operation: str) -> None:
    if refused_read_only(desk, port, "nothing can be undone"):
        return
    try:
        every = await journal_of(desk.workspace).operation(operation)
        entries = left_to_take_back(every)
        if not entries:
            port.tell(await why_settled(journal_of(desk.workspace), every))
        elif entries[0].kind is Kind.DELETE_NAMESPACE:
            await _restore_namespace(desk, port, entries[0])
        elif entries[0].kind is Kind.CREATE_NAMESPACE and len(entries) == 1:
            await port.request(DeleteNamespace(entries[0].namespace))
        else:
            await _documents(desk, port, [e for e in entries if e.kind in OF_DOCUMENTS])
    except WRITE_PROBLEMS as error:
        port.alarm(str(error))


async def _documents(desk: "Desk", port: "Port", entries: list[Entry]) -> None:
    keys = {DocumentKey(e.account, e.namespace, e.session): None for e in entries}
    if len(keys) > FEW:
        await _each(desk, port, entries, list(keys))
        return
    try:
        with desk.waiting(Place.DOCUMENT, "reading what is there"):
            saving = await saving_of_undo(desk.workspace, entries)
            await saving.read()
    except RefusedError as why:
        await _give_up(desk, port, entries[0].operation, list(keys), why)
        return
    for sentence in saving.left_out:
        port.warn(sentence)
    if saving.left_out:
        show_anew(desk, keys)
    if await is_back(desk.workspace, saving, entries):
        _settled(desk, saving, entries)
        port.tell("It is already as it was before, so nothing was sent.")
        return
    saved = await save_flow.run(desk, port, saving)
    if saved is None:
        # What the user left as others made it is not asked about again.
        if saving.has_nothing_left:
            await note_nothing_left(desk.workspace, saving, entries)
            _settled(desk, saving, entries)
            _show_gone(desk, saving)
        return
    _settled(desk, saving, entries)
    save_flow.report(desk, port, saved, is_undo=True)
    await tell_left_empty(desk, port, entries)
    for part in saved.parts:
        exists = part.document is None or part.document.exists
        desk.show_written(part.key, exists=exists)
    came_back = [intent.opened.key for intent in saving.intents if not intent.opened.exists]
    if len(saved.parts) == 1 and came_back:
        port.go_to(came_back[0])


async def _give_up(
    desk: "Desk", port: "Port", operation: str, keys: list[DocumentKey], why: RefusedError
) -> None:
    """Say why an operation can't be undone, show what is there, and offer the write before it."""
    was_last = await desk.undoable.last()
    desk.undoable.give_up(operation)
    show_anew(desk, keys)
    goes_on = was_last is not None and was_last.operation == operation
    goes_on = goes_on and await desk.undoable.last() is not None
    port.alarm(f"{why} u again undoes the write before it." if goes_on else str(why))


def _settled(desk: "Desk", saving: Saving, entries: list[Entry]) -> None:
    """Look for the next write to undo, past what was left out of this one, which was told."""
    if saving.left_out:
        desk.undoable.give_up(entries[0].operation)
    else:
        desk.undoable.look()


def _show_gone(desk: "Desk", saving: Saving) -> None:
    """Show that documents, which were to be deleted, are gone already."""
    for intent in saving.intents:
        if intent.delete_document and intent.document.gone:
            desk.show_written(intent.document.key, exists=False)


def _undone_words(entries: list[Entry]) -> str:
    """Return sentences on what undoing does to documents: deleted, made again, or written back."""
    existed: dict[DocumentKey, bool] = {}
    deleted: set[DocumentKey] = set()
    for entry in sorted(entries, key=lambda entry: entry.id):
        key = document_of(entry)
        existed.setdefault(key, entry.existed)
        if entry.kind is Kind.DELETE_DOCUMENT:
            deleted.add(key)
    made = [key for key, was_there in existed.items() if not was_there]
    again = deleted - {*made}
    back = existed.keys() - {*made} - again
    return " ".join(
        f"{counted(len(keys), 'document')} {agreeing(len(keys), of_one, of_many)}."
        for keys, of_one, of_many in (
            (made, "was new, and is deleted", "were new, and are deleted"),
            (again, "was deleted, and is written again", "were deleted, and are written again"),
            (back, "is written as it was before", "are written as they were before"),
        )
        if keys
    )


async def _each(desk: "Desk", port: "Port", entries: list[Entry], keys: list[DocumentKey]) -> None:
    sure = await port.ask(
        ConfirmDialog(
            f"Undo the changes to {len(keys):,} documents?",
            f"{_undone_words(entries)} Each is read first. What others changed since is left alone "
            "and listed at the end.",
            f"Undo {len(keys):,} documents",
            keep="Leave them",
        )
    )
    if sure:
        await many(
            desk,
            port,
            BulkScreen(
                f"Undoing {len(keys):,} documents",
                keys,
                lambda: take_back_each(desk.workspace, entries),
                desk.now,
                done="undone",
            ),
            lambda _: port.refresh_desk(),
            is_undo=True,
        )
        await tell_left_empty(desk, port, entries)
    else:
        port.tell("Nothing was undone.")


async def _restore_namespace(desk: "Desk", port: "Port", entry: Entry) -> None:
    name = entry.namespace
    sure = await port.ask(
        ConfirmDialog(
            f"Restore the namespace {name}?",
            "Its documents come back from the export that was made before it was deleted, each "
            "with what is left of its expiry. Documents that exist again are left alone. Nothing "
            "is lost by it, so enter restores.",
            "Restore namespace",
            keep="Leave it deleted",
            loses_nothing=True,
        )
    )
    if not sure:
        port.tell(f"The namespace {name} stays deleted.")
        return
    await many(
        desk,
        port,
        BulkScreen(
            f"Restoring {name}",
            (),
            lambda: restore_namespace(desk.workspace, entry),
            desk.now,
            done="restored",
        ),
        lambda _: port.refresh_namespaces(),
        is_undo=True,
    )
