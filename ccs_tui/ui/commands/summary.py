"""`S`: the summary of the namespace; what is chosen there is searched."""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ccs_tui.ui.commands.search import search
from ccs_tui.ui.views.summary import SummaryScreen

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.namespace_summary import NamespaceSummary

_LAST: "WeakKeyDictionary[Desk, NamespaceSummary]" = WeakKeyDictionary()
"""The last summary of each desk, which is there again when one comes back from a search."""


async def run(desk: "Desk", port: "Port") -> None:
    """Show the summary of the namespace, and search it for what is chosen there."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm("Choose a namespace first: its documents are summed up.")
        return
    last = _LAST.get(desk)
    screen = SummaryScreen(
        desk.workspace,
        namespace,
        desk.listing.sessions,
        total=desk.listing.count if desk.listing.is_complete else None,
        last=last if last is not None and last.scan.namespace == namespace else None,
    )
    query = await port.ask(screen)
    _LAST[desk] = screen.summary
    if query is not None:
        await search(desk, port, namespace, query)
