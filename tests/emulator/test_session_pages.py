"""Pages of sessions: exact, stable while others write, and no slower at the end [OURS]."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccs_tui.emulator.seed_document import SeedDocument
from ccs_tui.emulator.session_pages import SOON
from ccs_tui.emulator.store import Store
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from tests.emulator.conftest import ACCOUNT, MovingClock, Service, refused

LISTINGS = ["session-ids", "session-properties"]


def add(store: Store, *sessions: str, ttl: int | None = None, namespace: str = "bot") -> None:
    store.load(
        SeedDocument(DocumentKey(ACCOUNT, namespace, each), {"a": encode(1)}, ttl)
        for each in sessions
    )


def delete(store: Store, session: str) -> None:
    store.delete_document(DocumentKey(ACCOUNT, "bot", session))


def empty(store: Store, session: str) -> None:
    """Leave the document there, without a property: it is no longer listed [V1]."""
    store.delete_properties(DocumentKey(ACCOUNT, "bot", session), ["a"])


async def page(service: Service, number: int, size: int, listing: str = "session-ids") -> list[str]:
    answer = await service.v1("GET", f"/bot/{listing}?page={number}&perPage={size}")
    assert answer.status_code == 200
    rows: list[Any] = answer.json()
    return [row if isinstance(row, str) else row["sessionId"] for row in rows]


@pytest.mark.parametrize("listing", LISTINGS)
async def test_pages_are_counted_from_0_and_end(
    service: Service, store: Store, listing: str
) -> None:
    add(store, *(f"s{n}" for n in range(7)))
    pages = [await page(service, number, 3, listing) for number in range(4)]
    assert pages == [["s0", "s1", "s2"], ["s3", "s4", "s5"], ["s6"], []]


@pytest.mark.parametrize("listing", LISTINGS)
async def test_100_are_in_a_page_unless_told_otherwise(
    service: Service, store: Store, listing: str
) -> None:
    add(store, *(f"s{n:03}" for n in range(101)))
    assert len((await service.v1("GET", f"/bot/{listing}")).json()) == 100
    assert len((await service.v1("GET", f"/bot/{listing}?page=1")).json()) == 1
    assert len((await service.v1("GET", f"/bot/{listing}?perPage=1000")).json()) == 101


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize(
    "query",
    ["perPage=0", "perPage=1001", "perPage=-1", "perPage=x", "perPage=", "page=-1", "page=x",
     "page=", "page=1.0", "page=%D9%A3", "page=" + "9" * 30],
)  # fmt: skip
async def test_a_page_outside_the_range_is_400(service: Service, listing: str, query: str) -> None:
    refused(await service.v1("GET", f"/bot/{listing}?{query}"), 400)


async def test_a_page_far_beyond_the_end_is_empty(
    service: Service, store: Store, clock: MovingClock
) -> None:
    add(store, "s1", "s2", ttl=60)
    assert await page(service, 10**17, 1_000) == []
    clock.advance(60)
    assert await page(service, 10**17, 1_000) == []


async def test_the_namespace_document_is_no_session(service: Service, store: Store) -> None:
    store.load([SeedDocument(DocumentKey(ACCOUNT, "bot", None), {}, None)])
    add(store, "s1", "s2")
    assert await page(service, 0, 1) == ["s1"]
    assert await page(service, 1, 1) == ["s2"]
    assert await page(service, 2, 1) == []


async def test_the_least_session_id_is_listed(service: Service, store: Store) -> None:
    add(store, "\0", "\0\0", "a")
    assert [await page(service, n, 1) for n in range(4)] == [["\0"], ["\0\0"], ["a"], []]


@pytest.mark.parametrize("listing", LISTINGS)
async def test_a_walk_is_stable_while_others_write(
    service: Service, store: Store, listing: str
) -> None:
    """What stays is listed once, whatever comes and goes before and behind the walk."""
    random = Random(5)
    staying = [f"{n:03}" for n in range(0, 900, 3)]
    going = [f"{n:03}" for n in range(1, 900, 3)]
    add(store, *staying, *going)
    walked: list[str] = []
    number = 0
    while rows := await page(service, number, 17, listing):
        walked += rows
        number += 1
        for session in random.sample(going, 20):
            delete(store, session)
        add(store, *(f"{n:03}" for n in random.sample(range(2, 900, 3), 20)))
    assert walked == sorted(set(walked))
    assert set(walked) >= set(staying)


async def test_a_page_is_counted_anew_once_the_walk_is_over(
    service: Service, store: Store, clock: MovingClock
) -> None:
    add(store, *"bcdefg")
    assert await page(service, 0, 2) == ["b", "c"]
    add(store, "a")
    clock.advance(SOON / 1_000 + 1)
    assert await page(service, 1, 2) == ["c", "d"]


async def test_a_page_is_continued_once(service: Service, store: Store) -> None:
    """Asked for again it is counted, so that no old walk misleads a new one."""
    add(store, *"bcdefg")
    assert await page(service, 0, 2) == ["b", "c"]
    add(store, "a")
    assert await page(service, 1, 2) == ["d", "e"]
    assert await page(service, 1, 2) == ["c", "d"]


async def test_walks_with_other_page_sizes_are_apart(service: Service, store: Store) -> None:
    add(store, *"abcdefg")
    assert await page(service, 0, 3) == ["a", "b", "c"]
    assert await page(service, 0, 2) == ["a", "b"]
    assert await page(service, 1, 3) == ["d", "e", "f"]
    assert await page(service, 1, 2) == ["c", "d"]


@given(
    st.lists(st.tuples(st.sampled_from([add, delete, empty]), st.integers(0, 30)), max_size=30),
    st.integers(1, 7),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_page_is_the_right_one(
    store: Store,
    clock: MovingClock,
    steps: list[tuple[Callable[[Store, str], None], int]],
    size: int,
) -> None:
    store.clear()
    expected: set[str] = set()
    for change, number in steps:
        session = f"{number:02}"
        change(store, session)
        (expected.add if change is add else expected.discard)(session)
    clock.advance(SOON)  # no walk of an earlier example
    listed = sorted(expected)
    for number in reversed(range(len(listed) // size + 2)):
        found = store.list_sessions(ACCOUNT, "bot", number, size)
        assert found == listed[number * size : (number + 1) * size]


@pytest.mark.slow
def test_any_page_of_many_is_the_right_one(store: Store) -> None:
    """Enough that blocks of sessions are split, and emptied again."""
    random = Random(3)
    ids = [f"{random.randrange(10**9):09}" for _ in range(7_000)]
    add(store, *ids)
    add(store, *ids, namespace="other")
    gone = set(random.sample(ids, 4_000)) | set(sorted(ids)[1_000:5_000])
    for number, session in enumerate(gone):
        (delete if number % 2 else empty)(store, session)
    add(store, *(come := [f"{n:09}" for n in range(2_500)]))
    listed = sorted({*ids, *come} - gone)
    for size in (1, 100, 1_000):
        for number in {0, 1, len(listed) // size - 1, len(listed) // size, len(listed)}:
            found = store.list_sessions(ACCOUNT, "bot", number, size)
            assert found == listed[number * size : (number + 1) * size]
    counts = blocks(store)
    assert all(1 <= sessions < 2_000 for sessions in counts)
    assert len(counts) > 4


@pytest.mark.slow
def test_a_page_far_back_looks_at_no_more_rows_than_the_first(store: Store) -> None:
    """No page is found by counting from the first: what SQLite does is bounded by the blocks."""
    add(store, *(f"{n:06}" for n in range(20_000)))
    first, last = (steps_of(store, number) for number in (0, 190))
    assert last < 20 * first


def steps_of(store: Store, number: int) -> int:
    """Return how many hundreds of SQLite's steps a page takes."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with store._database.reading() as connection:
        connection.set_progress_handler(count, 100)
    store.list_sessions(ACCOUNT, "bot", number, 100)
    with store._database.reading() as connection:
        connection.set_progress_handler(None, 0)
    return steps


def blocks(store: Store) -> list[int]:
    with store._database.reading() as connection:
        rows = connection.execute("SELECT sessions FROM blocks").fetchall()
    return [sessions for (sessions,) in rows]
