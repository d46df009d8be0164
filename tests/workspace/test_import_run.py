"""Imports: checked and compared before anything is written, and whole when they are repeated."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccs_tui.client.call_limits import CallLimits
from ccs_tui.local.export_reader import ExportError
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.size import LIMIT
from ccs_tui.workspace import import_plan
from ccs_tui.workspace.bulk import take_back_each
from ccs_tui.workspace.export import Export, ExportScope
from ccs_tui.workspace.import_plan import (
    Effect,
    ImportPlan,
    Lifetime,
    compare_with_service,
    read_plan,
)
from ccs_tui.workspace.import_run import Import
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.workspace import Workspace
from tests.examples import examples
from tests.model.strategies import values
from tests.workspace.conftest import ACCOUNT, NAMESPACE, Place

WHOLE = ExportScope((NAMESPACE,))
WRITES = ("POST", "DELETE", "PUT", "PATCH")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.ndjson.gz"


async def exported(place: Place, path: Path) -> None:
    async with place.workspace() as workspace:
        await Export(workspace, path, WHOLE).run()


async def planned(workspace: Workspace, path: Path, **options: Any) -> ImportPlan:
    plan = await read_plan(workspace, path, **options)
    await compare_with_service(workspace, plan)
    return plan


async def imported(workspace: Workspace, plan: ImportPlan) -> dict[str | None, str | None]:
    return {item.key.session: item.problem async for item in Import(workspace, plan).run()}


def writes(place: Place) -> int:
    return sum(m in WRITES and not p.endswith("/properties") for m, p in place.requests)


def by_hand(path: Path, *documents: dict[str, Any]) -> Path:
    head = {"format": "ccs-tui export", "version": 2, "account": "other"}
    path = path.with_name("by-hand.ndjson")
    path.write_text("".join(f"{json.dumps(line)}\n" for line in (head, *documents)))
    return path


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


async def test_the_plan_says_what_is_new_what_is_replaced_and_what_is_the_same(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for session in ("new", "same", "other"):
        place.put(session, 3_600, a=session, b=1)
    await exported(place, path)
    place.store.delete_document(place.key("new"))
    place.put("other", 3_600, a="by now", more=True)
    plan = await planned(workspace, path)
    assert {item.key.session: item.effect for item in plan.items} == {
        "new": Effect.NEW, "same": Effect.SAME, "other": Effect.REPLACES,
    }  # fmt: skip
    before = len(place.requests)
    assert await imported(workspace, plan) == {"new": None, "other": None}
    assert not any("same" in path for _, path in place.requests[before:])
    assert place.stored("other") == {"a": '"other"', "b": "1"}
    assert place.stored("new") == {"a": '"new"', "b": "1"}
    assert plan.to_write == []


async def test_an_import_that_is_made_again_sends_nothing(
    place: Place, workspace: Workspace, path: Path
) -> None:
    place.put("s1", 3_600, a=1)
    await exported(place, path)
    place.store.delete_document(place.key("s1"))
    await imported(workspace, await planned(workspace, path))
    before = writes(place)
    plan = await planned(workspace, path)
    assert await imported(workspace, plan) == {}
    assert plan.count(Effect.SAME) == 1
    assert writes(place) == before


@pytest.mark.parametrize(
    ("lifetime", "hours"), [(Lifetime.ORIGINAL, 1.5), (Lifetime.REMAINING, 2.0)]
)
async def test_the_expiry_is_the_original_one_or_the_rest_of_the_life(
    place: Place, workspace: Workspace, path: Path, lifetime: Lifetime, hours: float
) -> None:
    place.put("s1", 7_200, a=1)
    await exported(place, path)
    place.clock.advance(seconds=1_800)
    place.store.delete_document(place.key("s1"))
    await imported(workspace, await planned(workspace, path, lifetime=lifetime))
    assert place.expires_at("s1") == place.clock() + timedelta(hours=hours)


async def test_one_that_has_expired_since_stays_away_unless_its_rest_of_life_is_wanted(
    place: Place, workspace: Workspace, path: Path
) -> None:
    place.put("s1", 60, a=1)
    await exported(place, path)
    place.clock.advance(seconds=3_600)
    plan = await planned(workspace, path)
    assert plan.count(Effect.EXPIRED) == 1
    assert await imported(workspace, plan) == {}
    plan = await planned(workspace, path, lifetime=Lifetime.REMAINING)
    assert await imported(workspace, plan) == {"s1": None}
    assert place.stored("s1") == {"a": "1"}


async def test_a_namespace_gets_another_name(
    place: Place, workspace: Workspace, path: Path
) -> None:
    place.put("s1", 3_600, a=1)
    await exported(place, path)
    await imported(workspace, await planned(workspace, path, names={NAMESPACE: "copy"}))
    there = place.store.read(DocumentKey(ACCOUNT, "copy", "s1"))
    assert there is not None
    assert there.properties == {"a": "1"}


async def test_all_of_a_file_is_checked_before_anything_is_sent(
    place: Place, workspace: Workspace, path: Path
) -> None:
    path = by_hand(
        path,
        {"namespace": "bot", "session": "s1", "payload": {"a": 1}},
        {"namespace": "no-dash", "session": "s1", "payload": {}},
        {"namespace": "faas", "session": "s1", "payload": {}},
        {"namespace": "bot", "session": "", "payload": {}},
        {"namespace": "bot", "session": "large", "payload": {"a": "x" * LIMIT}},
        {"namespace": "bot", "session": "s1", "payload": {"a": 2}},
        {"namespace": "bot", "session": "half\ud800", "payload": {}},
        {"namespace": "bot", "session": "s2", "payload": {"slots": ["\\ and \ud800"]}},
        {"namespace": "bot", "session": "s3", "payload": {"a": "\\ud800", "b": "\ud83d\ude00"}},
    )
    append(path, b"{\n")
    plan = await read_plan(workspace, path)
    assert [problem.line for problem in plan.problems] == [3, 4, 5, 6, 7, 8, 9, 11]
    sentences = " ".join(problem.problem for problem in plan.problems)
    for expected in ("'-'", "reserved", "not empty", "800,008 characters", "line 2 already",
                     "half a character", "value of slots has half", "ends too early"):  # fmt: skip
        assert expected in sentences
    with pytest.raises(RefusedError, match="can't be written"):
        await compare_with_service(workspace, plan)
    assert place.requests == []


async def test_two_names_for_one_document_are_a_problem(workspace: Workspace, path: Path) -> None:
    path = by_hand(
        path,
        {"namespace": "bot", "session": "s1", "payload": {"a": 1}},
        {"namespace": "old", "session": "s1", "payload": {"a": 2}},
    )
    plan = await read_plan(workspace, path, names={"old": "bot"})
    assert [problem.line for problem in plan.problems] == [3]


async def test_a_file_that_is_cut_off_is_not_imported(
    place: Place, workspace: Workspace, path: Path
) -> None:
    place.put("s1", a=1)
    await exported(place, path)
    cut(path)
    with pytest.raises(ExportError, match="not whole"):
        await read_plan(workspace, path)


@pytest.mark.parametrize("scan_from", [10_000, 1])
async def test_it_is_compared_also_while_many_calls_fail(
    place: Place, workspace: Workspace, path: Path, scan_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One reading of many that failed ended the comparison: large files never got through."""
    monkeypatch.setattr(import_plan, "SCAN_FROM", scan_from)
    for number in range(30):
        place.put(f"s{number:02}", n=number)
    await exported(place, path)
    for number in range(10):
        place.store.delete_document(place.key(f"s{number:02}"))
    random = Random(11)

    async def before(method: str, path: str) -> None:
        if method == "GET" and random.random() < 0.5:
            raise OSError("the network is away")

    place.before = before
    plan = await planned(workspace, path)
    assert (plan.count(Effect.NEW), plan.count(Effect.SAME)) == (10, 20)


