"""Renders only what changed on the screen, and can be seen.

For one line that changed Textual asks every widget of the screen for all of its lines, and drops
nearly all of what it gets. For one cell that changed on a screen below another, a countdown say, it
renders the whole of the one on top, also where nothing shines through. Typed characters waited for
both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from textual._compositor import Compositor
from textual.app import ReturnType
from textual.dom import DOMNode
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from ccs_tui.ui.terminal.app_layer import AppLayer
from ccs_tui.ui.terminal.equal_lines import EqualLinesCache


class ChangedRowsCompositor(Compositor):
    """Puts the parts of a screen together, and asks each only for the rows that are painted."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Region] = []
        """The rows to be painted, those that lie together in one region."""

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """Render the rows within `crop` that are to be."""
        self._rows = []
        for is_rendered, lines in groupby(crop.line_range, is_rendered_line):
            if is_rendered:
                first, *others = lines
                self._rows.append(Region(crop.x, first, crop.width, 1 + len(others)))
        return super()._render_chops(crop, is_rendered_line)

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield the region, what is seen of it, and the lines of each part in the rows."""
        for widget, (region, clip) in self.visible_widgets.items():
            if isinstance(widget, Screen) and widget is not widget.app.screen:
                # What shines through it may have changed, which Textual tells the one on top alone.
                widget._set_dirty()
            for rows in self._rows:
                # Whole lines of a part, since Textual cuts each where others lie over it.
                clip_rows = Region(clip.x, rows.y, clip.width, rows.height).intersection(clip)
                if seen := region.intersection(clip_rows):
                    yield region, clip_rows, widget.render_lines(seen.translate(-region.offset))


class ChangedRowsApp(AppLayer[ReturnType]):
    """An app whose screens render only the rows that changed, and none that is covered."""

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that shine through the one on top. What is covered is painted later."""
        stack = self._screen_stack
        is_covered = stack and stack[-1].styles.background.a == 1
        return [] if is_covered else super()._background_screens

    def _register(self, parent: DOMNode, *widgets: Widget, **options: Any) -> list[Widget]:
        """Start widgets, which have painted nothing yet."""
        for widget in widgets:
            widget._styles_cache = EqualLinesCache()
            if isinstance(widget, Screen):
                widget._compositor = ChangedRowsCompositor()
        return super()._register(parent, *widgets, **options)
