"""The line over a value's text: its path, its type and size, and what the edits made of it."""

from textual.content import Content
from textual.widget import Widget

from ccs_tui.ui.terminal.character_widths import cell_width
from ccs_tui.ui.text import shorten

BETWEEN = "  "
"""The separator of the path and the note on it."""
PATH_AT_LEAST = 8
"""Cells that a path keeps beside what is told of it."""


class PathTitle(Widget):
    """`slots.from  string  24  changed`: of a long path the middle goes, and nothing else."""

    DEFAULT_CSS = "PathTitle { height: 1; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._path = ""
        self._told: tuple[tuple[str, str], ...] = ()

    def show(self, path: str, *told: tuple[str, str]) -> None:
        """Show a path, which is data, and what is told of it: texts with their styles."""
        if (path, told) != (self._path, self._told):
            self._path, self._told = path, told
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        told = Content.assemble(*(part for text in self._told for part in (BETWEEN, text)))
        room = max(width - told.cell_length, min(PATH_AT_LEAST, cell_width(self._path)))
        path = shorten(self._path, room, "middle")
        line = Content.assemble((path, "bold $foreground"), told)
        return line.truncate(max(0, width), ellipsis=True)
