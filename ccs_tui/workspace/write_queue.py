"""The queue of writes: one after another, each to its end, whoever waits for it or leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, TypeVar

Result = TypeVar("Result")

Sleep = Callable[[float], Awaitable[None]]


class WriteQueue:
    """Runs writes one at a time, in tasks of its own, which go on if their callers are cancelled.

    `told` is called when a write begins to wait before its next attempt, with a sentence on what
    for, and with None once it goes on; `told_of_doubt` likewise, while it is read whether a write
    arrived. `ended` is called when nothing is under way any more.
    `sleep` is for tests.
    """

    def __init__(self, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._one_at_a_time = asyncio.Lock()
        self._under_way: list[str] = []
        self._waiting: asyncio.Future[None] | None = None
        self._is_closed = False
        self.has_begun = False
        """True once a write was made, or began to be."""
        self._idle = asyncio.Event()
        self._idle.set()
        self.told: Callable[[str | None], None] = lambda _: None
        self.told_of_doubt: Callable[[str | None], None] = lambda _: None
        self.ended: Callable[[], None] = lambda: None

    # ── what is under way ──────────────────────────────────────────────────────────────────────

    @property
    def is_busy(self) -> bool:
        """True if anything is under way: being written, waiting for its turn, or held."""
        return bool(self._under_way)

    @property
    def under_way(self) -> tuple[str, ...]:
        """The writes that are under way, each once, in their order: `saving s1`."""
        return tuple(self._under_way)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        await self._idle.wait()

    @property
    def left_words(self) -> str:
        """Return a sentence for who ends the program during a write; "" where none is under way.

        It may yet stop before anything is sent, as at a conflict, and then the journal lacks it.
        """
        what = ", ".join(self._under_way)
        return what and (
            f"{what} was under way: ccs-tui journal has what was sent of it, if anything was, and "
            "what became of that."
        )

    @contextmanager
    def holding(self, what: str) -> Iterator[None]:
        """Count an operation of many writes as under way, even between two of them."""
        self._under_way.append(what)
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way.remove(what)
            if not self._under_way:
                self._idle.set()
                self.ended()

    @contextmanager
    def in_doubt(self, why: str) -> Iterator[None]:
        """Say that a write may have arrived, while it is read whether it did."""
        self.told_of_doubt(why)
        try:
            yield
        finally:
            self.told_of_doubt(None)

    # ── writing ────────────────────────────────────────────────────────────────────────────────

    async def run(self, what: str, write: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Run a write after those before it; return or raise as it does.

        Cancelling the caller cancels no write.
        """
        task = asyncio.create_task(self._run(write))
        with ExitStack() as held:
            # The write counts from here on, even before its task has begun.
            held.enter_context(self.holding(what))
            try:
                return await asyncio.shield(task)
            except asyncio.CancelledError:
                still_held = held.pop_all()
                task.add_done_callback(lambda _: still_held.close())
                task.add_done_callback(_seen)
                raise

    async def _run(self, write: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        async with self._one_at_a_time:
            self.has_begun = True
            return await write()

    async def pause(self, seconds: float, why: str) -> bool:
        """Wait before a next attempt, and say why; return False if the user gave up meanwhile."""
        if self._is_closed:
            return False
        self._waiting = asyncio.get_running_loop().create_future()
        sleeping = asyncio.ensure_future(self._sleep(seconds))
        self.told(why)
        try:
            await asyncio.wait({sleeping, self._waiting}, return_when=asyncio.FIRST_COMPLETED)
            return not self._waiting.done()
        finally:
            self.told(None)
            sleeping.cancel()
            with suppress(asyncio.CancelledError):
                await sleeping
            self._waiting = None

    def give_up(self) -> bool:
        """End the wait of a write, so that there is no next attempt; return False if none waits."""
        if self._waiting is None or self._waiting.done():
            return False
        self._waiting.set_result(None)
        return True

    def close(self) -> None:
        """Have no write wait for a next attempt any more: all is about to be closed."""
        self._is_closed = True
        self.give_up()


def _seen(task: "asyncio.Task[Any]") -> None:
    """Note the end of a write that no caller waits for any more: the journal has it."""
    if not task.cancelled():
        task.exception()
