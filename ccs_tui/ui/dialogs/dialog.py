"""What all dialogs have in common: small, centred, over a dimmed screen, left with escape."""

from typing import Generic, TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """A modal question with a typed answer; None is the safe one: nothing happens."""

    BINDINGS = [Binding("escape", "cancel", "Back", id="dialog.cancel")]

    def action_cancel(self) -> None:
        """Leave it, with nothing done."""
        self.dismiss(None)
