"""`O`: the drafts on this machine, to be opened or discarded."""

from typing import TYPE_CHECKING

from ccs_tui.ui.views.drafts import DraftsScreen
from ccs_tui.workspace.desk_events import DraftsChanged

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.draft_keeper import FoundDraft


class DeskDrafts:
    """The store of the view: a draft that it discards also goes from the desk."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk

    async def all(self) -> "list[FoundDraft]":
        """Return the drafts, the newest first. Raises StateError."""
        return await self._desk.edits.all()

    async def discard(self, found: "FoundDraft") -> None:
        """Throw a draft away, and with it the edits, where they are open. Raises StateError."""
        await self._desk.edits.discard(found)


async def run(desk: "Desk", port: "Port") -> None:
    """Show the drafts, and open the one that is chosen."""
    desk.take_typed()
    await desk.edits.flush()
    chosen = await port.ask(DraftsScreen(DeskDrafts(desk), desk.now))
    desk.tell(DraftsChanged())
    if chosen is not None:
        port.go_to(chosen)
