"""The moving of properties out of a document that is too large, as they were edited."""

from typing import TYPE_CHECKING

from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.words import agreeing
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.targets import ask_target
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.save_outcome import count_of
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import expiry_for_new

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.commands.requests import MoveAway
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port", request: "MoveAway") -> None:
    """Write properties, as they were edited, to another document, and remove them here.

    The removal waits for the save, like any other.
    """
    document, names = request.document, request.names
    target = await ask_target(desk, port, document.key, "Move")
    if target is None:
        return
    port = port.here()
    try:
        with desk.waiting(Place.DOCUMENT, f"reading {target.label}"):
            there = OpenDocument(await desk.workspace.open(target))
    except CcsError as error:
        port.alarm(str(error))
        return
    values = {name: document.value(name) for name in names}
    for name, value in values.items():
        there.put(name, value)
    expiry = expiry_for_new(there.base, document.base, desk.now())
    intent = Intent(there, expires_at=expiry)
    saved = await save_flow.run(desk, port, Saving(desk.workspace, [intent]))
    if saved is None:
        return
    save_flow.report(desk, port, saved)

    def remove() -> None:
        for name in names:
            document.remove(name)

    document.recorded(remove)
    them = agreeing(len(names), "it", "them")
    port.tell(
        f"Copied {count_of(names)} to {target.label}. The next save (^s) removes {them} from "
        f"{document.key.label}."
    )
