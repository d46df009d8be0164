"""The early exit of a screen: it is left before its parts are there."""

import asyncio
from collections.abc import Awaitable, Iterator
from typing import Any

from textual import events
from textual.dom import DOMNode
from textual.message_pump import MessagePump


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


async def whole(work: Awaitable[None]) -> None:
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
