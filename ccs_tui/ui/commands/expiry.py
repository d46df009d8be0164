"""`x`: give the document another expiry."""

from typing import TYPE_CHECKING

from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.writes import is_locked, refused_read_only
from ccs_tui.ui.dialogs.expiry import NewExpiry, ask_expiry
from ccs_tui.workspace.desk_events import Place
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a TTL for the document under the cursor, and send it alone."""
    key = desk.selection.key
    if desk.selection.place is Place.DOCUMENT and desk.document is not None:
        key = desk.document.key
    if key is None or is_locked(port, key.namespace):
        return
    if refused_read_only(desk, port, "no expiry can be changed"):
        return
    if not desk.workspace.capabilities.can_set_ttl_on_save:
        port.alarm("This connection can't set an expiry: that takes a login or a token (v2).")
        return
    try:
        with desk.waiting(Place.DOCUMENT, f"reading {key.label}"):
            document = await desk.workspace.open(key)
    except CcsError as error:
        port.alarm(str(error))
        return
    if not document.exists:
        port.alarm(f"{key.label} is gone from the service, so it has no expiry.")
        return
    answer = await ask_expiry(port.ask, desk.now(), document.expires_at)
    if answer is None or answer == NewExpiry(None):
        return
    intent = Intent(OpenDocument(document))
    intent.set_expiry(answer.ttl_seconds, answer.expires_at)
    saved = await save_flow.run(desk, port, Saving(desk.workspace, [intent]))
    if saved is not None:
        save_flow.report(desk, port, saved)
