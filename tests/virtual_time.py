"""Event loops of tests in which time passes otherwise than by the machine's clock.

In one it passes only where everybody waits for it, so that hours take no time. What is done in
threads is done at once, in the loop: so each run is the same. The other one waits for threads and
sockets as any does, and leaves the pauses out.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class _Selector(selectors.SelectSelector):
    """Does not wait, and says how long it should have."""

    def __init__(self) -> None:
        super().__init__()
        self.waited = 0.0

    def select(self, timeout: float | None = None) -> Any:
        events = super().select(0)
        if not events and timeout is None:
            raise RuntimeError("everybody waits for something that never comes")
        if not events and timeout:
            self.waited += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop; `now` is the machine's clock in it."""

    def __init__(self) -> None:
        self._waiting = _Selector()
        super().__init__(self._waiting)
        self.slept = timedelta()

    def time(self) -> float:
        return self._waiting.waited

    def now(self) -> datetime:
        """Return the present instant, with the time that the machine slept."""
        return NOON + timedelta(seconds=self.time()) + self.slept

    def sleep_machine(self, seconds: float) -> None:
        """Let time pass outside that the loop, as on Linux and macOS, does not count."""
        self.slept += timedelta(seconds=seconds)

    def run_in_executor(self, _: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - it is the caller's, as from a thread
            future.set_exception(error)
        return future


def run(main: Callable[[VirtualLoop], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine to its end in virtual time."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()


LOOK_SECONDS = 0.004
LOOKS = 6
"""So often in a row nothing may come, and each time in time: else the processor was others'."""


class _ImpatientSelector(selectors.DefaultSelector):
    """Waits only as long as anything may come, and says how much too short that was."""

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self._is_busy = is_busy
        self.left_out = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= LOOKS * LOOK_SECONDS:
            return super().select(timeout)
        end, looks = monotonic() + timeout, 0
        while looks < LOOKS and (began := monotonic()) < end:
            if events := super().select(LOOK_SECONDS):
                return events
            is_late = monotonic() - began > 2 * LOOK_SECONDS
            looks = 0 if is_late or self._is_busy() else looks + 1
        self.left_out += max(0.0, end - monotonic())
        return []


class ImpatientLoop(asyncio.SelectorEventLoop):
    """A loop that waits for sockets and threads by the machine's clock, and for nothing else.

    Where nothing comes of them the clock is put forward. So a call has the time that it takes, also
    on a busy machine, and a pause has none.
    """

    def __init__(self) -> None:
        self._waiting = _ImpatientSelector(lambda: threads_work(self))
        super().__init__(self._waiting)

    def time(self) -> float:
        return super().time() + self._waiting.left_out


def threads_work(loop: Any) -> bool:
    """Return whether something that was given to a thread of a loop is not done."""
    pool = loop._default_executor
    if pool is None:
        return False
    return bool(pool._work_queue.qsize() or pool._idle_semaphore._value < len(pool._threads))


@contextmanager
def without_pauses() -> Iterator[None]:
    """Have `asyncio.run` use such a loop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.events, "new_event_loop", ImpatientLoop)
        yield
