"""`S`: the summary of the namespace; what is chosen there is searched."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.kept_scans import KeptScans
from ccs_tui.ui.commands.search import search
from ccs_tui.ui.views.summary import SummaryScreen
from ccs_tui.workspace.empty_places import choose_namespace

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.namespace_summary import NamespaceSummary

_KEPT: "KeptScans[NamespaceSummary]" = KeptScans()


async def run(desk: "Desk", port: "Port") -> None:
    """Show the summary of the namespace, and search it for what is chosen there."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm(choose_namespace(desk, ": its documents are summed up"))
        return
    screen = SummaryScreen(
        desk.workspace,
        namespace,
        desk.listing.sessions,
        total=desk.listing.total,
        last=_KEPT.of(desk, namespace),
    )
    query = await port.ask(screen)
    _KEPT.keep(desk, screen.summary)
    if query is not None:
        await search(desk, port, namespace, query)
