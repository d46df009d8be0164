"""`p`: go to another profile."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.leave import SWITCH, may_leave
from ccs_tui.ui.commands.profile_choice import choose_start
from ccs_tui.ui.start import StartError

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Ask for a profile and open it, unless the user wants to keep edits that it would lose."""
    profile = desk.workspace.profile
    try:
        chosen = await choose_start(
            port.ask,
            profile.name,
            cursor=profile.chosen.name,
            # The options of this run hold for every profile.
            read_only=profile.chosen.connection.read_only,
        )
    except StartError as problem:
        port.alarm(str(problem))
        return
    if chosen is None:
        return
    if await may_leave(desk, port, SWITCH):
        port.open_start(chosen)
