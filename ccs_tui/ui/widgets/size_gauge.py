"""The counter under the editor: the document's size as it would be after the save."""

from textual.content import Content
from textual.widget import Widget

from ccs_tui.model.size import LIMIT, SizeLevel, format_percent, level
from ccs_tui.ui.widgets.bar import bar

LEVEL_STYLES = {
    SizeLevel.GOOD: "$success",
    SizeLevel.WARNING: "$warning",
    SizeLevel.ALARM: "$error",
    SizeLevel.OVER: "bold $error",
}
LEVEL_WORDS = {
    SizeLevel.GOOD: "",
    SizeLevel.WARNING: "large",
    SizeLevel.ALARM: "near the limit",
    SizeLevel.OVER: "too large to save",
}
SHORT_WORDS = LEVEL_WORDS | {SizeLevel.ALARM: "near limit", SizeLevel.OVER: "too large"}
"""The same where there is little room."""


class SizeGauge(Widget):
    """One line: `641,113 / 800,000  ████████░░  80 %  large`."""

    DEFAULT_CSS = "SizeGauge { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._count: int | None = None
        self._exact = True
        self._delta = 0

    def show(self, size: int | None, *, exact: bool = True, delta: int = 0) -> None:
        """Show `size` in characters, None for no document.

        Without `exact` it is marked as not certain, as while the JSON is invalid; `delta` is the
        difference to the stored size.
        """
        if (size, exact, delta) != (self._count, self._exact, self._delta):
            self._count, self._exact, self._delta = size, exact, delta
            self.refresh()

    def render(self) -> Content:
        if self._count is None:
            return Content("")
        size_level = level(self._count)
        style = LEVEL_STYLES[size_level]
        mark = "" if self._exact else "~"
        width = self.content_size.width
        count = f"{mark}{self._count:,}"
        numbers = f"{count.rjust(len('~800,000'))} / {LIMIT:,}"
        word = f"  {LEVEL_WORDS[size_level]}".rstrip()
        if len(numbers) + len(word) > width:
            numbers, word = f"{count} / {LIMIT:,}", f"  {SHORT_WORDS[size_level]}".rstrip()
        # Where room is short, the word that warns stays whole, and the rest is left out.
        room = width - len(numbers) - len(word)
        percent = f"  {format_percent(self._count).rjust(5)}"
        percent = percent if len(percent) <= room else ""
        room -= len(percent)
        delta = f"  {self._delta:+,}" if self._delta else ""
        delta = delta if len(delta) <= room else ""
        room -= len(delta) + 2
        full, empty = bar(self._count / LIMIT, min(24, room)) if room >= 6 else ("", "")
        before_bar = "  " if full or empty else ""
        number_style = "$foreground" if size_level is SizeLevel.GOOD else style
        return Content.assemble(
            (numbers, number_style),
            before_bar,
            (full, style),
            (empty, "$frame"),
            percent[:2],
            (percent[2:], style),
            (delta, "$muted"),
            (word, style),
        )
