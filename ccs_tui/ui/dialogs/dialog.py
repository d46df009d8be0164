"""The base of all dialogs: small, centred, over a dimmed screen, left with escape."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from textual.actions import SkipAction
from textual.binding import Binding
from textual.content import Content
from textual.screen import ModalScreen, Screen

from ccs_tui.ui.background_work import TellsBugs
from ccs_tui.ui.early_exit import EarlyExit
from ccs_tui.ui.keys import key_of
from ccs_tui.ui.text import visible
from ccs_tui.ui.widgets.foot_line import FootLine
from ccs_tui.ui.widgets.more_below_hint import show_more_below
from ccs_tui.ui.widgets.row_list import RowList

Answer = TypeVar("Answer")

SLIM = 40
"""The columns below which the buttons have no room side by side."""
KEY_CELLS = 5
"""The cells of `enter`, the longest of the usual keys that stand before choices."""
Ask = Callable[[Screen[Any]], Awaitable[Any]]
"""Shows a dialog and returns its answer, None if it was left without one."""


class Dialog(TellsBugs, EarlyExit, ModalScreen[Answer | None], Generic[Answer]):
    """A modal question with a typed answer; None is the safe one: nothing happens."""

    CSS_PATH = ["../styles/dialogs.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (SLIM, "-broad")]
    BINDINGS = [
        Binding("escape", "cancel", "Back", id="dialog.cancel", key_display="esc"),
        Binding("tab", "field(1)", "Next field", show=False),
        Binding("shift+tab", "field(-1)", "Previous field", show=False),
        # Where nothing is typed; F1 is the application's, and works everywhere.
        Binding("question_mark", "app.help", "Help", id="help", key_display="?", show=False),
    ]

    def on_row_list_in_view(self, event: RowList.InView) -> None:
        """Say at the foot of the frame how much more there is than what is in view."""
        for frame in self.query(".dialog"):
            show_more_below(frame, event.row_list)

    def on_descendant_focus(self) -> None:
        """Say at the foot what enter does where the focus is by now."""
        for foot in self.query(FootLine):
            foot.refresh()

    def action_field(self, step: int) -> None:
        """Go to the next field or the one before; where there is one, leave the key to others."""
        if not self.focus_chain[1:]:
            raise SkipAction
        if step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def why_idle(self, _key: str) -> str:
        """Say why a key of this dialog did nothing; "" where that is as with any other."""
        return ""

    def choice_label(self, id: str, text: str, cells: int = 0) -> Content:
        """Return a button's label: the key that does the same, and what it does.

        The key is the one that holds now for the binding `id` of this dialog, since users may have
        chosen another. It takes `cells` at least, so that the texts of several stand in a column.
        """
        return Content.assemble((f"{key_of(self, id):{cells}}  ", "bold"), visible(text))

    def action_cancel(self) -> None:
        """Leave it, with nothing done."""
        self.dismiss(None)
