"""The one-line field: every line that is typed in is one, so that none drops what is pasted."""

from collections.abc import Callable
from typing import Any
from unicodedata import category

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from ccs_tui.ui.text import visible

AT_MOST = 20_000
"""The most characters that one paste may put into a line: tokens are shorter, documents longer."""
BREAKS = ("\r\n", "\n", "\r")


def as_lines(text: str) -> str:
    r"""Return a paste with `\n` between its lines, and none at its end.

    A terminal sends `\r` for a line break. A line is often copied with its break.
    """
    for line_break in BREAKS:
        text = text.replace(line_break, "\n")
    return text.removesuffix("\n")


def paste_problem(text: str) -> str | None:
    """Return a sentence on why a paste does not go into a line, or None."""
    if "\n" in text or len(text.splitlines()) > 1:
        count = len(text.splitlines())
        return f"{count:,} lines were pasted, and this field has one. Nothing was inserted."
    if len(text) > AT_MOST:
        return (
            f"{len(text):,} characters were pasted, and a line takes {AT_MOST:,} at once. "
            "Nothing was inserted."
        )
    odd = next((c for c in text if category(c) in ("Cc", "Cs") and c != "\t"), None)
    if odd is not None:
        return f"What was pasted has the character U+{ord(odd):04X}. Nothing was inserted."
    return None


class LineField(Input, inherit_bindings=False):
    """A line to type in. `ctrl+f` finds everywhere, and deletes no word here.

    A paste goes into it whole, or not at all. `elsewhere` is given the whole text that would
    result, where the line can't take or show the paste; without it, the reason is said.
    """

    BINDINGS = [
        binding
        for binding in Input.BINDINGS
        if not (isinstance(binding, Binding) and "ctrl+f" in binding.key)
    ]

    def __init__(
        self, *arguments: Any, elsewhere: Callable[[str], None] | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.cursor_blink = False
        self._elsewhere = elsewhere

    def _watch_value(self, value: str) -> None:
        """Take note of a change; the screen is laid out anew only where the text begins to scroll.

        Textual does it for each character, since it may scroll the field: half of a key's time.
        """
        size, room = Size(self.content_width, 1), self.container_size.width
        if (size.width > room) == (self.virtual_size.width > room):
            self.set_reactive(Widget.virtual_size, size)
        super()._watch_value(value)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self._paste(event.text)

    def action_copy(self) -> None:
        """Copy what is selected, unless it is a secret: a copy may end in a file."""
        if not self._keeps_secret():
            super().action_copy()

    def action_cut(self) -> None:
        """Copy what is selected and take it out, unless it is a secret."""
        if not self._keeps_secret():
            super().action_cut()

    def _keeps_secret(self) -> bool:
        if self.password and self.selected_text:
            self.notify("What is typed here is secret, and not copied.", markup=False)
        return self.password

    def action_paste(self) -> None:
        """Paste the text that was copied within the program."""
        self._paste(self.app.clipboard)

    def _paste(self, text: str) -> None:
        text = as_lines(text)
        start, end = sorted(self.selection)
        problem = paste_problem(text)
        if self._elsewhere is not None and (problem is not None or not text.isprintable()):
            self._elsewhere(self.value[:start] + text + self.value[end:])
        elif problem is not None:
            self.notify(visible(problem), severity="warning", markup=False)
        else:
            self.replace(text, start, end)
