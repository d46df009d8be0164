"""`B`: who set each value of a watched document, and when."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.affected_documents import documents_at
from ccs_tui.ui.commands.requests import ShowTimeline

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Show the timeline of the document under the cursor, with who set what."""
    keys = documents_at(desk)
    if len(keys) == 1:
        await port.request(ShowTimeline(keys[0], with_blame=True))
    else:
        port.tell("B says of one document who set its values; go to one first.")
