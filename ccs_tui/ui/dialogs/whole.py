"""A whole document as JSON in a large editor."""

from collections.abc import Callable

from textual import work

from ccs_tui.model.json_text import JsonText
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.value import LargeDialog
from ccs_tui.workspace.whole import problem_of
from ccs_tui.workspace.working_copy import OnScreen, OpenEdit, WorkingCopy


class WholeDialog(LargeDialog[str]):
    """Edits a document as one text; answers it once it is one, and None if it is as it was.

    `began` is the text of the document, and `text` what was typed of it before, None for nothing.
    What is no document can be dropped after a question, and only so.
    """

    def __init__(
        self, copy: WorkingCopy, began: str, text: str | None, typing: Callable[[], None]
    ) -> None:
        super().__init__(copy.key.label, began, is_string=False, typed=text, typing=typing)
        self._copy = copy
        self._began = JsonText(began)

    def on_screen(self) -> OnScreen:
        """Return the working copy, and what is typed over it."""
        text = self.typed()
        return OnScreen(self._copy, whole=OpenEdit(text, self._began) if text is not None else None)

    def leave(self, text: str | None) -> None:
        """Answer a document, and ask about what is none."""
        problem = None if text is None else problem_of(text)
        if problem is None:
            self.dismiss(text)
        else:
            self._ask(problem)

    @work(group="dialog", exclusive=True, exit_on_error=False)
    async def _ask(self, problem: str) -> None:
        if await self.app.push_screen_wait(ConfirmDialog(
            "That is no document. Drop what you typed?",
            f"{problem.capitalize()}. The document stays as it was before you began to type.",
            "Drop it",
            keep="Go on editing",
        )):  # fmt: skip
            self.dismiss(None)
