"""Calls put off until after the next frame are made, also when their screen goes before it.

Textual gives such a call to the screen on top, which makes it after its next frame. A dialog that
is left before that frame takes the call with it: a line of keys behind it, say, never learns that
other keys work.
"""

from typing import Any

from textual.app import ReturnType
from textual.screen import Screen

from ccs_tui.ui.terminal.app_layer import AppLayer


class AfterRefreshApp(AppLayer[ReturnType]):
    """An app in which each call that was put off is made."""

    async def _replace_screen(self, screen: Screen[Any]) -> Screen[Any]:
        """Hand the calls that a screen still has, as it goes, to the screen below it."""
        replaced = await super()._replace_screen(screen)
        if not replaced.is_attached and self._screen_stack:
            left = replaced._callbacks[:]
            replaced._callbacks.clear()
            for callback, pump in left:
                if pump.is_running:
                    self.screen._invoke_later(callback, pump)
        return replaced
