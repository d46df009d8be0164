"""`!`: examine the way to the service, the service, and this machine."""

import os
from typing import TYPE_CHECKING

from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.doctor import DoctorDialog
from ccs_tui.ui.terminal_findings import CopyTrial, clipboard, own_keys, terminal
from ccs_tui.workspace.doctor import Finding, examine
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
        yield await clipboard(os.environ, await port.copy_route(), "c tries it with a short text.")
        for finding in await own_keys(workspace.preferences):
            yield finding
        async for finding in examine(workspace.profile, workspace.client):
            yield finding

    async def wants_trial() -> bool:
        sure = await port.ask(
            ConfirmDialog(
                "Try the clipboard?",
                "A short text takes the place of what you copied last. Paste it here then, to see "
                "whether it came.",
                "Copy the text",
                keep="Leave the clipboard",
            )
        )
        return bool(sure)

    dialog = DoctorDialog(versions(), findings, CopyTrial(port.copy_unsaid), wants_trial)
    if text := await port.ask(dialog):
        await port.copy_out(text)
