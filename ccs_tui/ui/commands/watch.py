"""`w`: watch documents, so that every change of them is recorded, or stop that."""

from typing import TYPE_CHECKING

from ccs_tui.model.words import counted
from ccs_tui.ui.commands.affected_documents import documents_at, is_in_namespaces, name_or_count
from ccs_tui.ui.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

MANY = 20
"""The documents up to which nobody is asked whether all of them are to be read again and again."""


async def run(desk: "Desk", port: "Port") -> None:
    """Watch the marked documents, or that under the cursor; where all are watched, stop it."""
    if is_in_namespaces(desk, port, "w watches documents, and none is"):
        return
    keys = documents_at(desk)
    if not keys:
        port.tell("There is no document here to watch.")
        return
    await switch(desk, port, keys)


async def switch(desk: "Desk", port: "Port", keys: "Sequence[DocumentKey]") -> None:
    """Watch documents; where all of them are watched, stop it."""
    new = [key for key in keys if key not in desk.watching.watched]
    if not new:
        for key in keys:
            await desk.watching.stop(key)
        port.tell(f"{name_or_count(keys)}: watched no more. What was recorded stays ([ shows it).")
        return
    seconds = desk.workspace.preferences.watch_seconds
    if len(new) > MANY and not await port.ask(
        ConfirmDialog(
            f"Watch {counted(len(new), 'document')}?",
            f"Each is read about every {seconds:g} s as long as the explorer runs.",
            f"Watch {len(new):,}",
            keep="Don't",
        )
    ):
        return
    for key in new:
        desk.watching.watch(key)
    port.tell(
        f"{name_or_count(new)}: watched, about every {seconds:g} s. Every change is recorded; "
        "[ shows the steps, w stops it."
    )
