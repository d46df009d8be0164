"""The commands that a view of documents passes on, for its own rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ccs_tui.ui.commands.refused_keys import refuses
from ccs_tui.workspace.desk_events import Event, SessionNamed
from ccs_tui.workspace.place import Place
from ccs_tui.workspace.selection import Selection

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


class SessionActs:
    """Runs commands on documents of a namespace that a view shows.

    Before each, `before` is called, and `leave` where the command went to a document, which would
    lie under the view.
    """

    def __init__(
        self,
        desk: "Desk",
        port: "Port",
        namespace: str | None,
        leave: Callable[[], object],
        before: Callable[[], object] = lambda: None,
    ) -> None:
        self._desk, self._port, self._namespace = desk, port, namespace
        self._leave, self._before = leave, before

    def _selection(self, key: "DocumentKey | None", marked: Sequence[str | None]) -> Selection:
        return Selection(Place.SESSIONS, self._namespace, key, tuple(marked))

    def refuses(
        self, command: str, key: "DocumentKey | None", marked: Sequence[str | None]
    ) -> bool:
        """Return whether a command would do nothing there, or may not."""
        return refuses(self._desk, self._selection(key, marked), f"command('{command}')")

    async def run(
        self, command: str, key: "DocumentKey | None", marked: Sequence[str | None]
    ) -> None:
        """Run a command on the document under the cursor, and on the marked ones."""
        self._before()
        self._desk.selection = self._selection(key, marked)
        with noting_goals(self._desk) as goals:
            await self._port.command(command)
        # What is undone is looked at where one undid it.
        if goals and command != "undo":
            self._leave()


@contextmanager
def noting_goals(desk: "Desk") -> "Iterator[list[Event]]":
    """Give the documents that one goes to within the context, as they were named."""
    goals: list[Event] = []

    def heard(event: Event) -> None:
        if isinstance(event, SessionNamed) and event.is_goal:
            goals.append(event)

    stop = desk.listen(heard)
    try:
        yield goals
    finally:
        stop()
