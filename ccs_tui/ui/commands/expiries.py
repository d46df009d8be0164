"""`t`: the documents of the namespace by expiry."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.session_acts import SessionActs
from ccs_tui.ui.views.expiries import ExpiriesScreen
from ccs_tui.workspace.empty_places import choose_namespace

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Show the documents of the namespace by expiry, and open the one that is chosen."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm(choose_namespace(desk, ": the TTL view shows its documents"))
        return
    able = desk.workspace.capabilities
    if not able.can_read_expiry:
        port.alarm("This connection can't read expiries: that takes a login or a token (v2).")
        return
    sessions: list[str | None] = [*desk.listing.sessions]
    if able.can_read_namespace_document:
        sessions.insert(0, None)

    def take_over() -> None:
        for summary in screen.found.values():
            # The list of sessions takes what the view has read, since the command looks there.
            desk.listing.summarise(summary)

    screen = ExpiriesScreen(
        desk.workspace,
        namespace,
        sessions,
        desk.now,
        desk.selection.marked,
        complete=desk.listing.is_complete,
        act=SessionActs(desk, port, namespace, lambda: screen.dismiss(None), take_over),
    )
    chosen = await port.ask(screen)
    if chosen is not None:
        port.go_to(chosen)
