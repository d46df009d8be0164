"""Gives a line that a widget has many times its frame and its other styles once.

Textual does so for each line by itself, 50 microseconds a line. A list that is not full, and the
frame around it, are nearly all blank lines: the first frame waited 6 ms for those.
"""

from collections.abc import Callable
from typing import Any

from textual._styles_cache import StylesCache
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class EqualLinesCache(StylesCache):
    """The lines of a widget, with its styles."""

    def __init__(self) -> None:
        super().__init__()
        self._done: dict[int, tuple[Strip, Strip]] = {}
        """Lines of the present frame without styles and with them, by the `id` of the former."""

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Return the lines in `crop`."""
        self._done = {}  # the styles may be others than in the last frame
        return super().render_widget(widget, crop)

    def render_line(
        self,
        styles: Any,
        y: int,
        size: Size,
        content_size: Size,
        padding: Any,
        base_background: Any,
        background: Any,
        render_content_line: Callable[[int], Strip],
        *others: Any,
    ) -> Strip:
        """Return line `y`. But for the first and the last, it depends on its content alone."""

        def render(content_line: Callable[[int], Strip]) -> Strip:
            return super(EqualLinesCache, self).render_line(
                styles,
                y,
                size,
                content_size,
                padding,
                base_background,
                background,
                content_line,
                *others,
            )

        top = styles.gutter.top
        if not (0 < y < size.height - 1 and top <= y < top + content_size.height):
            return render(render_content_line)
        content = render_content_line(y - top)
        if id(content) not in self._done:
            self._done[id(content)] = content, render(lambda _: content)
        return self._done[id(content)][1]
