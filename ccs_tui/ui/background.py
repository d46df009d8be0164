"""Work in the background: what fails there unforeseen is told."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.worker import Worker, WorkerState


class TellsBugs:
    """A screen or an app that shows a bug in a worker of its own; all else goes on.

    Textual tells only the node that a worker belongs to, so each that has some is one of these. It
    is no node by itself: a screen would take its styles from the first node among its bases.
    """

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show a failure that nobody foresaw."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            from ccs_tui.ui.bugs import describe_bug

            sentence = describe_bug(event.worker.error)
            event.worker.node.app.notify(sentence, severity="error", timeout=30, markup=False)


def later(work: Callable[..., Awaitable[Any]], *arguments: Any) -> Callable[[], Awaitable[Any]]:
    """Return what a worker calls once it begins.

    The call and not its coroutine: one whose worker is cancelled before it began is never made.
    """
    return partial(work, *arguments)
