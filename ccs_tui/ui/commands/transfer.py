"""`c`: duplicate or move a document, or properties of one."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.targets import ask_target
from ccs_tui.ui.commands.writes import refused_read_only
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.dialogs.properties import PropertiesDialog
from ccs_tui.ui.text import shorten
from ccs_tui.workspace.desk_events import Place
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import transfer

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


NAME_WIDTH = 20
"""Cells that a property's name takes in a choice."""


async def run(desk: "Desk", port: "Port") -> None:
    """Ask what to do with the document, or the property, under the cursor, and where to."""
    if refused_read_only(desk, port, "nothing can be written"):
        return
    key, names = desk.selection.key, None
    if desk.selection.place is Place.DOCUMENT and desk.document is not None:
        key = desk.document.key
        names = [desk.selection.property] if desk.selection.property else None
    if key is None:
        port.alarm("Choose a document first.")
        return
    if key in desk.edits:
        port.alarm(f"{key.label} has unsaved edits. Save them first, so that they go along (^s).")
        return
    if names is None:
        choices = [Choice("d", "Duplicate it"), Choice("m", "Move it", "it goes from here")]
    else:
        name = shorten(names[0], NAME_WIDTH)
        choices = [
            Choice("d", f"Duplicate {name}"),
            Choice("m", f"Move {name}", "it goes from here"),
            Choice("p", "Duplicate properties …"),
            Choice("P", "Move properties …", "they go from here"),
            Choice("D", "Duplicate the document"),
            Choice("M", "Move the document", "it goes from here"),
        ]
    answer = await port.ask(ChoiceDialog(f"To another place: {key.label}", tuple(choices)))
    if answer is None:
        return
    move = answer in "mMP"
    if answer in "DM":
        names = None
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
            return
        names = list(chosen)
    await _transfer(desk, port, key, names, move=move)


async def _transfer(
    desk: "Desk", port: "Port", source: DocumentKey, names: Collection[str] | None, *, move: bool
) -> None:
    target = await ask_target(desk, port, source, "Move" if move else "Duplicate")
    if target is None:
        return
    try:
        with desk.waiting(Place.DOCUMENT, "reading both"):
            saving = await transfer(desk.workspace, source, target, names, move=move)
    except (CcsError, RefusedError) as error:
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
