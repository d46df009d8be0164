"""`^n`: go forward again, after `^o`."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.requests import GoForward

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(_: "Desk", port: "Port") -> None:
    """Go to the document that one came back from."""
    await port.request(GoForward())
