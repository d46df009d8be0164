"""An exchange: one request and its whole answer, in a task of its own that nobody cancels.

httpcore loses a connection for ever if a task is cancelled while it closes an answer, or between
making a connection and using it. So the task of an exchange is never cancelled. Its deadline, or a
caller who leaves, interrupts it only while it waits for the network. To httpcore such an
interruption is a network error like any other, after which it puts its pool in order.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

import anyio

Result = TypeVar("Result")

_current: ContextVar["Exchange | None"] = ContextVar("exchange", default=None)


class Exchange:
    """The time of one request and its answer: `seconds` from now, or until `end` is called.

    With `whole` it may be interrupted anywhere, not only in `pool.Pool`; that is for
    another transport.
    """

    def __init__(self, seconds: float, *, whole: bool = False) -> None:
        self._deadline = asyncio.get_running_loop().time() + max(0.0, seconds)
        self._interrupt: Callable[[], None] | None = None
        """Ends what is being waited for; None while nothing is."""
        self.is_whole = whole
        self.has_written = False
        """True if anything of the request came to the wire, in `pool.Pool`."""
        self.was_left = False
        """True if it was ended before its time."""

    def end(self) -> None:
        """End the exchange now."""
        self.was_left = True
        self._deadline = -math.inf
        if self._interrupt is not None:
            self._interrupt()

    async def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Do the work, whose waiting is interrupted at the end of the time."""
        _current.set(self)
        return await work()

    @contextmanager
    def waiting(self, error: type[Exception]) -> Iterator[None]:
        """Let the block wait for the network; raises `error` when the time is over."""
        if self._is_over:
            raise error("its time is over")
        with anyio.CancelScope(deadline=self._deadline) as scope:
            self._interrupt = scope.cancel
            try:
                yield
            finally:
                self._interrupt = None
        if scope.cancelled_caught:
            raise error("its time is over")

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Let the block be interrupted anywhere; raises TimeoutError when the time is over.

        httpcore has no part in it, so it needs no scope of anyio, whose import of its loop takes
        9 ms: the first sessions of the demo would wait for that.
        """
        if self._is_over:
            raise TimeoutError("its time is over")
        async with asyncio.timeout_at(self._deadline) as timeout:
            self._interrupt = partial(_end, timeout)
            try:
                yield
            finally:
                self._interrupt = None

    @property
    def _is_over(self) -> bool:
        return self._deadline <= asyncio.get_running_loop().time()


def _end(timeout: asyncio.Timeout) -> None:
    """Have a time be over now. One that is over already, asyncio lets nobody change."""
    if not timeout.expired():
        timeout.reschedule(0.0)


@contextmanager
def waiting(error: type[Exception]) -> Iterator[None]:
    """Let the block wait for the network in the present exchange, if there is one."""
    exchange = _current.get()
    if exchange is None:
        yield
    else:
        with exchange.waiting(error):
            yield


@asynccontextmanager
async def interruptible() -> AsyncIterator[None]:
    """Let the block be interrupted anywhere, if its exchange may be; raises TimeoutError."""
    exchange = _current.get()
    if exchange is None or not exchange.is_whole:
        yield
    else:
        async with exchange.going_on():
            yield


def has_written() -> bool:
    """Return whether anything of the present exchange's request may have come to the wire.

    Only `pool.Pool` knows; of another transport it is to be supposed.
    """
    exchange = _current.get()
    return exchange is None or exchange.has_written or exchange.is_whole


def was_left() -> bool:
    """Return whether the present exchange was ended before its time."""
    exchange = _current.get()
    return exchange is not None and exchange.was_left


def note_written(is_written: bool) -> None:
    """Take note of whether anything of the present exchange's request came to the wire."""
    if (exchange := _current.get()) is not None:
        exchange.has_written = is_written


class Exchanges:
    """The exchanges under way, each in a task of its own."""

    def __init__(self) -> None:
        self._running: dict[asyncio.Task[Any], Exchange] = {}
        self._lasting: set[asyncio.Task[Any]] = set()

    def start(
        self,
        exchange: Exchange,
        work: Callable[[], Coroutine[Any, Any, Result]],
        then: Callable[[], None],
        *,
        lasts: bool,
    ) -> asyncio.Task[Result]:
        """Begin an exchange; `then` is called at its end.

        Its caller may leave at any time. An exchange that `lasts` then goes on, within its time;
        any other is ended.
        """
        task = asyncio.get_running_loop().create_task(exchange.run(work))
        self._running[task] = exchange
        if lasts:
            self._lasting.add(task)
        task.add_done_callback(lambda _: then())
        task.add_done_callback(self._forget)
        return task

    async def wait(self, task: asyncio.Task[Result]) -> Result:
        """Wait for an exchange and return its result."""
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task in self._running and task not in self._lasting:
                self._running[task].end()
            raise

    def _forget(self, task: asyncio.Task[Any]) -> None:
        del self._running[task]
        self._lasting.discard(task)
        if not task.cancelled():
            task.exception()  # or asyncio prints it where the caller has left

    async def close(self, seconds: float) -> None:
        """Wait at most `seconds` for the exchanges that last, and then end all."""
        for task, exchange in self._running.items():
            if task not in self._lasting:
                exchange.end()
        if self._lasting:
            await asyncio.wait(list(self._lasting), timeout=seconds)
        for exchange in self._running.values():
            exchange.end()
        if self._running:
            await asyncio.wait(list(self._running), timeout=seconds)
