"""The end of a message: when the next command begins, or when the document changes."""

from typing import TYPE_CHECKING, cast

from ccs_tui.model.open_document import DocumentView
from ccs_tui.workspace.desk_events import (
    DocumentLeft,
    DocumentShown,
    DocumentUnreadable,
    Event,
    Said,
    Tone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.messages import SpeakingApp


class MessageEnd(DocumentView):
    """Ends what was said as soon as it may no longer be true; a view of the document shown.

    `changed` is called after each change of the document, and when another text is typed.
    """

    def __init__(self, app: "App[object]", changed: "Callable[[], None]") -> None:
        self._app = cast("SpeakingApp[object]", app)
        self._changed = changed
        self._document: OpenDocument | None = None

    def begin(self) -> None:
        """End what was said before: a command begins, which says what it does."""
        self._app.end_message()

    def end(self) -> None:
        """End what was said of the moment that is over now."""
        self._app.end_message(of_the_moment=True)

    def heard(self, event: Event) -> None:
        """End what was said before a change; look at another document from now on."""
        if isinstance(event, Said) and event.tone is Tone.CHANGE:
            self.end()
        if isinstance(event, DocumentShown):
            self._look_at(event.document)
        elif isinstance(event, DocumentLeft | DocumentUnreadable):
            self._look_at(None)

    def _look_at(self, document: "OpenDocument | None") -> None:
        if self._document is not None:
            self._document.views.remove(self)
        self._document = document
        if document is not None:
            document.views.append(self)

    def document_changed(self, names: frozenset[str] | None) -> None:
        """End what was said before an edit; what was said stays true of a document read anew."""
        if names:
            self.end()
        self._changed()

    def typing_changed(self) -> None:
        """Take note that something is typed."""
        self._changed()
