"""`^f`: search all documents of the namespace."""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ccs_tui.ui.commands.session_acts import acts_in
from ccs_tui.ui.views.search import SearchScreen

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.search import Search

_LAST: "WeakKeyDictionary[Desk, Search]" = WeakKeyDictionary()
"""The last search of each desk, whose hits are there again when one comes back from a document."""


async def run(desk: "Desk", port: "Port") -> None:
    """Ask what to look for, show what is found as it comes, and open the document chosen."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm("Choose a namespace first: its documents are searched.")
        return
    last = _LAST.get(desk)
    screen = SearchScreen(
        desk.workspace,
        namespace,
        desk.listing.sessions,
        total=desk.listing.count if desk.listing.is_complete else None,
        last=last if last is not None and last.scan.namespace == namespace else None,
        act=acts_in(desk, port, namespace),
    )
    chosen = await port.ask(screen)
    if screen.search is not None:
        _LAST[desk] = screen.search
    if chosen is not None:
        port.go_to(chosen)
