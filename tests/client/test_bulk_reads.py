"""Lists to their end, and documents side by side, on the emulator."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

import httpx
import pytest

from ccs_tui.client import (
    CallLimits,
    ContextServiceClient,
    ForbiddenError,
    InvalidNameError,
    MissingCredentialsError,
    NotFoundError,
    ProtocolError,
    RequestTimeoutError,
    UnauthorizedError,
    UnreadableDocumentError,
    list_pages,
)
from ccs_tui.client.bulk_reads import read_each
from ccs_tui.emulator.store import Store
from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from tests.client.conftest import V1_ONLY, V2_ONLY, Network, Recorder
from tests.client.emulated import ACCOUNT, Counting, app, ccs, fill, store

__all__ = ["app", "ccs", "store"]  # fixtures

# ── lists ──────────────────────────────────────────────────────────────────────────────────────


def pages_of(*pages: list[str]) -> Network:
    return Network(*(httpx.Response(200, json=page) for page in pages))


async def test_a_short_page_is_not_taken_for_the_last(recorder: Recorder) -> None:
    async with recorder.client(pages_of(["a", "b"], ["c"], [])) as ccs:
        assert [page async for page in ccs.list_sessions("n")] == [["a", "b"], ["c"]]


async def test_what_slips_to_the_next_page_is_not_yielded_again(recorder: Recorder) -> None:
    async with recorder.client(pages_of(["a", "b"], ["b", "c"], [])) as ccs:
        assert await ccs.get_list_of_sessions("n") == ["a", "b", "c"]


async def test_a_list_without_an_end_is_a_protocol_error(recorder: Recorder) -> None:
    async with recorder.client(pages_of(["a", "b"])) as ccs:
        with pytest.raises(ProtocolError, match="3 pages in a row have nothing new"):
            await ccs.get_list_of_sessions("n")


async def test_listing_stops_when_the_caller_does(recorder: Recorder) -> None:
    network = pages_of(["a"], ["b"], ["c"], [])
    async with recorder.client(network) as ccs, aclosing(ccs.list_sessions("n")) as pages:
        async for _ in pages:
            break
    assert len(network.requests) == 1


async def test_a_wrong_name_is_said_before_the_first_page(recorder: Recorder) -> None:
    async with recorder.client(pages_of([])) as ccs:
        for ask in (ccs.list_sessions, ccs.list_session_properties, ccs.scan_namespace):
            with pytest.raises(InvalidNameError):
                ask("a/b")
    async with recorder.client(pages_of([]), V2_ONLY) as ccs:
        with pytest.raises(MissingCredentialsError, match=r"needs v1.*CCS_API_KEY"):
            ccs.list_sessions("n")


# ── documents side by side ─────────────────────────────────────────────────────────────────────


async def test_documents_are_read_side_by_side_within_the_limit(
    ccs: ContextServiceClient, app: Counting, store: Store
) -> None:
    ids = fill(store, 50)
    read = [r async for r in ccs.read_documents("orders", [*sorted(ids), "missing", None])]
    assert {r.session for r in read if r.document} == ids
    problems = {r.session: r.problem for r in read if r.problem}
    assert set(problems) == {"missing", None}
    assert all(isinstance(problem, NotFoundError) for problem in problems.values())
    assert 1 < app.most <= CallLimits().concurrent


async def test_a_million_sessions_are_not_a_million_tasks(
    ccs: ContextServiceClient, store: Store
) -> None:
    taken = 0

    def sessions() -> Any:
        nonlocal taken
        for _ in range(1_000_000):
            taken += 1
            yield "s000000"

    fill(store, 1)
    async with aclosing(ccs.read_documents("orders", sessions())) as reads:
        async for _ in reads:
            break
    assert taken <= 2 * CallLimits().concurrent
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_what_is_under_way_is_cancelled_when_the_caller_stops() -> None:
    cancelled: list[str | None] = []

    async def read(session: str | None) -> Document:
        try:
            if session != "first":
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(session)
            raise
        return Document(DocumentKey(ACCOUNT, "orders", session), {})

    async with asyncio.timeout(5), aclosing(read_each(read, ["first", "a", "b"], 3)) as reads:
        async for _ in reads:
            break
    assert sorted(map(str, cancelled)) == ["a", "b"]


@pytest.mark.parametrize(("status", "error"), [(401, UnauthorizedError), (403, ForbiddenError)])
async def test_wrong_credentials_are_raised_and_not_tried_for_each(
    status: int, error: type[Exception], recorder: Recorder
) -> None:
    network = Network(httpx.Response(status, json={}))
    async with recorder.client(network, V2_ONLY) as ccs:
        with pytest.raises(error):
            _ = [r async for r in ccs.read_documents("n", map(str, range(1_000)))]
    assert len(network.requests) <= CallLimits().concurrent
    assert asyncio.all_tasks() == {asyncio.current_task()}


# ── lists that a service can't have ────────────────────────────────────────────────────────────


def paged(page_of: Callable[[int], object]) -> Callable[[httpx.Request], Awaitable[httpx.Response]]:
    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=page_of(int(request.url.params["page"])))

    return answer


async def all_ids(ccs: ContextServiceClient) -> list[str]:
    return [session async for page in ccs.list_sessions("orders") for session in page]


async def test_two_pages_that_alternate_are_no_list_without_an_end(recorder: Recorder) -> None:
    async with recorder.client(paged(lambda page: [["a", "b"], ["c"]][page % 2])) as ccs:
        with pytest.raises(ProtocolError, match="nothing new"):
            await all_ids(ccs)


async def test_new_ids_for_ever_end(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_pages, "MOST_ROWS", 5_000)
    new = paged(lambda page: [f"s{page}-{n}" for n in range(1_000)])
    async with recorder.client(new) as ccs:
        with pytest.raises(ProtocolError, match="more than 5,000 rows"):
            await all_ids(ccs)


async def test_new_ids_for_ever_one_at_a_time_end(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_pages, "MOST_PAGES", 50)
    async with recorder.client(paged(lambda page: [f"s{page}"])) as ccs:
        with pytest.raises(ProtocolError, match="more than 50 pages"):
            await all_ids(ccs)


async def test_an_id_is_listed_once_and_an_empty_one_never(recorder: Recorder) -> None:
    async with recorder.client(paged(lambda page: ["a", "", "a", "b"] if page < 1 else [])) as ccs:
        assert await all_ids(ccs) == ["a", "b"]


async def test_a_scan_without_an_end_ends(recorder: Recorder) -> None:
    rows = [{"sessionId": f"s{n}", "property": {}} for n in range(20)]
    async with recorder.client(paged(lambda _: rows)) as ccs:
        with pytest.raises(ProtocolError, match="nothing new, while scanning"):
            async for _ in ccs.scan_namespace("orders"):
                pass


async def test_rows_may_say_properties_for_property(recorder: Recorder) -> None:
    rows = [{"sessionId": "s", "properties": {"a": 1.50}}]
    async with recorder.client(paged(lambda page: [] if page else rows)) as ccs:
        assert [row async for row in ccs.scan_namespace("orders")] == [("s", {"a": "1.5"})]


UNREADABLE = (
    '[{"sessionId":"s1","property":{"a":1}},{"sessionId":"s2","property":{"a":1,"a":"value-shh"}},'
    ' {"sessionId":"s3","property":{"a":NaN}},{"sessionId":"s4","property":{"a":2}}]'
)


async def unreadable_page(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text="[]" if request.url.params["page"] != "0" else UNREADABLE)


async def test_a_document_that_cant_be_read_does_not_stop_a_scan(recorder: Recorder) -> None:
    problems: list[UnreadableDocumentError] = []
    async with recorder.client(unreadable_page) as ccs:
        rows = [
            session async for session, _ in ccs.scan_namespace("orders", unreadable=problems.append)
        ]
    assert rows == ["s1", "s4"]
    assert [problem.session for problem in problems] == ["s2", "s3"]
    assert problems[0].raw == '{"sessionId":"s2","property":{"a":1,"a":"value-shh"}}'
    assert "value-shh" not in f"{problems[0]}{problems[0]!r}"
    assert 'the name "a" is here twice' in str(problems[0])
    assert "NaN is not JSON" in str(problems[1])


async def test_who_does_not_ask_for_them_is_told_at_the_end(recorder: Recorder) -> None:
    rows = []

    async def scan_all(ccs: ContextServiceClient) -> None:
        async for session, _ in ccs.scan_namespace("orders"):
            rows.append(session)

    async with recorder.client(unreadable_page) as ccs:
        with pytest.raises(UnreadableDocumentError):
            await scan_all(ccs)
    assert rows == ["s1", "s4"]


async def test_a_document_that_cant_be_read_comes_with_its_text(recorder: Recorder) -> None:
    text = '{"payload":{"a":NaN}}'
    for connection in (V1_ONLY, V2_ONLY):
        async with recorder.client(Network(httpx.Response(200, text=text)), connection) as ccs:
            with pytest.raises(UnreadableDocumentError) as caught:
                await ccs.read_document("orders", "s")
        assert (caught.value.raw, caught.value.session) == (text, "s")


async def test_a_scan_of_a_service_that_hangs_is_not_tried_with_ever_smaller_pages(
    recorder: Recorder,
) -> None:
    network = Network(httpx.ReadTimeout("x"))
    async with recorder.client(network, limits=CallLimits(tries=1)) as ccs:
        with pytest.raises(RequestTimeoutError):
            async for _ in ccs.scan_namespace("orders"):
                pass
    assert [request.url.params["perPage"] for request in network.requests] == ["16", "1"]
