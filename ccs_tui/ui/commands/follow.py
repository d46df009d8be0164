"""`F`: follow the list of sessions, so that what is new or changed rises, or follow it no more."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.key_uses import can_follow
from ccs_tui.workspace.empty_places import choose_namespace
from ccs_tui.workspace.followed_list import follow, unfollow

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

NO_LIST = (
    "There is no list to follow: v2 alone can't list sessions, and this connection has no API key "
    "(v1). w watches single documents."
)


async def run(desk: "Desk", port: "Port") -> None:
    """Follow the namespace that is listed; where it is followed, end that."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm(choose_namespace(desk, ": F follows the list of its sessions"))
    elif desk.following is not None:
        unfollow(desk)
        port.tell(f"{namespace} is followed no more.")
    elif not desk.workspace.capabilities.can_list:
        port.alarm(NO_LIST)
    elif not can_follow(desk):
        port.alarm("Not all sessions are listed yet: F works once they are. r lists them again.")
    else:
        follow(desk)
        seconds = desk.workspace.preferences.watch_seconds
        rises = "rises to the top"
        if by := desk.selection.sorted_by:
            rises = (
                f"is marked, and rises once s has ended the sort by {by}: press it until no column "
                "is sorted by"
            )
        port.tell(
            f"{namespace} is followed: what is new (+) or changed (<) {rises}. It is read about "
            f"every {seconds:g} s, less often while nothing changes. F ends it."
        )
