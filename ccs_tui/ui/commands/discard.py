"""`z`: discard what was typed and not saved, after a question that says what."""

from typing import TYPE_CHECKING

from ccs_tui.model.open_document import PropertyState
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Discard the changes of the property under the cursor; in a list, of the document there.

    A property that is to be removed stays, unasked: nothing that was typed is lost by that. One
    that was renamed has its old name and value again, under whichever name this is asked.
    """
    desk.take_typed()
    document, name = desk.document, desk.selection.property
    if desk.selection.place is not Place.DOCUMENT:
        key = desk.selection.key if desk.selection.place is Place.SESSIONS else None
        document, name = (None if key is None else desk.edits.of(key)), None
    if document is None or not document.is_edited:
        port.tell("There are no unsaved changes here.")
    elif document.unfinished is not None:
        await _whole_text(port, document)
    elif name is None:
        await _all(desk, port, document)
    elif document.state(name) is PropertyState.UNCHANGED:
        port.tell(f"{name} has no unsaved changes.")
    elif (other := document.other_name(name)) is not None:
        removed = document.state(name) is PropertyState.REMOVED
        await _rename(desk, port, document, *((name, other) if removed else (other, name)))
    elif document.state(name) is PropertyState.REMOVED:
        document.recorded(lambda: document.discard_property(name))
    else:
        await _property(desk, port, document, name)


async def _rename(desk: "Desk", port: "Port", document: "OpenDocument", old: str, new: str) -> None:
    sure = await port.ask(
        ConfirmDialog(
            f"Discard the changes of {new}?",
            f"It is called {old} again, as it was last read. ctrl+u brings the changes back.",
            "Discard changes",
            keep="Stay",
        )
    )
    if sure and desk.document is document:
        desk.take_typed()
        document.recorded(lambda: document.discard_property(old))


async def _property(desk: "Desk", port: "Port", document: "OpenDocument", name: str) -> None:
    added = document.state(name) is PropertyState.ADDED or name not in document.base.properties
    then = f"{name} is removed" if added else f"{name} has again the value that was last read"
    sure = await port.ask(
        ConfirmDialog(
            f"Discard the changes of {name}?",
            f"They were not saved: {then}. ctrl+u brings the changes back.",
            "Discard changes",
            keep="Stay",
        )
    )
    if sure and desk.document is document:
        desk.take_typed()
        document.recorded(lambda: document.discard_property(name))


async def _whole_text(port: "Port", document: "OpenDocument") -> None:
    sure = await port.ask(
        ConfirmDialog(
            "Discard the text of the whole document?",
            f"It is not JSON yet, and can't be brought back. The other changes of "
            f"{document.key.label} stay.",
            "Discard the text",
            keep="Stay",
        )
    )
    if sure:
        document.keep_unfinished(None)


async def _all(desk: "Desk", port: "Port", document: "OpenDocument") -> None:
    count = counted(document.change_count, "change")
    # A document that is no longer shown is read anew when it is shown again, so nothing has to be
    # taken back.
    later = (
        "ctrl+u in the document (3) brings it back, as long as it is shown."
        if desk.document is document
        else "It can't be brought back."
    )
    sure = await port.ask(
        ConfirmDialog(
            f"Discard {count} of {document.key.label}?",
            f"Nothing of that was saved: the document is again as it was last read. {later}",
            f"Discard {count}",
            keep="Stay",
        )
    )
    if sure:
        document.recorded(document.discard)
