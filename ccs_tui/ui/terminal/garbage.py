"""Garbage is collected when the keys rest.

Python looks at every object for garbage whenever enough were made, which takes 20 ms or more in the
middle of a key. Here all are looked at once nothing was typed for a second, so that what a closed
document held is given back then. What the app itself is made of is not looked at again. Until that
first rest, or for `START_SECONDS`, nothing is: what is imported then is no garbage.
"""

import gc
from typing import TYPE_CHECKING

from textual import events
from textual.app import ReturnType

from ccs_tui.ui.terminal.app_layer import AppLayer

if TYPE_CHECKING:
    from textual.timer import Timer

REST_SECONDS = 1.0
"""Seconds without a key after which garbage is collected."""
START_SECONDS = 3.0
"""Seconds after the first frame from which it is also collected for those who never rest."""
TOO_MUCH = 300
"""The collections of new objects before all are looked at, while one types: Python says 10."""


class CollectsAtRestApp(AppLayer[ReturnType]):
    """An app in which no key waits for the garbage collector."""

    _rest: "Timer | None" = None

    def on_ready(self) -> None:
        """Begin when the first frame is out."""
        if self.is_headless:
            return

        def collect() -> None:
            gc.collect()
            gc.enable()
            rest.pause()

        gc.freeze()
        new, young, _ = gc.get_threshold()
        gc.set_threshold(new, young, TOO_MUCH)
        rest = self._rest = self.set_interval(REST_SECONDS, collect)
        self.set_timer(START_SECONDS, gc.enable)

    async def on_event(self, event: events.Event) -> None:
        """Wait anew with each key."""
        if self._rest is not None and isinstance(event, events.InputEvent | events.Paste):
            self._rest.reset()
        await super().on_event(event)
