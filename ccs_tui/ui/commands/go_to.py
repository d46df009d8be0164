"""`g`: go to anything that is typed or pasted; nothing is made by being named."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ccs_tui.model.address import Address
from ccs_tui.ui.commands.goals import Remembered, goals_of
from ccs_tui.ui.commands.leave import SWITCH, may_leave
from ccs_tui.ui.commands.requests import GoToAddress, ShowConversation, ShowTimeline
from ccs_tui.ui.dialogs.go_to import GoToDialog
from ccs_tui.ui.dialogs.goals import AnyGoal, Elsewhere, Everywhere, Goal, Goals
from ccs_tui.ui.start import StartError, by_name, settings
from ccs_tui.workspace.conversation import forget_conversation, recent_conversations

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

HINT = "an id, a part of one, an address, or any text with ids in it"


async def run(desk: "Desk", port: "Port", request: GoToAddress | None = None) -> None:
    """Ask where to go, show what a text may mean as it is typed, and go to what is chosen."""
    if request is not None:
        await _go(desk, port, request.address)
        return
    visits = desk.visits
    remembered = Remembered(
        await visits.recents(),
        await visits.bookmarks(),
        await recent_conversations(desk.workspace),
    )

    def find(text: str) -> Goals:
        return goals_of(desk, text, remembered)

    async def remove(goal: AnyGoal) -> None:
        match goal:
            case Goal(kept=place) if place is not None:
                await visits.remove(place)
            case Everywhere(ids):
                await forget_conversation(desk.workspace, ids)
        remembered.forget(goal)

    match await port.ask(GoToDialog(find, HINT, remove)):
        case Goal(key, path=path, kept=kept, step=step):
            port.go_to(key, path, was_there=kept is not None)
            if step is not None:
                await port.request(ShowTimeline(key, step=step, path=path))
        case Everywhere(ids):
            await port.request(ShowConversation(ids))
        case Elsewhere(address):
            await _switch(desk, port, address)
        case _:
            pass


async def _go(desk: "Desk", port: "Port", address: Address) -> None:
    """Go to an address of this profile; to a step in the timeline of its document."""
    key = address.key(desk.workspace.account)
    port.go_to(key, address.path)
    if address.step is not None:
        await port.request(ShowTimeline(key, step=address.step, path=address.path))


async def _switch(desk: "Desk", port: "Port", address: Address) -> None:
    """Open the profile of an address there, unless the user wants to keep edits."""
    is_read_only = desk.workspace.profile.chosen.connection.read_only
    try:
        start = by_name(address.profile, await settings(), read_only=is_read_only)
    except StartError as problem:
        port.alarm(f"The address is of the profile {address.profile}. {problem}")
        return
    if await may_leave(desk, port, SWITCH):
        port.open_start(replace(start, address=address))
