"""The limit on the calls under way: lower after a 429, slowly higher while all is well."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Limit:
    """A semaphore whose size follows the service: a 429 halves it, a round of successes adds one.

    It starts with the size `most` and stays between that and 1. Waiters are served in order, and a
    waiter that is cancelled keeps no slot.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._size = float(most)
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._lowered = 0

    @property
    def size(self) -> int:
        """The number of calls that may be under way now."""
        return int(self._size)

    async def enter(self) -> int:
        """Wait for a free slot and take it; return the argument for `lower`."""
        await self._enter()
        return self._lowered

    def leave(self) -> None:
        """Give a slot back."""
        self._busy -= 1
        self._wake()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """Hold a slot in this block, after waiting for it; gives the argument for `lower`."""
        seen = await self.enter()
        try:
            yield seen
        finally:
            self.leave()

    def lower(self, seen: int) -> None:
        """Halve the size, once for all calls that were under way together."""
        if seen == self._lowered:
            self._lowered += 1
            self._size = max(1.0, self._size / 2)

    def grow(self) -> None:
        """Count a success; as many successes as the size add one to it."""
        self._size = min(float(self.most), self._size + 1 / self._size)

    async def _enter(self) -> None:
        if self._busy < self.size and not self._waiting:
            self._busy += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the slot was given at the same moment
                self._busy -= 1
            elif turn in self._waiting:  # another waiter that left may have released it
                self._waiting.remove(turn)
            self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting and self._busy < self.size:
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
