"""The clock of tests is put forward only where it is all that is waited for."""

import asyncio
import os
import sys
import threading
from typing import Any

from textual import _time

from tests.ui.rest import at_rest


def put_forward() -> float:
    return getattr(asyncio.get_running_loop(), "put_forward", 0.0)


async def test_what_is_due_soon_is_done_without_a_wait() -> None:
    loop, done, began = asyncio.get_running_loop(), list[float](), _time.get_time()
    loop.call_later(0.015, lambda: done.append(_time.get_time() - began))
    loop.call_later(60, lambda: done.append(60))
    await at_rest()
    assert len(done) == 1
    assert done[0] >= 0.015, "Textual's clock is not the loop's"
    assert 0 < put_forward() < 1, "the clock went on without what is due late"


async def test_what_moves_by_itself_is_left_after_a_second_of_its_own() -> None:
    loop, frames = asyncio.get_running_loop(), 0

    def frame() -> None:
        nonlocal frames
        frames += 1
        loop.call_later(0.01, frame)

    frame()
    await at_rest()
    assert 50 < frames <= 102


async def test_a_thread_has_its_time() -> None:
    loop, goes_on = asyncio.get_running_loop(), threading.Event()
    work = loop.run_in_executor(None, goes_on.wait)
    loop.call_later(0.01, goes_on.set)
    await at_rest(0.005)
    assert put_forward() == 0
    assert await work


async def test_a_pipe_has_its_time() -> None:
    loop: Any = asyncio.get_running_loop()
    end, other = os.pipe()
    loop.add_reader(end, lambda: None)
    await at_rest(0.005)
    loop.remove_reader(end)
    assert put_forward() == 0
    os.close(end)
    os.close(other)


async def test_a_program_has_its_time() -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=(ends := os.pipe())[0]
    )
    await at_rest(0.005)
    assert put_forward() == 0
    for each in ends:
        os.close(each)
    await program.wait()
