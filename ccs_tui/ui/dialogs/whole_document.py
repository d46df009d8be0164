"""A whole document as JSON in a large editor."""

from collections.abc import Callable

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import DocumentView, OpenDocument
from ccs_tui.ui.dialogs.value import LargeDialog
from ccs_tui.workspace.whole_document import problem_of


class _WholeView(DocumentView):
    def __init__(self, typed: Callable[[], str | None], began: JsonText) -> None:
        self._typed, self._began = typed, began

    def typed_whole(self) -> Edit | None:
        text = self._typed()
        return None if text is None else Edit(text, self._began)


class WholeDialog(LargeDialog[str]):
    """Edits a document as one text; answers it, a document or not, and None if it is as it was.

    `began` is the text of the document, and `text` what was typed of it before, None for nothing.
    """

    def __init__(
        self, document: OpenDocument, began: str, text: str | None, typing: Callable[[], None]
    ) -> None:
        super().__init__(document.key.label, began, is_string=False, typed=text, typing=typing)
        self.view = _WholeView(self.typed, JsonText(began))
        """This dialog as a view of the document."""

    def leave(self, text: str | None) -> None:
        """Answer the text."""
        self.dismiss(text)

    def problem_of(self, text: str) -> str | None:
        """Say in a phrase why a text is no document, or None."""
        return problem_of(text)
