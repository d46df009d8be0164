"""An event loop in which time passes only where everybody waits for it, so that hours take no time.

What is done in threads is done at once, in the loop: so each run is the same.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

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
