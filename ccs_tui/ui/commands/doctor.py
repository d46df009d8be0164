"""`!`: examine the way to the service, the service, and this machine."""

import os
from typing import TYPE_CHECKING

from ccs_tui.ui.dialogs.doctor import DoctorDialog
from ccs_tui.workspace.doctor import Finding, examine, terminal
from ccs_tui.workspace.versions import versions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Show the findings as they come, and copy them if that is asked for."""
    workspace = desk.workspace

    async def findings() -> "AsyncIterator[Finding]":
        yield terminal(os.environ)
        async for finding in examine(workspace.profile, workspace.client):
            yield finding

    if text := await port.ask(DoctorDialog(versions(), findings)):
        await port.copy_out(text)
