"""The priority of keys on the event loop: long work waits for a key on its way to the screen.

Both share one thread. Each slice of long work that comes between a key's many messages, or between
those and the frame, would be waited for by whoever types.
"""

import asyncio

LONGEST_SECONDS = 0.1
"""The longest that anything is urgent: a key whose command hangs must not hold a scan up."""


class Urgent:
    """All that is under way and that long work waits for."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Future[None]] = set()

    def begin(self) -> "asyncio.Future[None]":
        """Begin something urgent, which is over once the future is done."""
        loop = asyncio.get_running_loop()
        over: asyncio.Future[None] = loop.create_future()
        # What an earlier loop left behind, as it ended, is nobody's any more.
        self._under_way = {each for each in self._under_way if each.get_loop() is loop} | {over}
        over.add_done_callback(self._forget)
        return over

    def _forget(self, over: "asyncio.Future[None]") -> None:
        self._under_way.discard(over)

    async def over(self) -> None:
        """Wait until nothing is urgent."""
        while self._under_way:
            _, late = await asyncio.wait(set(self._under_way), timeout=LONGEST_SECONDS)
            self._under_way -= late


KEYS = Urgent()
"""The keys that are typed."""
