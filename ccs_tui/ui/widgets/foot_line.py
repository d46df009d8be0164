"""The foot of a dialog: its keys in one line, of which those that don't fit are left out whole."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Button, Label

from ccs_tui.ui.text import shorten, visible

BETWEEN, CLOSE = "  ·  ", " · "
"""The text between two keys, and between those that stand closer since there is no room."""
MORE = " …"
"""The sign that there are more keys, all of which the help has."""


def fitting_parts(parts: Sequence[str], width: int) -> str:
    """Return the parts that fit whole into `width` cells, from the first on; a sign tells of more.

    The first, which is a sentence at times, is cut where it alone is too long.
    """
    for between in (BETWEEN, CLOSE):
        if Content(text := between.join(parts)).cell_length <= width:
            return text
    for count in range(len(parts) - 1, 0, -1):
        if Content(text := CLOSE.join(parts[:count]) + MORE).cell_length <= width:
            return text
    return shorten(parts[0], width)


class FootLine(Label):
    """Shows keys with their words, the most important first. It is one line high."""

    DEFAULT_CSS = "FootLine { width: 1fr; height: 1; text-wrap: nowrap; }"

    def __init__(self, *parts: str, classes: str = "dialog-foot") -> None:
        super().__init__(classes=classes, markup=False)
        self._parts = parts

    def render(self) -> Content:
        """Return what fits; where a button that goes back has the focus, enter does that."""
        focused = self.screen.focused
        parts = [*map(visible, self._parts)]
        if isinstance(focused, Button) and focused.id == "back":
            parts = ["enter goes back" if part.startswith("enter ") else part for part in parts]
        return Content(fitting_parts(parts, self.size.width))
