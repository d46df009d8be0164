"""`R`: let nothing be written, or ask to let it."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.key_table import LOCK_KEY
from ccs_tui.ui.commands.writes import how_to_write
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.workspace.desk_events import LockChanged

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

PRODUCTION_SECONDS = 600.0
"""The seconds for which production stays writable."""


async def run(desk: "Desk", port: "Port") -> None:
    """Lock at once; or ask, and unlock."""
    workspace = desk.workspace
    lock = workspace.write_lock
    if not lock.is_locked:
        lock.lock()
        desk.tell(LockChanged())
        port.tell(f"Read-only from now on. {LOCK_KEY} unlocks it.")
    elif lock.permanent:
        port.alarm(f"This connection is read-only. {how_to_write(desk)}")
    elif await _is_sure(desk, port):
        lock.unlock(PRODUCTION_SECONDS if workspace.profile.is_production else None)
        desk.tell(LockChanged())


async def _is_sure(desk: "Desk", port: "Port") -> bool:
    workspace = desk.workspace
    profile = workspace.profile
    if profile.is_production:
        minutes = f"{PRODUCTION_SECONDS / 60:.0f} minutes"
        dialog = ConfirmDialog(
            f"Write to {profile.label}?",
            f"This is production: what you save there is what customers get. It is read-only "
            f"again after {minutes}, or at once with {LOCK_KEY}.",
            f"Unlock for {minutes}",
            typed=workspace.account,
            keep="Stay read-only",
        )
    else:
        dialog = ConfirmDialog(
            f"Write to {profile.label}?",
            f"It is read-only now. Unlocked, it stays so until you press {LOCK_KEY} again.",
            "Unlock",
            keep="Stay read-only",
        )
    return await port.ask(dialog) is True
