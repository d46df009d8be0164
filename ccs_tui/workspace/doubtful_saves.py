"""The saves of which it isn't known whether they arrived: remembered until a reading tells."""

from collections.abc import Callable

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.words import agreeing, counted
from ccs_tui.workspace.desk_events import DraftsChanged, Event, Said, Tone


class DoubtfulSaves:
    """The documents of which a save may have arrived. `tell` is given what becomes of them."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._keys: set[DocumentKey] = set()

    def __contains__(self, key: DocumentKey) -> bool:
        return key in self._keys

    def begin(self, key: DocumentKey) -> None:
        """Remember that a save of a document may have arrived."""
        self._keys.add(key)
        self._tell(DraftsChanged())

    def forget(self, key: DocumentKey) -> None:
        """Doubt no longer, since a later save of the document was told as done."""
        if key in self._keys:
            self._keys.discard(key)
            self._tell(DraftsChanged())

    def resolve(self, document: OpenDocument) -> None:
        """Tell what the reading of a document shows of the save in doubt, if there is one."""
        if document.key not in self:
            return
        self.forget(document.key)
        label, left = document.key.label, document.change_count
        if left:
            was, them = agreeing(left, "was", "were"), agreeing(left, "it", "them")
            what = (
                f"of the last save {counted(left, 'change')} did not arrive, or {was} typed since"
            )
            self._tell(Said(f"{label} was read again: {what}. ^s sends {them}.", Tone.WARNING))
        else:
            self._tell(Said(f"{label} was read again: the last save arrived."))
