"""Scans of whole namespaces, on the emulator and on services that page oddly."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client import (
    AnswerTooLargeError,
    ContextServiceClient,
    NetworkError,
    RequestTimeoutError,
    ScanProgress,
)
from ccs_tui.client.namespace_scan import (
    FIRST_PAGE,
    LARGEST_PAGE,
    PAGE_CHARACTERS,
    NamespaceScan,
    ScanPage,
    scan,
)
from ccs_tui.client.session_pages import SessionProperties
from ccs_tui.client.v1 import ListPage
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import JsonText
from tests.client.conftest import V1_ONLY, Network, Recorder
from tests.client.emulated import Counting, app, ccs, fill, store

__all__ = ["app", "ccs", "store"]  # fixtures


@pytest.mark.parametrize("sessions", [0, 1, FIRST_PAGE, FIRST_PAGE + 1, 1_500])
async def test_a_scan_yields_every_session_once(
    sessions: int, ccs: ContextServiceClient, store: Store
) -> None:
    ids = fill(store, sessions)
    seen = [row async for row in ccs.scan_namespace("orders")]
    assert len(seen) == len(ids)
    assert dict(seen) == {session: {"a": '"xxxxxxxxxx"'} for session in ids}


async def test_pages_grow_while_documents_are_small_and_stay_small_while_they_are_large(
    ccs: ContextServiceClient, app: Counting, store: Store
) -> None:
    fill(store, 2_000, 10, "small")
    fill(store, 40, 200_000, "large")
    progress: dict[str, list[ScanProgress]] = {}
    for namespace in ("small", "large"):
        told = progress.setdefault(namespace, [])
        _ = [row async for row in ccs.scan_namespace(namespace, told.append)]
    assert progress["small"][-1].per_page == LARGEST_PAGE
    assert progress["small"][-1].sessions == 2_000
    assert len(progress["small"]) <= 12
    assert progress["large"][-1].per_page <= PAGE_CHARACTERS // 200_000
    assert progress["large"][-1].characters >= 40 * 200_000


class Pages:
    """A service that pages rows; `most` is the most it gives at once, whatever was asked."""

    def __init__(self, rows: int, most: int = 1_000) -> None:
        self.rows = [f"s{number:05}" for number in range(rows)]
        self.most = most
        self.asked: list[tuple[int, int]] = []
        self.read: list[tuple[int, int]] = []
        self.fail: Callable[[int], Exception | None] = lambda _: None
        self.large_from = rows

    async def __call__(
        self, page: int, per_page: int, came: Callable[[], None]
    ) -> ListPage[SessionProperties]:
        self.asked.append((page, per_page))
        if error := self.fail(per_page):
            raise error
        given = min(per_page, self.most)
        rows = self.rows[page * given : (page + 1) * given]
        came()
        for _ in range(10):  # it is read in a thread
            await asyncio.sleep(0)
        self.read.append((page, per_page))
        row_characters = 100 if len(self.asked) < self.large_from else PAGE_CHARACTERS
        return ListPage(
            [(session, {"a": JsonText("1")}) for session in rows], row_characters * len(rows)
        )


@pytest.mark.parametrize("most", [1, 7, 16, 20, 100, 300, 1_000])
@pytest.mark.parametrize("rows", [0, 5, 16, 99, 1_234])
async def test_a_service_that_allows_fewer_a_page_loses_none(most: int, rows: int) -> None:
    pages = Pages(rows, most)
    assert [session async for session, _ in scan(pages, "a test")] == pages.rows


async def test_a_service_that_allows_fewer_a_page_loses_none_when_documents_get_large() -> None:
    pages = Pages(300, most=20)
    pages.large_from = 4
    assert [session async for session, _ in scan(pages, "a test")] == pages.rows


async def test_a_page_that_is_too_slow_is_asked_for_once_more_by_one_session() -> None:
    pages = Pages(500)
    pages.fail = lambda per_page: RequestTimeoutError("x") if per_page > 4 else None
    assert [session async for session, _ in scan(pages, "a test")] == pages.rows
    assert pages.asked[:3] == [(0, 16), (0, 1), (1, 1)]


async def test_a_page_that_is_too_large_is_asked_for_by_half() -> None:
    pages = Pages(500)
    pages.fail = lambda per_page: AnswerTooLargeError("x") if per_page > 4 else None
    assert [session async for session, _ in scan(pages, "a test")] == pages.rows
    assert pages.asked[:4] == [(0, 16), (0, 8), (0, 4), (1, 4)]


async def test_a_page_of_one_that_is_too_large_is_an_error() -> None:
    pages = Pages(500)
    pages.fail = lambda _: AnswerTooLargeError("x")
    with pytest.raises(AnswerTooLargeError):
        _ = [row async for row in scan(pages, "a test")]


async def test_a_scan_holds_one_page_ahead_and_leaves_nothing_behind() -> None:
    pages = Pages(5_000)
    async with aclosing(scan(pages, "a test")) as rows:
        async for _ in rows:
            break
    assert len(pages.asked) <= 2
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_next_page_is_asked_for_while_one_is_read_that_is_waited_for() -> None:
    pages = Pages(LARGEST_PAGE * 8)
    asked_at: dict[tuple[int, int], int] = {}

    def note(_: int) -> None:
        asked_at[pages.asked[-1]] = len(pages.read)

    pages.fail = note
    assert [session async for session, _ in scan(pages, "a test")] == pages.rows
    # Of a page that comes as quickly as it is read, the next waits for whoever takes them.
    early = [n for n in range(2, 7)
             if asked_at[n + 1, LARGEST_PAGE] <= pages.read.index((n, LARGEST_PAGE))]  # fmt: skip
    assert early


async def test_no_page_is_asked_for_ahead_of_the_next_while_nobody_waits() -> None:
    pages = Pages(LARGEST_PAGE * 8)
    async with aclosing(NamespaceScan(pages, "a test").pages()) as found:
        async for page in found:
            if page.progress.sessions > LARGEST_PAGE * 2:
                asked = len(pages.asked)
                for _ in range(50):
                    await asyncio.sleep(0)
                assert len(pages.asked) <= asked + 1
                break


async def test_a_session_that_others_push_along_is_yielded_once() -> None:
    pages = Pages(100)

    def push(_: int) -> None:
        if len(pages.asked) == 2:
            pages.rows.insert(0, "a new one")

    pages.fail = push
    seen = [session async for session, _ in scan(pages, "a test")]
    assert seen == pages.rows[1:]


async def test_a_scan_goes_over_v1_alone(recorder: Recorder) -> None:
    async with recorder.client(Network(httpx.Response(200, json=[])), V1_ONLY) as ccs:
        assert [row async for row in ccs.scan_namespace("n")] == []


@given(
    st.integers(0, 300),
    st.integers(1, 40),
    st.lists(st.tuples(st.booleans(), st.integers(0, 4)), max_size=12),
)
async def test_a_scan_that_is_left_or_fails_goes_on_where_it_was(
    rows: int, most: int, ends: list[tuple[bool, int]]
) -> None:
    """Each end is the failure of a request, or the leaving of a page, after so many more."""
    pages = Pages(rows, most)
    namespace = NamespaceScan(pages, "a test")
    seen: list[str] = []

    async def read(most_pages: int | None) -> None:
        async with aclosing(namespace.pages()) as found:
            async for number, page in aenumerate(found):
                seen.extend(session for session, _ in page.rows)
                if number == most_pages:
                    return

    for fails, after in ends:
        left = after if fails else 10**9
        pages.fail = FailsAfter(left)
        with suppress(NetworkError):
            await read(None if fails else after)
    pages.fail = lambda _: None
    await read(None)
    assert seen == pages.rows
    assert namespace.is_complete


async def test_a_scan_that_is_cancelled_at_any_turn_loses_no_page() -> None:
    turns, is_cancelled = 0, True
    while is_cancelled:
        pages = Pages(FIRST_PAGE * 8)
        namespace = NamespaceScan(pages, "a test")
        seen: list[str] = []
        running = asyncio.create_task(_take(namespace, seen))
        for _ in range(turns):
            await asyncio.sleep(0)
        is_cancelled = running.cancel()
        await asyncio.wait([running])
        await _take(namespace, seen)
        assert seen == pages.rows
        turns += 1


async def _take(namespace: NamespaceScan, seen: list[str]) -> None:
    async with aclosing(namespace.pages()) as found:
        async for page in found:
            seen.extend(session for session, _ in page.rows)


class FailsAfter:
    def __init__(self, requests: int) -> None:
        self.left = requests

    def __call__(self, _: int) -> Exception | None:
        self.left -= 1
        return NetworkError("x") if self.left < 0 else None


async def aenumerate(pages: AsyncIterator[ScanPage]) -> AsyncIterator[tuple[int, ScanPage]]:
    number = 0
    async for page in pages:
        yield number, page
        number += 1
