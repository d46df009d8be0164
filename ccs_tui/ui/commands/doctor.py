"""`!`: examine the way to the service, the service, and this machine."""

import os
from typing import TYPE_CHECKING

from ccs_tui.ui.clipboard import expected_way
from ccs_tui.ui.dialogs.doctor import DoctorDialog
from ccs_tui.ui.terminal.surroundings import look_around
from ccs_tui.workspace.doctor import Finding, FindingOutcome, examine, terminal
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
        way = expected_way(await look_around(os.environ), await port.copy_route())
        advice = "y here copies what is found: paste it to see whether it came."
        yield Finding("clipboard", FindingOutcome.OK, f"copies go {way}", advice)
        async for finding in examine(workspace.profile, workspace.client):
            yield finding

    if text := await port.ask(DoctorDialog(versions(), findings)):
        await port.copy_out(text)
