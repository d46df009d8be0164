"""The palette: Textual's own, with a line that drops nothing of what is pasted into it."""

from textual.app import ComposeResult
from textual.command import CommandInput, CommandPalette

from ccs_tui.ui.widgets.line_field import LineField


class PaletteField(CommandInput, LineField):
    """The line of the palette. Lines that are pasted become words, since it looks for words.

    A message that refuses them would not be seen: Textual shows none over its palette.
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False, elsewhere=self._put_words)

    def _put_words(self, text: str) -> None:
        self.value = " ".join(text.split())
        self.cursor_position = len(self.value)


class Palette(CommandPalette):
    """Offers commands, or the finds of other providers."""

    def compose(self) -> ComposeResult:
        """Lay it out."""
        for widget in super().compose():
            if isinstance(widget, CommandInput):
                yield PaletteField(widget.placeholder)
            else:
                yield widget
