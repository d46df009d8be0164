"""`t`: the documents of the namespace by expiry."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.session_acts import acts_in
from ccs_tui.ui.views.expiries import ExpiriesScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Show the documents of the namespace by expiry, and open the one that is chosen."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm("Choose a namespace first: the TTL view shows its documents.")
        return
    able = desk.workspace.capabilities
    if not able.can_read_expiry:
        port.alarm("This connection can't read expiries: that takes a login or a token (v2).")
        return
    sessions: list[str | None] = [*desk.listing.sessions]
    if able.can_read_namespace_document:
        sessions.insert(0, None)
    act_there = acts_in(desk, port, namespace)

    async def act(command: str, session: str | None, marked: "Sequence[str | None]") -> None:
        for summary in screen.found.values():
            # The list of sessions takes what the view has read, since the command looks there.
            desk.listing.summarise(summary)
        await act_there(command, session, marked)

    screen = ExpiriesScreen(
        desk.workspace,
        namespace,
        sessions,
        desk.now,
        desk.selection.marked,
        complete=desk.listing.is_complete,
        act=act,
    )
    chosen = await port.ask(screen)
    if chosen is not None:
        port.go_to(chosen)
