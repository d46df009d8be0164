"""A value in the large editor that has to be one: what is none is dropped after a question only."""

from textual import work

from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.dialogs.value import LargeDialog


class CheckedDialog(LargeDialog[str]):
    """Answers the text of a value once it is one, and None if it is as it was."""

    def leave(self, text: str | None) -> None:
        """Answer a value; ask before a text that is none is dropped."""
        problem = None if text is None else self.problem_of(text)
        if problem is None:
            self.dismiss(text)
        else:
            self._ask(problem)

    @work(group="dialog", exclusive=True, exit_on_error=False)
    async def _ask(self, problem: str) -> None:
        if await self.app.push_screen_wait(ConfirmDialog(
            "This is not JSON. Discard what you typed?",
            f"{problem[0].upper()}{problem[1:]}. The value stays as it was before you typed.",
            "Discard typing",
            keep="Go on editing",
        )):  # fmt: skip
            self.dismiss(None)
