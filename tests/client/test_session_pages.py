"""Pages of sessions with their properties are read in slices, and the others go on meanwhile."""

import asyncio
import threading

import msgspec
import pytest

from ccs_tui.client import session_pages
from ccs_tui.client.call import Call
from ccs_tui.client.large_text import LARGE
from ccs_tui.client.quick_rows import read_row
from ccs_tui.client.session_pages import read_rows
from ccs_tui.client.slices import TURNS
from ccs_tui.model import wire

CALL = Call(wire.V1_LIST_SESSION_PROPERTIES, "listing", "a test")


def row(number: int, value: str = "1") -> str:
    return f'{{"sessionId":"s{number}","property":{{"a":{value}}}}}'


async def test_others_have_their_turns_between_two_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_pages, "SLICE_SECONDS", -1.0)
    reading = asyncio.create_task(read_rows(CALL, f"[{','.join(map(row, range(50)))}]"))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    rows, problems = await reading
    assert rows == [(f"s{number}", {"a": "1"}) for number in range(50)]
    assert problems == ()
    assert turns >= 50 * TURNS


async def test_whoever_waits_for_a_page_has_turns_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    monkeypatch.setattr(session_pages, "read_row", lambda _: read.append(1))
    reading = asyncio.create_task(read_rows(CALL, f"[{row(1)}]"))
    for _ in range(TURNS):
        await asyncio.sleep(0)
        assert not read
    await reading
    assert read


async def test_only_a_large_document_is_read_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[bool] = []

    def read(raw: msgspec.Raw) -> session_pages.SessionProperties:
        threads.append(threading.current_thread() is not threading.main_thread())
        return read_row(raw)

    monkeypatch.setattr(session_pages, "read_row", read)
    large = f'"{"x" * LARGE}"'
    rows, _ = await read_rows(CALL, f"[{row(1)},{row(2, large)},{row(3)}]")
    assert [session for session, _ in rows] == ["s1", "s2", "s3"]
    assert threads == [False, True, False]
