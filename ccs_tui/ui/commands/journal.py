"""`U`: every write of this tool, and what is chosen there."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.requests import UndoOperation
from ccs_tui.ui.views.journal import GoTo, JournalScreen, TakeBack
from ccs_tui.workspace.journal import journal_of

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port") -> None:
    """Show the journal, and do what is chosen there."""
    workspace = desk.workspace
    answer = await port.ask(
        JournalScreen(
            journal_of(workspace),
            workspace.machine_clock,
            workspace.clock_ahead,
            workspace.may_write,
        )
    )
    if isinstance(answer, GoTo):
        port.go_to(answer.key)
    elif isinstance(answer, TakeBack):
        await port.request(UndoOperation(answer.operation))
