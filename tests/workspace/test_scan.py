"""Scans of a namespace: each document once, however often they are left, paused or broken off."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.client.errors import CcsError, ServiceUnavailableError
from ccs_tui.model.document import Document
from ccs_tui.workspace.scan import Scan
from tests.examples import examples
from tests.workspace.conftest import NAMESPACE, Place

V2_ALONE: dict[str, Any] = {"api_key": None}


def ids(documents: list[Document]) -> list[str | None]:
    return [document.key.session for document in documents]


async def test_a_scan_gives_each_document_once_and_that_of_the_namespace_first(
    place: Place,
) -> None:
    for number in range(40):
        place.put(f"s{number:02}", n=number)
    place.put(None, own=True)
    taken: list[Document] = []
    async with place.workspace() as workspace:
        scan = Scan(workspace, NAMESPACE, taken.append)
        await scan.run()
    assert ids(taken) == [None, *(f"s{number:02}" for number in range(40))]
    assert taken[8].properties == {"n": "7"}
    assert scan.is_complete
    assert scan.documents == len(taken)
    assert scan.problem is None
    assert not scan.is_of_known_names


async def test_over_v2_alone_the_known_sessions_are_read_and_a_missing_one_is_none(
    place: Place,
) -> None:
    for number in range(40):
        place.put(f"s{number:02}", n=number)
    taken: list[Document] = []
    async with place.workspace(**V2_ALONE) as workspace:
        scan = Scan(workspace, NAMESPACE, taken.append, ["s07", "gone", "s03", "s07"])
        await scan.run()
    assert sorted(map(str, ids(taken))) == ["s03", "s07"]
    assert scan.is_of_known_names
    assert not scan.unread


async def test_a_document_that_can_not_be_read_is_counted_and_named(place: Place) -> None:
    place.put("good", n=1)
    place.store.upsert(place.key("bad"), {"a": '{"x":1,"x":2}'}, None)  # type: ignore[dict-item]
    taken: list[Document] = []
    async with place.workspace() as workspace:
        scan = Scan(workspace, NAMESPACE, taken.append)
        await scan.run()
    assert ids(taken) == ["good"]
    assert [document.key.session for document in scan.unreadable] == ["bad"]
    assert scan.unread == 1


async def test_a_scan_that_is_stopped_does_not_count_the_time_until_it_goes_on(
    place: Place,
) -> None:
    for number in range(40):
        place.put(f"s{number:02}", n=number)
    taken: list[Document] = []

    def take(document: Document) -> None:
        taken.append(document)
        if len(taken) == 5:
            running.cancel()

    time = iter(range(10**6))
    async with place.workspace() as workspace:
        scan = Scan(workspace, NAMESPACE, take, clock=lambda: float(next(time)))
        running = asyncio.create_task(scan.run())
        with pytest.raises(asyncio.CancelledError):
            await running
        stopped, before = len(taken), scan.seconds
        assert 5 <= stopped < 40
        assert not scan.is_running
        for _ in range(1000):
            next(time)
        assert scan.seconds == before
        await scan.run()
        assert scan.seconds < 1000
    assert scan.is_complete
    assert len(set(ids(taken))) == len(taken) == 40


async def test_a_scan_that_broke_off_says_why_and_goes_on_there(place: Place) -> None:
    for number in range(40):
        place.put(f"s{number:02}", n=number)
    taken: list[Document] = []
    async with place.workspace() as workspace:
        scan = Scan(workspace, NAMESPACE, taken.append)
        path = f"/v1/account/le1/{NAMESPACE}/session-properties"
        place.refuse(path, 403, {})
        await scan.run()
        assert "403" in str(scan.problem)
        assert scan.documents == 0
        place.refusals.clear()
        await scan.run()
    assert scan.is_complete
    assert not scan.problem
    assert len(set(ids(taken))) == len(taken) == 40


@pytest.mark.parametrize("connection", [{}, V2_ALONE])
@settings(deadline=None, max_examples=examples(30))
@given(turns=st.lists(st.integers(0, 40), max_size=6))
async def test_a_scan_that_is_cancelled_anywhere_goes_on_there(
    connection: dict[str, Any], turns: list[int]
) -> None:
    place = Place()
    sessions = [f"s{number:02}" for number in range(60)]
    for session in sessions:
        place.put(session, n=1)
    taken: list[Document] = []
    async with place.workspace(**connection) as workspace:
        scan = Scan(workspace, NAMESPACE, taken.append, sessions)
        for count in turns:
            running = asyncio.create_task(scan.run())
            for _ in range(count):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])
        await scan.run()
    assert sorted(map(str, ids(taken))) == sessions


async def broke_off(place: Place, scan: Scan) -> None:
    """Let a scan break off after two of its documents failed, one of them for good."""
    documents = f"/v2/context/document/le1/{NAMESPACE}"
    place.refuse(f"{documents}/s01", 503, {})
    place.store.upsert(place.key("s02"), {"a": '{"x":1,"x":2}'}, None)  # type: ignore[dict-item]
    place.refuse(f"{documents}/s39", 403, {})
    await scan.run()
    assert "403" in str(scan.problem)
    place.refusals.clear()


async def test_what_failed_for_a_passing_reason_is_read_when_it_goes_on(place: Place) -> None:
    sessions = [f"s{number:02}" for number in range(40)]
    for session in sessions:
        place.put(session, n=1)
    taken: list[Document] = []
    async with place.workspace(**V2_ALONE) as workspace:
        scan = Scan(workspace, NAMESPACE, taken.append, sessions)
        await broke_off(place, scan)
        assert sorted(each.key.label for each in scan.unreadable) == ["s01", "s02"]
        await scan.run()
    assert scan.is_complete
    assert sorted(map(str, ids(taken))) == [each for each in sessions if each != "s02"]
    assert (scan.unread, scan.passing, [each.key.label for each in scan.unreadable]) == (
        1, None, ["s02"]
    )  # fmt: skip


async def test_it_is_said_of_each_reason_what_could_not_be_read(place: Place) -> None:
    async with place.workspace() as workspace:
        scan = Scan(workspace, NAMESPACE, lambda _: None)
        for session in ("a", "b", "c"):
            scan.note_unreadable(session, ServiceUnavailableError("It is down", status=503))
        assert scan.unread_words == "Not read: a, b and 1 more. It is down."
        scan.note_unreadable("d", CcsError("It is no JSON"))
        for session in ("e", "f"):
            scan.note_unreadable(session, CcsError(f"{session} is odd"))
        assert scan.unread_words == (
            "Not read: a, b and 1 more. It is down. Not read: d. It is no JSON. Not read: 2 more."
        )
        assert scan.take_failed() == ["a", "b", "c"]
        assert (scan.unread, [each.key.label for each in scan.unreadable]) == (3, ["d", "e", "f"])
