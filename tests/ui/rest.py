"""The rest of an app under test: the moment at which it has nothing to do but wait for others.

Textual's pilot looks at the processor's time after each key: at least 40 ms a key, and on a busy
machine an app that merely gets no processor looks as if it were at rest. Here the event loop itself
is asked.
"""

import asyncio
from time import monotonic
from typing import Any

SOON_SECONDS = 0.02
"""A timer that is due by then is waited for: a frame, for instance."""
LONGEST_SECONDS = 1.0
"""As long as the pilot waits at most: what goes on by itself never rests."""
ROUNDS = 3
"""So often in a row nothing else may be ready: what is woken at once comes in the next round."""


async def at_rest(min_sleep: float = 0, max_sleep: float = LONGEST_SECONDS) -> None:
    """Wait until nothing is ready, no thread is at work, and no timer is due soon."""
    loop: Any = asyncio.get_running_loop()
    start = monotonic()
    await asyncio.sleep(min_sleep)
    quiet = 0
    while quiet < ROUNDS and monotonic() - start < max_sleep:
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
        elif _threads_work(loop):
            quiet = 0
            await asyncio.sleep(0.001)
        elif (seconds := _next_timer(loop)) is not None:
            quiet = 0
            await asyncio.sleep(seconds)
        else:
            quiet += 1


def _threads_work(loop: Any) -> bool:
    """Whether something that was given to a thread is not done."""
    pool = loop._default_executor
    if pool is None:
        return False
    return bool(pool._work_queue.qsize() or pool._idle_semaphore._value < len(pool._threads))


def _next_timer(loop: Any) -> float | None:
    """Return in how many seconds a timer is due, if that is soon."""
    now = loop.time()
    due = [timer._when - now for timer in loop._scheduled if not timer._cancelled]
    return max(0.0, min(due)) if due and min(due) < SOON_SECONDS else None
