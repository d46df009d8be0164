"""Tasks in the background, by group: a newer one of a group takes the place of the older.

And calls in a thread that are never left half done.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")
Work = Callable[[], Coroutine[Any, Any, None]]


class Tasks:
    """Runs coroutines side by side. `failed` is told of an error that nobody foresaw."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._by_group: dict[str, asyncio.Task[None]] = {}
        self.failed: Callable[[BaseException], None] = lambda _: None

    def begin(self, work: Work, group: str | None = None) -> None:
        """Run `work`; the one before it in the same group is cancelled."""
        if group is not None:
            self.cancel(group)
        task = asyncio.create_task(_run(work))
        self._running.add(task)
        task.add_done_callback(partial(self._ended, group))
        if group is not None:
            self._by_group[group] = task

    def cancel(self, group: str) -> None:
        """Cancel what runs of a group, if anything does."""
        if (task := self._by_group.pop(group, None)) is not None:
            task.cancel()

    def is_running(self, group: str) -> bool:
        """Return whether work of a group runs that was not cancelled."""
        return group in self._by_group

    @property
    def is_idle(self) -> bool:
        """True if nothing runs."""
        return not self._running

    async def settled(self) -> None:
        """Wait until nothing runs."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self) -> None:
        """Cancel everything, and wait until it has ended."""
        self._by_group.clear()
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)

    def _ended(self, group: str | None, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if group is not None and self._by_group.get(group) is task:
            del self._by_group[group]
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failed(error)


async def _run(work: Work) -> None:
    # The function is called here, so that a task that is cancelled before it began leaves no
    # coroutine unawaited.
    await work()


async def whole_call(call: Callable[[], Result]) -> Result:
    """Run a call in a thread to its end, also if this is cancelled meanwhile."""
    running = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
