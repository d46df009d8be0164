"""The typing in a dialog that merges values by hand, as a view of their document."""

from collections.abc import Callable, Mapping

from ccs_tui.model.changes import Edit
from ccs_tui.model.open_document import DocumentView, OpenDocument


class DialogTypingView(DocumentView):
    """Tells what is typed in a dialog: `typed` by property; `changed` is told of each change."""

    def __init__(
        self,
        document: OpenDocument,
        typed: Callable[[], Mapping[str, str]],
        changed: Callable[[OpenDocument], None],
    ) -> None:
        self._document, self._typed, self._changed = document, typed, changed

    def typing_changed(self) -> None:
        """Tell that something else is typed."""
        self._changed(self._document)

    def typed(self) -> Mapping[str, Edit]:
        """Return the merged values as edits of their document."""
        origin = self._document.origin
        return {name: Edit(text, origin(name)) for name, text in self._typed().items()}
