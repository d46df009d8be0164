"""A value in the large editor that has to be one: what is none is dropped after a question only."""

from textual import work

from ccs_tui.model.json_text import JsonError, canonical
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.value import LargeDialog


class CheckedDialog(LargeDialog[str]):
    """Answers the text of a value once it is one, and None if it is as it was."""

    called = "JSON"
    """What the text has to be."""

    def problem_of(self, text: str) -> str | None:
        """Say in a phrase why a text can't be taken, or None."""
        try:
            canonical(text)
        except JsonError as problem:
            return str(problem)
        return None

    def leave(self, text: str | None) -> None:
        """Answer a value; ask before a text that is none is dropped."""
        problem = None if text is None else self.problem_of(text)
        if problem is None:
            self.dismiss(text)
        else:
            self._ask(problem)

    @work(group="dialog", exclusive=True, exit_on_error=False)
    async def _ask(self, problem: str) -> None:
        if await self.app.push_screen_wait(
            ConfirmDialog(
                f"That is no {self.called}. Drop what you typed?",
                f"{problem[0].upper()}{problem[1:]}. It stays as it was before you began to type.",
                "Drop it",
                keep="Go on editing",
            )
        ):
            self.dismiss(None)
