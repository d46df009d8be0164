"""The palette: Textual's own, with a line that drops nothing of what is pasted into it."""

from textual.app import ComposeResult
from textual.command import CommandInput, CommandPalette

from ccs_tui.ui.widgets.line_field import LineField


class PaletteField(CommandInput, LineField):
    """The line of the palette."""


class Palette(CommandPalette):
    """Offers commands, or what else its providers find."""

    def compose(self) -> ComposeResult:
        """Lay it out."""
        for widget in super().compose():
            if isinstance(widget, CommandInput):
                yield PaletteField(placeholder=widget.placeholder, select_on_focus=False)
            else:
                yield widget
