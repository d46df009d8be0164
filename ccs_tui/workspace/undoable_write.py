"""The write that can be undone, looked for after each write: without one, no key offers it."""

from typing import TYPE_CHECKING

from ccs_tui.workspace.desk_events import Event, UndoableChanged
from ccs_tui.workspace.errors import StateError
from ccs_tui.workspace.journal import journal_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccs_tui.workspace.journal import Entry
    from ccs_tui.workspace.tasks import Tasks
    from ccs_tui.workspace.workspace import Workspace


class UndoableWrite:
    """The last write of the journal that can be undone, as far as that was looked for.

    It is looked for when the desk opens, and again after each write, in the background.
    """

    def __init__(
        self, workspace: "Workspace", tell: "Callable[[Event], None]", tasks: "Tasks"
    ) -> None:
        self._workspace = workspace
        self._tell = tell
        self._tasks = tasks
        self._given_up: set[str] = set()
        """The operations that proved not to be undoable, as where a document is gone."""
        workspace.writes.ended = self.look

    @property
    def is_there(self) -> bool:
        """True if there is a write to undo. Where the journal can't be read, the key says why."""
        return self._workspace.recorder.has_undoable

    async def last(self) -> "Entry | None":
        """Return the last write that can be undone, with its values. Raises StateError."""
        return await journal_of(self._workspace).last_undoable(self._given_up)

    def give_up(self, operation: str) -> None:
        """Pass an operation over from now on: it can't be undone, and others can."""
        self._given_up.add(operation)
        self.look()

    def look(self) -> None:
        """Look for the write in the background."""
        self._tasks.begin(self._look, "undoable")

    async def _look(self) -> None:
        try:
            found = await self.last() is not None
        except StateError:
            found = True
        if found is not self.is_there:
            self._workspace.recorder.has_undoable = found
            self._tell(UndoableChanged())

    def close(self) -> None:
        """Stop looking."""
        self._workspace.writes.ended = lambda: None
