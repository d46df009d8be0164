"""A whole document as JSON in a large editor."""

from collections.abc import Callable

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.ui.dialogs.checked import CheckedDialog
from ccs_tui.workspace.whole import problem_of
from ccs_tui.workspace.working_copy import OnScreen, WorkingCopy


class WholeDialog(CheckedDialog):
    """Edits a document as one text; answers it once it is one, and None if it is as it was.

    `began` is the text of the document, and `text` what was typed of it before, None for nothing.
    What is no document can be dropped after a question, and only so.
    """

    called = "document"

    def __init__(
        self, copy: WorkingCopy, began: str, text: str | None, typing: Callable[[], None]
    ) -> None:
        super().__init__(copy.key.label, began, is_string=False, typed=text, typing=typing)
        self._copy = copy
        self._began = JsonText(began)

    def on_screen(self) -> OnScreen:
        """Return the working copy, and what is typed over it."""
        text = self.typed()
        return OnScreen(self._copy, whole=Edit(text, self._began) if text is not None else None)

    def problem_of(self, text: str) -> str | None:
        """Say in a phrase why a text is no document, or None."""
        return problem_of(text)
