"""Work in the background: what fails there unforeseen is told."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.worker import Worker, WorkerState


class TellsBugs:
    """A screen or an app that shows a bug of its workers, and goes on.

    Textual tells only the node that a worker belongs to, so each node with workers is one of these.
    This class is no node by itself, since a screen takes its styles from the first node among its
    bases.
    """

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show a failure that nobody foresaw."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            from ccs_tui.ui.bugs import tell_bug

            tell_bug(event.worker.node.app, event.worker.error)


def later(work: Callable[..., Awaitable[Any]], *arguments: Any) -> Callable[[], Awaitable[Any]]:
    """Return a function for a worker to call once it begins.

    A worker that is cancelled before it began would leave a coroutine that was made earlier
    unawaited.
    """
    return partial(work, *arguments)
