"""The acts on documents that a view lists: commands on one of them, or on the marked ones."""

from collections.abc import Collection, Sequence
from typing import Protocol

from textual.binding import Binding

from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.widgets.row_list import RowList
from ccs_tui.workspace.workspace import Workspace

_ACTS = (
    ("x", "expiry", "Expiry"),
    ("d", "delete", "Delete"),
    ("c", "transfer", "Duplicate or move"),
    ("y", "copy", "Copy"),
    ("u", "undo", "Undo save"),
    ("C", "conversation", "Conversation in all namespaces"),
    ("w", "watch", "Watch, or watch no more"),
    ("left_square_bracket", "timeline", "Timeline: the steps recorded"),
    ("B", "blame", "Blame: who set what, and when"),
    ("T", "ticket", "Ticket in Markdown"),
    ("m", "bookmark", "Bookmark"),
    ("X", "export", "Export to a file"),
    ("equals_sign", "compare", "Compare"),
)
"""The keys, the commands and the words: what a key does in the list of sessions, it does here."""
_LOOKS = {"left_square_bracket": "[", "equals_sign": "="}
CHANGING = frozenset({"expiry", "delete", "transfer"})
"""The commands after which documents are read again."""


def act_keys(view: str, but: Collection[str] = ()) -> list[Binding]:
    """Return the keys of all acts `but` some, whose ids begin with the name of a view."""
    return [
        Binding(key, f"act('{name}')", words, id=f"{view}.{name}", key_display=_LOOKS.get(key))
        for key, name, words in _ACTS
        if name not in but
    ]


class DocumentAct(Protocol):
    """Runs commands on documents of a namespace, None being the namespace's own session."""

    async def run(
        self, command: str, key: DocumentKey | None, marked: Sequence[str | None]
    ) -> None:
        """Run a command on the document under the cursor, and on the marked ones."""

    def refuses(self, command: str, key: DocumentKey | None, marked: Sequence[str | None]) -> bool:
        """Return whether a command would do nothing there, or may not."""


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

    def refuses(self, action: str, rows: RowList[str]) -> bool:
        """Return whether a key would only be told that it does nothing, or may not."""
        if not action.startswith("act(") or self._act is None:
            return False
        key, marked = self._at(rows)
        command = action.removeprefix("act('").removesuffix("')")
        return self._act.refuses(command, key, [row or None for row in marked])

    def _at(self, rows: RowList[str]) -> tuple[DocumentKey | None, list[str]]:
        marked, at = rows.marked, rows.cursor_key
        return None if at is None else self.key(at), [row for row in rows.keys if row in marked]

    async def run(self, command: str, rows: RowList[str]) -> list[str]:
        """Run a command on the marked rows, or on the one under the cursor, and return these.

        Where there is no row, the command says so.
        """
        key, marked = self._at(rows)
        if self._act is not None:
            await self._act.run(command, key, [row or None for row in marked])
        return marked or ([] if key is None else [key.session or ""])
