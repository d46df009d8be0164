"""The acts on documents that a view lists: commands on one of them, or on the marked ones."""

from collections.abc import Awaitable, Callable, Sequence

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.workspace.workspace import Workspace

DocumentAct = Callable[[str, str | None, Sequence[str | None]], Awaitable[None]]
"""Runs a command on a session and on marked ones, None being the namespace document."""
WRITES = ("act('expiry')", "act('delete')")


class DocumentActs:
    """Runs commands on the rows of a list, which are sessions, `""` for the namespace document.

    `act` runs one; with None nothing is run.
    """

    def __init__(self, workspace: Workspace, namespace: str, act: DocumentAct | None) -> None:
        self._workspace = workspace
        self._namespace = namespace
        self._act = act

    def key(self, row: str) -> DocumentKey:
        """Return the document of a row."""
        return DocumentKey(self._workspace.account, self._namespace, row or None)

    def refuses(self, action: str) -> bool:
        """Return whether a key would only be told that nothing may be written, or undone."""
        if action == "act('undo')":
            return self._workspace.read_only or not self._workspace.recorder.has_undoable
        return action in WRITES and not self._workspace.may_write(self._namespace)

    async def run(self, command: str, rows: RowList[str]) -> list[str] | None:
        """Run a command on the marked rows, or on the one under the cursor, and return these.

        None if there is nothing to run it on; to undo needs no row.
        """
        marked = [row for row in rows.keys if row in rows.marked]
        at = rows.cursor_key
        if self._act is None or (at is None and not marked and command != "undo"):
            return None
        await self._act(
            command, None if at is None else at or None, [row or None for row in marked]
        )
        return marked or ([] if at is None else [at])