async def test_its_progress_counts_what_is_not_there_yet(
    place: Place, workspace: Workspace, path: Path
) -> None:
    """It stood at "0 documents" to the end where all are new."""
    for number in range(40):
        place.put(f"s{number:02}", n=number)
    await exported(place, path)
    for number in range(40):
        place.store.delete_document(place.key(f"s{number:02}"))
    plan = await read_plan(workspace, path)
    compared: list[int] = []
    await compare_with_service(workspace, plan, lambda done, _: compared.append(done))
    assert compared == sorted(compared)
    assert any(0 < count < 40 for count in compared)


async def test_a_comparison_ends_once_nothing_can_be_read_any_more(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for session in ("s1", "s2"):
        place.put(session, n=1)
    await exported(place, path)
    place.requests.clear()
    place.refuse(f"/v2/context/document/{ACCOUNT}/{NAMESPACE}/s2", 503, {})
    with pytest.raises(RefusedError, match=r"Nothing was imported: .*s2.*503"):
        await planned(workspace, path)
    asked = [path for _, path in place.requests if path.endswith("/s2")]
    assert len(asked) == 2 * CallLimits().tries


async def test_read_only_refuses_before_anything_is_read(place: Place, path: Path) -> None:
    async with place.workspace(read_only=True) as workspace:
        with pytest.raises(RefusedError, match="read-only"):
            await read_plan(workspace, path)


async def test_one_that_was_locked_meanwhile_writes_nothing(
    place: Place, workspace: Workspace, path: Path
) -> None:
    plan = await planned(workspace, by_hand(path, {"namespace": "bot", "payload": {"a": 1}}))
    workspace.write_lock.lock()
    with pytest.raises(RefusedError, match="read-only"):
        await imported(workspace, plan)
    assert place.stored(None) is None


async def test_over_v1_alone_only_configured_ttls_can_be_had(place: Place, path: Path) -> None:
    path = by_hand(path, {"namespace": "bot", "session": "s1", "payload": {"a": 1.50}})
    async with place.workspace(user=None, password=None) as workspace:
        with pytest.raises(RefusedError, match="Only v2"):
            await read_plan(workspace, path)
        plan = await planned(workspace, path, lifetime=Lifetime.CONFIGURED)
        assert await imported(workspace, plan) == {"s1": None}
    assert place.stored("s1") == {"a": "1.5"}


async def test_what_others_wrote_since_it_was_compared_is_left_alone_and_retried(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for session in ("s1", "s2"):
        place.put(session, 3_600, a=session)
    await exported(place, path)
    place.put("s1", 3_600, a="changed")
    place.put("s2", 3_600, a="changed")
    plan = await planned(workspace, path)
    place.put("s1", 3_600, a="changed once more")
    results = await imported(workspace, plan)
    assert results["s2"] is None
    assert "was written by others" in str(results["s1"])
    assert place.stored("s1") == {"a": '"changed once more"'}
    await compare_with_service(workspace, plan)
    assert await imported(workspace, plan) == {"s1": None}
    assert place.stored("s1") == {"a": '"s1"'}


async def test_what_another_import_wrote_meanwhile_is_the_same_already(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for session in ("s1", "s2"):
        place.put(session, 3_600, a=session)
    await exported(place, path)
    place.put("s1", 3_600, a="changed")
    place.store.delete_document(place.key("s2"))
    plan = await planned(workspace, path)
    reads: list[str] = []

    async def before(method: str, path: str) -> None:
        # The other import writes it between our first reading and the one before the call.
        session = "s1" if "/s1" in path else "s2"
        reads.append(session)
        if method == "GET" and reads.count(session) == 2:
            place.put(session, 3_600, a=session)

    place.before = before
    sent = writes(place)
    results = [item async for item in Import(workspace, plan).run()]
    assert [(item.problem, item.saved) for item in results] == [(None, None)] * 2
    assert writes(place) == sent


async def test_a_service_that_is_away_ends_it_and_one_that_misses_once_does_not(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for number in range(9):
        place.put(f"s{number}", 3_600, a=number)
    await exported(place, path)
    for number in range(9):
        place.store.delete_document(place.key(f"s{number}"))
    plan = await planned(workspace, path)
    away = {"s1", "s2", "s4"}

    async def before(_: str, path: str) -> None:
        if path.rsplit("/", 1)[-1] in away:
            raise httpx.ConnectError("away")

    place.before = before
    done = await imported(workspace, plan)
    assert {session for session, problem in done.items() if problem} == away
    away = set()
    for number in range(9):
        place.store.delete_document(place.key(f"s{number}"))
    plan = await planned(workspace, path)
    away = {f"s{number}" for number in range(9)}
    with pytest.raises(RefusedError, match="3 documents in a row failed"):
        await imported(workspace, plan)


async def test_a_file_that_changed_since_it_was_checked_is_noticed(
    workspace: Workspace, path: Path
) -> None:
    plan = await planned(workspace, by_hand(path, {"namespace": "bot", "payload": {"a": 1}}))
    by_hand(path, {"namespace": "bot", "payload": {"a": 2}})
    with pytest.raises(ExportError, match="was changed since it was checked"):
        await imported(workspace, plan)


async def test_all_of_it_is_one_operation_that_can_be_taken_back(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for number in range(3):
        place.put(f"s{number}", 3_600, a=number, b="x")
    await exported(place, path)
    place.store.delete_document(place.key("s0"))
    place.put("s1", 3_600, a="by now", c="y")
    work = Import(workspace, await planned(workspace, path))
    assert [item.problem async for item in work.run()] == [None, None]
    entries = workspace.local.state.journal.operation(work.operation)
    assert [item.problem async for item in take_back_each(workspace, entries)] == [None, None]
    assert place.stored("s0") is None
    assert place.stored("s1") == {"a": '"by now"', "b": '"x"', "c": '"y"'}


async def test_a_large_namespace_is_compared_by_pages(
    place: Place, workspace: Workspace, path: Path
) -> None:
    for number in range(600):
        place.put(f"s{number:03}", 3_600, a=number)
    async with place.workspace() as other:
        await Export(other, path, WHOLE, with_expiry=False).run()
    place.put("s007", 3_600, a="by now")
    place.requests.clear()
    plan = await planned(workspace, path)
    assert plan.count(Effect.SAME) == 599
    assert [item.key.session for item in plan.to_write] == ["s007"]
    assert len(place.requests) < 20


async def test_a_document_that_can_not_be_read_stops_only_an_import_of_it(
    place: Place, workspace: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccs_tui.workspace.import_plan.SCAN_FROM", 1)
    unreadable = {"a": JsonText('{"x":1,"x":2}')}
    place.put("s1", a=1)
    place.store.upsert(place.key("bad"), unreadable, None)
    one = {"namespace": NAMESPACE, "session": "s1", "payload": {"a": 2}}
    plan = await planned(workspace, by_hand(path, one))
    assert await imported(workspace, plan) == {"s1": None}
    path = by_hand(path, one, {"namespace": NAMESPACE, "session": "bad", "payload": {"a": 2}})
    with pytest.raises(RefusedError, match=r"Nothing was imported: .* bad is not JSON"):
        await planned(workspace, path)
    # Also where it comes after those whose problems are kept.
    monkeypatch.setattr("ccs_tui.workspace.scan.MOST_UNREADABLE", 0)
    with pytest.raises(RefusedError, match="Nothing was imported: bot/bad could not be read"):
        await planned(workspace, path)


@settings(deadline=None, max_examples=examples(20))
@given(turns=st.lists(st.integers(0, 400), min_size=1, max_size=3))
async def test_one_that_is_stopped_anywhere_is_made_again_and_ends_the_same(
    tmp_path_factory: pytest.TempPathFactory, turns: list[int]
) -> None:
    place, path = Place(), tmp_path_factory.mktemp("stopped") / "bot.ndjson"
    for number in range(8):
        place.put(f"s{number}", 3_600, a=number)
    async with place.workspace() as workspace:
        await Export(workspace, path, WHOLE).run()
        for number in range(8):
            place.store.delete_document(place.key(f"s{number}"))
        for count in turns:
            plan = await planned(workspace, path)
            running = asyncio.create_task(imported(workspace, plan))
            for _ in range(count):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])
            await workspace.writes.idle()
        plan = await planned(workspace, path)
        there = {item.key.session for item in plan.items if item.effect is Effect.SAME}
        left = await imported(workspace, plan)
    assert there | left.keys() == {f"s{number}" for number in range(8)}
    assert set(left.values()) <= {None}
    assert [place.stored(f"s{number}") for number in range(8)] == [
        {"a": str(number)} for number in range(8)
    ]


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
accepted = values.map(lambda each: JsonText(each.canonical)).filter(
    # The service takes no half of a character.
    lambda text: "\\ud" not in text
)
payloads = st.dictionaries(names, accepted, max_size=4)


@settings(
    deadline=None,
    max_examples=examples(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(payloads=st.lists(payloads, max_size=4), compressed=st.booleans())
async def test_whatever_the_service_takes_survives_value_for_value(
    tmp_path_factory: pytest.TempPathFactory, payloads: list[dict[str, JsonText]], compressed: bool
) -> None:
    place = Place()
    keys = [place.key(None), *(place.key(f"s{number}/é ?") for number in range(3))]
    for key, payload in zip(keys, payloads, strict=False):
        place.store.upsert(key, payload, 3_600)
    path = tmp_path_factory.mktemp("round") / f"bot.ndjson{'.gz' if compressed else ''}"
    async with place.workspace() as workspace:
        # An empty document is in no list of sessions.
        await Export(workspace, path, ExportScope(keys=tuple(keys[: len(payloads)]))).run()
        for key in keys:
            place.store.delete_document(key)
        results = await imported(workspace, await planned(workspace, path))
    assert [why for why in results.values() if why] == []
    for key, payload in zip(keys, payloads, strict=False):
        there = place.store.read(key)
        assert there is not None
        assert dict(there.properties) == payload
        assert list(there.properties) == list(payload)
