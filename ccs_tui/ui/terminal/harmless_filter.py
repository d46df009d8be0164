"""The filter that every line passes on its way to the screen: what is text acts on no terminal.

The widgets show such characters as people can see them. Whatever one of them forgot, also one of
Textual's own, ends here.
"""

from collections.abc import Sequence

from rich.segment import Segment
from textual.app import ReturnType
from textual.color import Color
from textual.filter import LineFilter

from ccs_tui.model.harmless_text import harmless_cells
from ccs_tui.ui.terminal.app_layer import AppLayer


class HarmlessText(LineFilter):
    """Takes the characters that a terminal would act on from a line; its cells stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line; Textual's own control segments stay."""
        if all(s.text.isascii() and s.text.isprintable() for s in segments):
            return segments
        return [
            segment if segment.control else segment._replace(text=harmless_cells(segment.text))
            for segment in segments
        ]


class HarmlessTextApp(AppLayer[ReturnType]):
    """An app whose every line passes the filter."""

    _harmless = HarmlessText()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters, and ours at the end."""
        return [*super().get_line_filters(), self._harmless]
