"""A screen by itself, in our app, and what it answers."""

from pathlib import Path
from typing import Any

from textual.screen import Screen

import ccs_tui.ui.app
from ccs_tui.ui.app import CcsApp

UI = Path(ccs_tui.ui.app.__file__).parent
STILL_THERE: Any = object()


class ScreenApp(CcsApp):
    """The app with nothing but one screen, over an empty one."""

    CSS_PATH = [UI / path for path in CcsApp.CSS_PATH]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._top = screen
        self.answer: Any = STILL_THERE

    def get_default_screen(self) -> Screen[Any]:
        return Screen()

    def on_mount(self) -> None:
        self.push_screen(self._top, self._answered)

    def _answered(self, answer: Any) -> None:
        self.answer = answer
