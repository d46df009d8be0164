"""The open edits: working copies that would lose something if they were thrown away."""

from typing import TYPE_CHECKING

from ccs_tui.workspace.working_copy import WorkingCopy

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

NAMES_SHOWN = 3


class Edits:
    """Keeps what was typed into documents, whichever of them is shown."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._copies: dict[DocumentKey, WorkingCopy] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._copies

    def on_top_of(self, document: "Document") -> WorkingCopy:
        """Return a working copy of a document that was read, with the edits that are open."""
        copy = self._copies.get(document.key)
        if copy is None:
            return WorkingCopy(document)
        copy.rebase(document)
        return copy

    def keep(self, copy: WorkingCopy) -> None:
        """Keep a working copy as long as it has edits, and mark its document in the list."""
        if copy.is_edited:
            self._copies[copy.key] = copy
        else:
            self._copies.pop(copy.key, None)
        self._mark()

    def forget(self, key: "DocumentKey") -> None:
        """Throw the edits of a deleted document away."""
        self._copies.pop(key, None)
        self._mark()

    def forget_namespace(self, name: str) -> None:
        """Throw the edits in a deleted namespace away."""
        self._copies = {k: copy for k, copy in self._copies.items() if k.namespace != name}

    def _mark(self) -> None:
        shown = self._screen.reading.namespace
        self._screen.sessions.show_edited([k.session for k in self._copies if k.namespace == shown])

    async def may_be_lost(self) -> bool:
        """Ask before open edits are lost; True at once if there are none."""
        self._screen.document.keep_typed()
        count = len(self._copies)
        if not count:
            return True
        from ccs_tui.ui.dialogs.confirm import ConfirmDialog

        names = ", ".join(key.label for key in list(self._copies)[:NAMES_SHOWN])
        documents = "1 document" if count == 1 else f"{count} documents"
        sure = await self._screen.app.push_screen_wait(ConfirmDialog(
            f"Quit without saving {documents}?",
            f"Unsaved edits in {names}{', …' if count > NAMES_SHOWN else ''} would be lost.",
            "Quit and lose the edits",
        ))  # fmt: skip
        return sure is True
