"""`L`: the last requests, each with its answer, to be looked at and copied as curl."""

from typing import TYPE_CHECKING

from ccs_tui.ui.views.request_log import RequestLogScreen
from ccs_tui.workspace.shown_requests import request_log_of

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Show the last requests until one goes back."""
    workspace = desk.workspace
    reader, clock = request_log_of(workspace), workspace.machine_clock
    await port.ask(RequestLogScreen(reader, workspace.account, clock))
