"""Tasks in the background: one runs of a group, and one can ask whether one does."""

import asyncio

from ccs_tui.workspace.tasks import Tasks


async def test_a_group_runs_from_its_beginning_to_its_end() -> None:
    tasks, go_on = Tasks(), asyncio.Event()

    async def work() -> None:
        await go_on.wait()

    assert not tasks.is_running("watch")
    tasks.begin(work, "watch")
    tasks.begin(work)
    assert tasks.is_running("watch")
    assert not tasks.is_running("scan")
    go_on.set()
    await tasks.settled()
    assert not tasks.is_running("watch")
    assert tasks.is_idle


async def test_a_group_that_is_cancelled_runs_no_more_though_its_end_takes_time() -> None:
    tasks, began, go_on = Tasks(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            await go_on.wait()

    tasks.begin(work, "watch")
    await began.wait()
    tasks.cancel("watch")
    assert not tasks.is_running("watch")
    assert not tasks.is_idle
    go_on.set()
    await tasks.settled()


async def test_the_end_of_an_older_task_leaves_the_newer_one_running() -> None:
    tasks, began, go_on = Tasks(), asyncio.Event(), asyncio.Event()

    async def older() -> None:
        began.set()
        await asyncio.Event().wait()

    async def newer() -> None:
        await go_on.wait()

    tasks.begin(older, "watch")
    await began.wait()
    tasks.begin(newer, "watch")
    for _ in range(3):  # the older one is cancelled, ends, and is told to have ended
        await asyncio.sleep(0)
    assert tasks.is_running("watch")
    go_on.set()
    await tasks.settled()
    assert not tasks.is_running("watch")


async def test_work_that_fails_runs_no_more() -> None:
    tasks, failed = Tasks(), list[BaseException]()
    tasks.failed = failed.append

    async def work() -> None:
        raise RuntimeError("a bug")

    tasks.begin(work, "watch")
    await tasks.settled()
    await asyncio.sleep(0)
    assert not tasks.is_running("watch")
    assert [str(error) for error in failed] == ["a bug"]
    await tasks.close()
