"""The limit on calls under way."""

import asyncio
from contextlib import AsyncExitStack

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client.concurrency_limit import Limit


async def take(limit: Limit, slots: int) -> tuple[AsyncExitStack, list[int]]:
    stack = AsyncExitStack()
    return stack, [await stack.enter_async_context(limit.slot()) for _ in range(slots)]


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_429_halves_it_once_for_calls_that_were_under_way_together() -> None:
    limit = Limit(16)
    stack, slots = await take(limit, 3)
    for slot in slots:
        limit.lower(slot)
    assert limit.size == 8
    await stack.aclose()
    stack, (slot,) = await take(limit, 1)
    limit.lower(slot)
    assert limit.size == 4
    await stack.aclose()


async def test_it_is_never_below_one() -> None:
    limit = Limit(2)
    for _ in range(5):
        stack, (slot,) = await take(limit, 1)
        limit.lower(slot)
        await stack.aclose()
    assert limit.size == 1


async def test_a_round_of_successes_makes_it_larger_by_one_up_to_the_most() -> None:
    limit = Limit(8)
    stack, (slot,) = await take(limit, 1)
    limit.lower(slot)
    await stack.aclose()
    for _ in range(5):
        limit.grow()
    assert limit.size == 5
    for _ in range(100):
        limit.grow()
    assert limit.size == 8


async def test_after_a_429_fewer_are_let_in() -> None:
    limit = Limit(4)
    stack, slots = await take(limit, 4)
    limit.lower(slots[0])
    waiting = [asyncio.create_task(take(limit, 1)) for _ in range(2)]
    await stack.aclose()
    await settle()
    assert all(task.done() for task in waiting)  # two of two
    third = asyncio.create_task(take(limit, 1))
    await settle()
    assert not third.done()
    for task in waiting:
        await (await task)[0].aclose()
    await (await third)[0].aclose()


async def test_waiters_are_served_in_order_and_a_cancelled_one_is_passed_over() -> None:
    limit, served = Limit(1), list[str]()

    async def call(name: str) -> None:
        async with limit.slot():
            served.append(name)

    stack, _ = await take(limit, 1)
    tasks = [asyncio.create_task(call(name)) for name in "abc"]
    await settle()
    tasks[1].cancel()
    await stack.aclose()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert served == ["a", "c"]


async def test_a_waiter_cancelled_as_its_turn_comes_gives_it_on() -> None:
    limit = Limit(1)
    stack, _ = await take(limit, 1)
    first, second = (asyncio.create_task(take(limit, 1)) for _ in range(2))
    await settle()
    await stack.aclose()  # gives the turn to `first`, which does not run in between
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await (await asyncio.wait_for(second, 1))[0].aclose()


@given(st.lists(st.sampled_from(["start", "end", "cancel", "lower", "grow"]), max_size=60))
def test_whatever_happens_no_slot_is_lost(events: list[str]) -> None:
    async def run() -> None:
        limit = Limit(3)
        held: list[asyncio.Event] = []
        tasks: list[asyncio.Task[None]] = []
        inside = 0

        async def call(leave: asyncio.Event) -> None:
            nonlocal inside
            async with limit.slot() as slot:
                inside += 1
                try:
                    assert inside <= limit.most
                    await leave.wait()
                    limit.lower(slot) if len(tasks) % 2 else limit.grow()
                finally:
                    inside -= 1

        for event in events:
            if event == "start":
                held.append(asyncio.Event())
                tasks.append(asyncio.create_task(call(held[-1])))
            elif event == "end" and held:
                held.pop(0).set()
            elif event == "cancel" and tasks:
                tasks[len(tasks) // 2].cancel()
            elif event == "grow":
                limit.grow()
            if len(tasks) % 3:
                await asyncio.sleep(0)
        for leave in held:
            leave.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(1):
            stack, slots = await take(limit, limit.size)
            assert len(slots) == limit.size
            await stack.aclose()

    asyncio.run(run())
