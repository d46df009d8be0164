"""`r`: read anew what is shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(_desk: "Desk", port: "Port") -> None:
    """Read anew what is shown."""
    port.refresh_desk()
