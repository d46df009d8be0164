"""`x`: give the document another expiry, or all that are marked."""

from typing import TYPE_CHECKING

from ccs_tui.model.expiry import format_duration, format_when
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.affected_documents import documents_at, is_in_namespaces, name_or_count
from ccs_tui.ui.commands.writes import is_locked, many, refused_read_only, show_anew
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.expiry import NewExpiry, ask_expiry
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.workspace.bulk import set_expiries
from ccs_tui.workspace.errors import CcsError
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.write_problems import NO_EXPIRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.ui.views.bulk_report import BulkReport
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a TTL for the marked documents, or that under the cursor, and send it alone."""
    if is_in_namespaces(desk, port, "A namespace has no expiry that could be changed"):
        return
    keys = documents_at(desk)
    if not keys:
        port.tell("There is no document here whose expiry could be changed.")
        return
    if is_locked(port, keys[0].namespace):
        return
    if refused_read_only(desk, port, "no expiry can be changed"):
        return
    if not desk.workspace.capabilities.can_set_ttl_on_save:
        port.alarm(NO_EXPIRIES)
    elif len(keys) == 1:
        await _one(desk, port, keys[0])
    else:
        await _several(desk, port, keys)


async def _one(desk: "Desk", port: "Port", key: "DocumentKey") -> None:
    port = port.here([key])
    try:
        with desk.waiting(Place.DOCUMENT, f"reading {key.label}"):
            document = await desk.workspace.open(key)
    except CcsError as error:
        port.alarm(str(error))
        return
    if not document.exists:
        show_anew(desk, [key])
        port.alarm(f"{key.label} is gone from the service, so it has no expiry.")
        return
    answer = await ask_expiry(port.ask, key.label, desk.now(), document.expires_at)
    if answer is None or answer == NewExpiry(None):
        return
    intent = Intent(OpenDocument(document))
    intent.set_expiry(answer.ttl_seconds, answer.expires_at)
    saved = await save_flow.run(desk, port, Saving(desk.workspace, [intent]))
    if saved is not None:
        save_flow.report(desk, port, saved)


async def _several(desk: "Desk", port: "Port", keys: "Sequence[DocumentKey]") -> None:
    """Ask once for all of them, and set it one by one, with a report of each."""
    what, now = name_or_count(keys), desk.now()
    answer = await ask_expiry(port.ask, what, now, None, keeps=False)
    if answer is None:
        return
    when = "as configured"
    if answer.ttl_seconds is not None:
        when = f"in {format_duration(answer.ttl_seconds)}"
    elif answer.expires_at is not None:
        when = f"at {format_when(answer.expires_at, now)}"
    sure = await port.ask(
        ConfirmDialog(
            f"Expiry of {what}",
            f"Each expires {when}. Their properties stay as they are; u undoes it.",
            f"Set the expiry of {what}",
            keep="Stay",
        )
    )
    if not sure:
        return

    def show(_: "BulkReport") -> None:
        port.refresh_desk()
        show_anew(desk, keys)

    await many(
        desk,
        port,
        BulkScreen(
            f"Setting the expiry of {what}",
            keys,
            lambda: set_expiries(desk.workspace, keys, answer.ttl_seconds, answer.expires_at),
            desk.now,
            done="set",
        ),
        show,
    )
