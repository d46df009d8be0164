"""The early exit of a screen, or of the app: it is left before its parts are there, or goes on
without them for a moment.
"""

import asyncio
from collections.abc import Awaitable, Iterator
from typing import Any

from textual import events
from textual.app import App, ReturnType, ScreenStackError
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.message_pump import MessagePump
from textual.widget import MountError
from textual.worker import WorkerFailed

from ccs_tui.model.log import LOG
from ccs_tui.ui.terminal.app_layer import AppLayer

_MISSED = (NoScreen, NoMatches, MountError, ScreenStackError)


class EarlyExit(MessagePump):
    """A screen that may be left, or whose app may end, before its parts are mounted.

    Textual then leaves out parts that were to come, and mounts the screen all the same, which would
    look for them. This class is no node by itself, since a screen takes its styles from the first
    node among its bases.
    """

    async def on_event(self, event: events.Event) -> None:
        """Take any message, but none of a mounting once the screen is on its way out."""
        # A screen that got no parts, as the app was ending, has none to lay out either.
        is_late = isinstance(event, events.Resize) and self.app._exit
        if not (is_late or (isinstance(event, events.Mount) and self._leaves)):
            await super().on_event(event)

    @property
    def _leaves(self) -> bool:
        return self.app._exit or any(map(_leaves, _nodes(self)))


class EndsAtAnyMoment(AppLayer[ReturnType]):
    """An app that may end at any moment, as by a signal.

    From then on Textual mounts nothing and takes the parts away, while events, timers and workers
    still run: what they miss then is no bug.
    """

    def _handle_exception(self, error: Exception) -> None:
        if not is_missed_at_the_end(self, error):
            super()._handle_exception(error)


def is_missed_at_the_end(app: App[Any], error: BaseException) -> bool:
    """Return whether an error says only that a part is not there, while the app ends."""
    if isinstance(error, WorkerFailed):
        error = error.error
    is_so = app._exit and isinstance(error, _MISSED)
    if is_so:
        LOG.info("missed while ccs-tui ended: %s", type(error).__name__)
    return is_so


async def to_its_end(work: Awaitable[None]) -> None:
    """Wait for something that goes on to its end, even if the caller is cancelled.

    Textual removes a widget by waiting for the task of that widget itself. A worker that is
    cancelled while it waits for a removal would cancel that task with it: at the end of the program
    it would cancel the end of its screen.
    """

    async def wait() -> None:
        await work

    await asyncio.shield(asyncio.create_task(wait()))


def _nodes(screen: Any) -> Iterator[DOMNode]:
    yield from screen.walk_children(DOMNode, with_self=True)


def _leaves(node: DOMNode) -> bool:
    return bool(node._closing or node._closed or node._pruning)
