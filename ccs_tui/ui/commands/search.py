"""`^f`: search all documents of the namespace."""

from typing import TYPE_CHECKING

from ccs_tui.model.query import Query
from ccs_tui.ui.commands.kept_scans import KeptScans
from ccs_tui.ui.commands.session_acts import SessionActs
from ccs_tui.ui.views.search import SearchScreen
from ccs_tui.workspace.empty_places import choose_namespace
from ccs_tui.workspace.search import Search

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

_KEPT = KeptScans[Search]()


async def run(desk: "Desk", port: "Port") -> None:
    """Ask what to look for, show what is found as it comes, and open the document chosen."""
    namespace = desk.namespace
    if namespace is None:
        port.alarm(choose_namespace(desk, ": its documents are searched"))
        return
    await search(desk, port, namespace)


async def search(desk: "Desk", port: "Port", namespace: str, query: str | None = None) -> None:
    """Search a namespace for a query, or ask for one, and open the document that is chosen."""
    last = _KEPT.of(desk, namespace)
    if query is not None:
        last = Search(desk.workspace, namespace, Query(query), desk.listing.sessions)
    screen = SearchScreen(
        desk.workspace,
        namespace,
        desk.listing.sessions,
        total=desk.listing.total,
        last=last,
        begins=query is not None,
        act=SessionActs(desk, port, namespace, lambda: screen.dismiss(None)),
    )
    chosen = await port.ask(screen)
    if screen.search is not None:
        _KEPT.keep(desk, screen.search)
    if chosen is not None:
        port.go_to(chosen, screen.path_of(chosen))
