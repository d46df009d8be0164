"""The rest of an app under test: the moment at which it has nothing to do but wait for others.

Textual's pilot looks at the processor's time after each key: at least 40 ms a key, and on a busy
machine an app that merely gets no processor looks as if it were at rest. Here the event loop itself
is asked.

And where a clock is all that is waited for, nobody is helped by waiting: it is put forward, the
loop's and Textual's. To wait for the next frame was half of what a test of the screen took.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest
from textual import _time

from tests.virtual_time import threads_work

SOON_SECONDS = 0.02
"""A timer that is due by then is waited for: a frame, for instance."""
LONGEST_SECONDS = 1.0
"""As long as the pilot waits at most: what goes on by itself never rests."""
ROUNDS = 3
"""So often in a row nothing else may be ready: what is woken at once comes in the next round."""


@contextmanager
def clocks_put_forward() -> Iterator[None]:
    """Have the clocks of loops and of Textual be the machine's, and what they were put forward."""

    def loop_time(loop: Any) -> float:
        return monotonic() + getattr(loop, "put_forward", 0.0)

    def app_time() -> float:
        try:
            return asyncio.get_running_loop().time()
        except RuntimeError:
            return monotonic()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.BaseEventLoop, "time", loop_time)
        patch.setattr(_time, "get_time", app_time)
        for module in ("widgets.panel", "views.conversation"):
            patch.setattr(f"ccs_tui.ui.{module}.monotonic", app_time)
        yield


async def at_rest(min_sleep: float = 0, max_sleep: float = LONGEST_SECONDS) -> None:
    """Wait until nothing is ready, no thread is at work, and no timer is due soon."""
    loop: Any = asyncio.get_running_loop()
    start = loop.time()
    await _pass(loop, min_sleep)
    quiet = 0
    while quiet < ROUNDS and loop.time() - start < max_sleep:
        await asyncio.sleep(0)
        if loop._ready:
            quiet = 0
        elif threads_work(loop):
            quiet = 0
            await asyncio.sleep(0.001)
        elif (seconds := _next_timer(loop)) is not None:
            quiet = 0
            await _pass(loop, seconds)
        else:
            quiet += 1


async def _pass(loop: Any, seconds: float) -> None:
    """Let time pass: by the machine's clock only where not only a clock is waited for."""
    if seconds <= 0:
        await asyncio.sleep(0)
    elif threads_work(loop) or _others_work(loop):
        await asyncio.sleep(seconds)
    else:
        loop.put_forward = getattr(loop, "put_forward", 0.0) + seconds
        await asyncio.sleep(0)


def _others_work(loop: Any) -> bool:
    """Whether a socket, a pipe or a program may wake the loop, beside its own wake-up."""
    waits = any(thread.name.startswith("asyncio-waitpid") for thread in threading.enumerate())
    return waits or len(loop._selector.get_map()) > 1


def _next_timer(loop: Any) -> float | None:
    """Return in how many seconds a timer is due, if that is soon."""
    now = loop.time()
    due = [timer._when - now for timer in loop._scheduled if not timer._cancelled]
    return max(0.0, min(due)) if due and min(due) < SOON_SECONDS else None
