"""`c`: duplicate or move a document, or properties of one."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey, is_reserved
from ccs_tui.model.words import agreeing
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.affected_documents import documents_at, is_in_namespaces, name_or_count
from ccs_tui.ui.commands.created_namespaces import tell_created, unlisted
from ccs_tui.ui.commands.targets import ask_namespace, ask_target
from ccs_tui.ui.commands.writes import many, refused_read_only, show_anew
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.properties import PropertiesDialog
from ccs_tui.ui.text import shorten
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.workspace.bulk import transfer_documents
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import saving_of_transfer

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.views.bulk_report import BulkReport
    from ccs_tui.workspace.desk import Desk


NAME_WIDTH = 20
"""Cells that a property's name takes in a choice."""


async def run(desk: "Desk", port: "Port") -> None:
    """Ask what to do with the document, or the property, under the cursor, and where to."""
    if refused_read_only(desk, port, "nothing can be written"):
        return
    if is_in_namespaces(desk, port, "A namespace can't be duplicated or moved"):
        return
    if desk.selection.place is Place.SESSIONS and len(desk.selection.marked) > 1:
        await _several(desk, port, documents_at(desk))
        return
    key = _source(desk)
    names: Collection[str] | None = None
    if desk.selection.place is Place.DOCUMENT and desk.document is not None:
        names = [desk.selection.property] if desk.selection.property else None
    if key is None:
        port.tell("There is no document here to duplicate or move.")
        return
    if key in desk.edits:
        port.alarm(f"{key.label} has unsaved edits. Save them first, so that they go along (^s).")
        return
    title = f"To another place: {key.label}"
    # Who goes back from a later question comes back to this one, and from there out.
    while (answer := await port.ask(ChoiceDialog(title, _choices(names)))) is not None:
        move = answer in "mMP"
        chosen = None if answer in "DM" else names
        if answer in "pP" and desk.document is not None:
            chosen = await port.ask(
                PropertiesDialog(
                    key.label,
                    desk.document.base.properties,
                    desk.selection.property,
                    "Move" if move else "Duplicate",
                )
            )
            if chosen is None:
                continue
        target = await ask_target(desk, port, key, "Move" if move else "Duplicate")
        if target is not None:
            await _transfer(desk, port, key, target, chosen, move=move)
            return


def _choices(names: Collection[str] | None) -> tuple[Choice, ...]:
    """Return what can be done with a property, or with a whole document."""
    if names is None:
        return Choice("d", "Duplicate it"), Choice("m", "Move it", "it is removed here")
    name = shorten(next(iter(names)), NAME_WIDTH)
    return (
        Choice("d", f"Duplicate {name}"),
        Choice("m", f"Move {name}", "it is removed here"),
        Choice("p", "Duplicate properties …"),
        Choice("P", "Move properties …", "they are removed here"),
        Choice("D", "Duplicate the document"),
        Choice("M", "Move the document", "it is removed here"),
    )


async def _several(desk: "Desk", port: "Port", keys: Sequence[DocumentKey]) -> None:
    """Ask once how and where to, and take the marked documents there one by one."""
    if unsaved := sum(key in desk.edits for key in keys):
        have, them = agreeing(unsaved, "has", "have"), agreeing(unsaved, "it", "them")
        port.alarm(f"{unsaved:,} of the marked {have} unsaved edits. Save {them} first (^s).")
        return
    source, what = keys[0].namespace, name_or_count(keys)
    choices = [Choice("d", f"Duplicate {what}")]
    if not is_reserved(source):
        choices.append(Choice("m", f"Move {what}", "they are removed here"))
    title = f"To another namespace: {what} of {source}"
    # Who goes back from a later question comes back to this one, and from there out.
    while (answer := await port.ask(ChoiceDialog(title, tuple(choices)))) is not None:
        move = answer == "m"
        verb = "Move" if move else "Duplicate"
        target = await ask_namespace(desk, port, source, f"{verb} {what} to")
        if target is not None and await _is_sure(desk, port, keys, target, verb):
            await _take(desk, port, keys, target, move=move)
            return


async def _take(
    desk: "Desk", port: "Port", keys: Sequence[DocumentKey], target: str, *, move: bool
) -> None:
    creates = await unlisted(desk, [target])

    def show(report: "BulkReport") -> None:
        tell_created(port, creates if report.done else ())
        for key in report.done if move else ():
            desk.forget(key)

    doing, done = ("Moving", "moved") if move else ("Duplicating", "duplicated")
    await many(
        desk,
        port,
        BulkScreen(
            f"{doing} {name_or_count(keys)} to {target}",
            keys,
            lambda: transfer_documents(desk.workspace, keys, target, move=move),
            desk.now,
            done=done,
        ),
        show,
    )


async def _is_sure(
    desk: "Desk", port: "Port", keys: Sequence[DocumentKey], target: str, verb: str
) -> bool:
    """Say what will be done to documents, and ask."""
    what = name_or_count(keys)
    characters, known = desk.listing.sizes_of([key.session for key in keys])
    size = f"{characters:,} characters" if known == len(keys) else "Sizes not all known"
    goes = (
        "once that is done, each is deleted here. u undoes the move."
        if verb == "Move"
        else "nothing changes here. u undoes it."
    )
    sentence = (
        f"{size}, written one by one with what is left of their expiry; {goes} "
        f"Where {target} has other values under the same id, those stay, and the report says so."
    )
    question = f"{verb} {what} to {target}?"
    answer = await port.ask(ConfirmDialog(question, sentence, f"{verb} {what}", keep="Stay"))
    return answer is True


def _source(desk: "Desk") -> DocumentKey | None:
    """Return the document under the cursor; None where it is known not to be there."""
    shown = desk.document if desk.selection.place is Place.DOCUMENT else None
    if shown is not None and (shown.gone or not shown.base.exists):
        return None
    return next(iter(documents_at(desk)), None)


async def _transfer(
    desk: "Desk",
    port: "Port",
    source: DocumentKey,
    target: DocumentKey,
    names: Collection[str] | None,
    *,
    move: bool,
) -> None:
    port = port.here()
    try:
        with desk.waiting(Place.DOCUMENT, "reading both"):
            saving = await saving_of_transfer(desk.workspace, source, target, names, move=move)
    except RefusedError as error:
        show_anew(desk, [source])
        port.alarm(str(error))
        return
    except CcsError as error:
        port.alarm(str(error))
        return
    await _send(desk, port, saving, source, target)


async def _send(
    desk: "Desk", port: "Port", saving: Saving, source: DocumentKey, target: DocumentKey
) -> None:
    saved = await save_flow.run(desk, port, saving)
    if saved is None:
        return
    save_flow.report(desk, port, saved)
    for part in saved.parts:
        if part.key == source:
            gone = part.document is not None and not part.document.exists
            desk.show_written(source, exists=not gone)
    port.go_to(target)
