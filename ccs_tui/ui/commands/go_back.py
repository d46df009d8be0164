"""`^o`: go back to the document where one was before; `^n` goes forward again."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.requests import GoForward

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port", request: GoForward | None = None) -> None:
    """Go to the document before, or with a request to the one that one came back from."""
    visits = desk.visits
    key = visits.back(desk.key) if request is None else visits.forward()
    if key is None:
        port.tell(
            "There is no document before this one."
            if request is None
            else "There is no document after this one."
        )
        return
    port.leave_text()
    port.go_to(key, visits.path_of(key), was_there=True)
