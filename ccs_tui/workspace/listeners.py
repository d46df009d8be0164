"""The listeners of the desk: told of each event, in order, until they stop listening."""

from collections.abc import Callable
from dataclasses import dataclass

from ccs_tui.workspace.desk_events import Event

Listener = Callable[[Event], None]


@dataclass(eq=False)
class _Listening:
    """A listener, None once it has stopped."""

    listener: Listener | None


class Listeners:
    """Functions that are called with each event, in the order in which they were added.

    A listener may be added or removed while an event is told.
    """

    def __init__(self) -> None:
        self._all: list[_Listening] = []

    def add(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` told of each event from the next on, and return what ends this.

        Once that was called, the listener is told nothing, not even an event that is on its way.
        """
        listening = _Listening(listener)
        self._all.append(listening)

        def stop() -> None:
            listening.listener = None
            if listening in self._all:
                self._all.remove(listening)

        return stop

    def tell(self, event: Event) -> None:
        """Tell an event to all who listen now."""
        for listening in [*self._all]:
            if listening.listener is not None:
                listening.listener(event)

    def clear(self) -> None:
        """Let nobody listen any more."""
        for listening in self._all:
            listening.listener = None
        self._all.clear()
