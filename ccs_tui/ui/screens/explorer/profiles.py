"""`p`: go to another profile."""

from typing import TYPE_CHECKING

from ccs_tui.ui.screens.choosing import choose_start
from ccs_tui.ui.start import StartError

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen


async def switch_profile(screen: "ExplorerScreen") -> None:
    """Ask for a profile and open the explorer on it, if no edit is lost by that."""
    profile = screen.workspace.profile
    try:
        # What this run was started with holds for every profile.
        chosen = await choose_start(
            screen.app, profile.name, read_only=profile.connection.read_only
        )
    except StartError as problem:
        screen.alarm(str(problem))
        return
    if chosen is None:
        return
    if await screen.may_leave():
        screen.post_message(screen.ProfileChosen(chosen))
