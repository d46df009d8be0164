"""Renders only what changed on the screen, and can be seen.

For one line that changed Textual asks every widget of the screen for all of its lines, and drops
nearly all of what it gets. For one cell that changed on a screen below another, a countdown say, it
renders the whole of the one on top, also where nothing shines through. Typed characters waited for
both.
"""

from collections.abc import Iterable
from typing import Any

from textual._compositor import Compositor
from textual.app import App, ReturnType
from textual.dom import DOMNode
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


class ChangedRowsCompositor(Compositor):
    """Puts the parts of a screen together, and asks each only for the rows that are painted."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield the region, what is seen of it, and the lines of each part within `crop`."""
        if crop is None:
            yield from super()._get_renders()
            return
        for widget, (region, clip) in self.visible_widgets.items():
            # Whole rows, since Textual cuts each by itself where widgets lie over one another.
            rows = Region(clip.x, crop.y, clip.width, crop.height).intersection(clip)
            if seen := region.intersection(rows):
                yield region, rows, widget.render_lines(seen.translate(-region.offset))


class ChangedRowsApp(App[ReturnType]):
    """An app whose screens render only the rows that changed, and none that is covered."""

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that shine through the one on top. What is covered is painted later."""
        stack = self._screen_stack
        is_covered = stack and stack[-1].styles.background.a == 1
        return [] if is_covered else super()._background_screens

    def _register(self, parent: DOMNode, *widgets: Widget, **options: Any) -> list[Widget]:
        """Start widgets. A screen among them has painted nothing yet."""
        for screen in widgets:
            if isinstance(screen, Screen):
                screen._compositor = ChangedRowsCompositor()
        return super()._register(parent, *widgets, **options)
