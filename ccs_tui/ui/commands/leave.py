"""Leaving the explorer, or its profile: writes end first, and open edits are asked about."""

from typing import TYPE_CHECKING

from ccs_tui.model.profile import DRAFT_DAYS
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

NAMES_SHOWN = 3


async def may_leave(desk: "Desk", port: "Port") -> bool:
    """Let a write under way end, and ask before open edits are left behind."""
    return await _may_stop_writing(desk, port) and await _may_be_lost(desk, port)


async def _may_stop_writing(desk: "Desk", port: "Port") -> bool:
    """Ask what to do about a write that is under way; True once there is none."""
    writes = desk.workspace.writes
    if not writes.is_busy:
        return True
    what = "; ".join(writes.under_way)
    sure = await port.ask(
        ConfirmDialog(
            "Something is being written",
            f"Under way: {what}. It is never cut off: what was begun ends first.",
            "Leave once it is done",
            keep="Stay",
        )
    )
    if sure:
        await writes.idle()
    return sure is True


async def _may_be_lost(desk: "Desk", port: "Port") -> bool:
    """Ask before open edits are left behind; True at once if there are none."""
    desk.take_typed()
    if desk.document is not None:
        # This can't wait for the panel's message, which comes later.
        desk.edits.keep(desk.document)
    keys = desk.edits.keys
    if not keys:
        return True
    await desk.edits.flush()
    names = ", ".join(key.label for key in keys[:NAMES_SHOWN])
    documents = counted(len(keys), "document")
    what = f"Unsaved edits in {names}{', …' if len(keys) > NAMES_SHOWN else ''}"
    if desk.edits.are_kept:
        dialog = ConfirmDialog(
            f"Quit without saving {documents}?",
            f"{what} stay on this machine as drafts for {DRAFT_DAYS} days, and are offered when "
            f"the document is opened again.",
            "Quit and keep the drafts",
        )
    else:
        dialog = ConfirmDialog(
            f"Quit without saving {documents}?",
            f"{what} would be lost: drafts can't be kept on this machine.",
            "Quit and lose the edits",
        )
    return await port.ask(dialog) is True
