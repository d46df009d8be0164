"""The commands that a view of sessions passes on, for its own documents."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.views.document_acts import DocumentAct
from ccs_tui.workspace.desk_events import Place
from ccs_tui.workspace.selection import Selection

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


def acts_in(desk: "Desk", port: "Port", namespace: str) -> DocumentAct:
    """Return what runs a command on sessions of a namespace that a view shows."""

    async def act(command: str, session: str | None, marked: Sequence[str | None]) -> None:
        key = DocumentKey(desk.workspace.account, namespace, session)
        desk.selection = Selection(Place.SESSIONS, namespace, key, tuple(marked))
        await port.command(command)

    return act
