"""The styles that the explorer's first frame does without where it is wide: read once it is out."""

from pathlib import Path
from typing import Any

from textual.app import App
from textual.screen import Screen

from ccs_tui.ui.screens.explorer.panel_sizes import Layout

PATH = Path(__file__).parent / "styles" / "later.tcss"


class LaterStyles:
    """Reads the rest of the styles of an app, once."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._are_there = False

    def read_for(self, screen: Screen[Any]) -> None:
        """Read what the first frame of the first screen needs, its own styles among it.

        Textual reads those of the screens that come later only.
        """
        if screen.css_path or not self._is_wide:
            self._read()
            self._app.stylesheet.read_all(screen.css_path)

    def come(self) -> None:
        """Read the rest after the first frame; the terminal may have another width by now."""
        if not self._are_there:
            self._read()
            if not self._is_wide:
                self._app.refresh_css(animate=False)

    @property
    def _is_wide(self) -> bool:
        return Layout.at(self._app.size.width) is Layout.WIDE

    def _read(self) -> None:
        self._are_there = True
        self._app.stylesheet.read(PATH)
