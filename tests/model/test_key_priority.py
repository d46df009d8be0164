"""Long work waits while something is urgent, but not for what hangs."""

import asyncio

import pytest

from ccs_tui.client import session_pages
from ccs_tui.client.slices import TURNS, give_turns
from ccs_tui.model import key_priority
from ccs_tui.model.key_priority import KEYS, Urgent
from tests.client.test_session_pages import CALL, row


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_long_work_waits_until_nothing_is_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_priority, "LONGEST_SECONDS", 1_000.0)
    first, second = KEYS.begin(), KEYS.begin()
    work = asyncio.create_task(give_turns())
    await turns(10 * TURNS)
    first.set_result(None)
    await turns(10 * TURNS)
    assert not work.done()
    second.set_result(None)
    await work


async def test_no_row_of_a_page_is_read_while_a_key_is_urgent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(key_priority, "LONGEST_SECONDS", 1_000.0)
    monkeypatch.setattr(session_pages, "SLICE_SECONDS", -1.0)
    read: list[int] = []
    keys: list[asyncio.Future[None]] = []

    def read_row(_: object) -> None:
        read.append(1)
        if len(read) == 20:
            keys.append(KEYS.begin())

    monkeypatch.setattr(session_pages, "read_row", read_row)
    reading = asyncio.create_task(
        session_pages.read_rows(CALL, f"[{','.join(map(row, range(50)))}]")
    )
    await turns(100 * TURNS)
    assert len(read) == 20
    keys[0].set_result(None)
    await reading
    assert len(read) == 50


async def test_what_hangs_is_urgent_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_priority, "LONGEST_SECONDS", 0.0)
    keys = Urgent()
    keys.begin()
    await keys.over()
    monkeypatch.setattr(key_priority, "LONGEST_SECONDS", 1_000.0)
    await keys.over()
