"""An exchange that may be interrupted anywhere: by its deadline, by who leaves it, and by both."""

import asyncio

import pytest

from ccs_tui.client.exchange import Exchange, interruptible


class Work:
    """Waits for ever; once it is interrupted, its clearing up takes a moment."""

    def __init__(self) -> None:
        self.began, self.interrupted, self.cleared = asyncio.Event(), asyncio.Event(), False

    async def __call__(self) -> None:
        async with interruptible():
            self.began.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.interrupted.set()
                await asyncio.sleep(0)
                self.cleared = True


@pytest.mark.parametrize("turns", [0, 1])
async def test_who_leaves_ends_it_once_also_a_moment_after_another(turns: int) -> None:
    exchange, work = Exchange(60.0, whole=True), Work()
    task = asyncio.create_task(exchange.run(work))
    await work.began.wait()
    exchange.end()
    for _ in range(turns):
        await asyncio.sleep(0)
    exchange.end()
    with pytest.raises(TimeoutError):
        await task
    assert work.cleared
    assert exchange.was_left


async def test_who_leaves_while_its_time_ends_changes_nothing() -> None:
    exchange, work = Exchange(0.001, whole=True), Work()
    task = asyncio.create_task(exchange.run(work))
    await work.interrupted.wait()
    exchange.end()
    with pytest.raises(TimeoutError):
        await task
    assert work.cleared


async def test_its_time_is_over_before_it_begins() -> None:
    exchange, work = Exchange(0.0, whole=True), Work()
    with pytest.raises(TimeoutError):
        await exchange.run(work)
    assert not work.began.is_set()


async def test_an_interruption_from_elsewhere_stays_one() -> None:
    exchange, work = Exchange(60.0, whole=True), Work()
    task = asyncio.create_task(exchange.run(work))
    await work.began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.cleared
