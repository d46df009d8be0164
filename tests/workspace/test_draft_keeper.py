"""The writing of drafts: one at a time, also where the one who waits for it leaves."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from ccs_tui.local.state import State
from ccs_tui.workspace.local_state import LocalState
from tests.workspace.conftest import Place, opened


async def test_a_writing_that_nobody_waits_for_ends_before_the_next_begins(
    place: Place, tmp_path: Path
) -> None:
    place.put("s1", 3_600, a=1)
    begun, go_on = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def slow_clock() -> object:
        # Each writing asks for the time, in its thread, before it takes the file.
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)
        return place.clock()

    state = State.open(tmp_path / "state.db", place.clock)
    async with place.workspace(LocalState(state, tmp_path)) as workspace:
        copy = await opened(workspace, place.key(), a="10")
        drafting = workspace.drafting
        drafting.on_screen = lambda: (copy,)
        state.drafts._database.clock = slow_clock  # type: ignore[assignment]
        first = asyncio.create_task(drafting.flush())
        await begun.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        state.drafts._database.clock = place.clock
        copy.put_text("a", "11")
        second = asyncio.create_task(drafting.flush())
        # What the second would do without waiting for the first, it does here.
        for _ in range(20):
            await asyncio.to_thread(lambda: None)
        go_on.set()
        await second
        (found,) = await drafting.of(place.key())
        assert found.draft.edits["a"].text == "11"
