"""Columns have what a plain script over the store says, whatever the network does."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.local.kept_texts import KeptTexts
from ccs_tui.local.state import State
from ccs_tui.model.column_value import MOST_CHARACTERS, UNREADABLE, keep
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import encode
from ccs_tui.model.tree import Key
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.value_columns import path_of
from tests.examples import examples
from tests.workspace.conftest import NAMESPACE
from tests.workspace.conftest import Place as Service
from tests.workspace.desk_rig import Rig

PATHS: list[tuple[Key, ...]] = [
    ("intent",), ("slots", "from"), ("slots",), ("n",), ("items", 0), ("items", -1), ("two words",),
]  # fmt: skip
SCANNED = f"/v1/account/le1/{NAMESPACE}/session-properties"


def by_script(service: Service, session: str | None, path: tuple[Key, ...]) -> str | None:
    """Return what a script says is at a path of a stored document, as it is kept."""
    stored = service.stored(session)
    value: Any = {name: json.loads(text) for name, text in (stored or {}).items()}
    for step in path:
        if isinstance(step, str):
            if not isinstance(value, dict) or step not in value:
                return None
        elif not isinstance(value, list) or not -len(value) <= step < len(value):
            return None
        value = value[step]
    return keep(encode(value))


def check(rig: Rig, service: Service) -> None:
    columns = rig.desk.columns
    assert columns.unread(rig.desk.listing.keys) == []
    for text in columns.paths:
        path = path_of(text)
        assert path is not None
        for key in rig.desk.listing.keys:
            assert columns.value(text, key) == by_script(service, key or None, path), (text, key)


payloads = st.fixed_dictionaries(
    {},
    optional={
        "intent": st.sampled_from([None, "refund", "x" * 200, ""]),
        "n": st.one_of(st.integers(), st.booleans(), st.just(1.0)),
        "slots": st.one_of(
            st.none(),
            st.fixed_dictionaries({}, optional={"from": st.sampled_from([None, "TLV", ["a"], 7])}),
        ),
        "items": st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=3),
        "two words": st.text(max_size=5),
    },
).filter(bool)


def faulty(service: Service, seed: int, share: float) -> Callable[[str, str], Any]:
    """Let a share of the calls fail: lost on the way, put off, or refused for a while."""
    random = Random(seed)

    async def before(_: str, path: str) -> None:
        if random.random() < share:
            kind = random.choice(["lost", "429", "503"])
            if kind == "lost":
                raise ConnectionResetError
            service.refuse(path, int(kind), {"retry-after": "1"}, times=1)

    return before


@pytest.mark.parametrize("connection", [{}, {"api_key": None}, {"user": None, "password": None}])
@settings(max_examples=examples(30))
@given(
    stored=st.lists(payloads, max_size=40),
    paths=st.lists(st.sampled_from(PATHS), min_size=1, max_size=4, unique=True),
    own=st.one_of(st.none(), payloads),
    seed=st.integers(0, 1_000),
)
async def test_values_are_what_a_script_says_with_a_fifth_of_the_calls_failing(
    connection: dict[str, Any], stored: list[Any], paths: Any, own: Any, seed: int
) -> None:
    service = Service()
    sessions = [f"s{number:02}" for number in range(len(stored))]
    for session, payload in zip(sessions, stored, strict=True):
        service.put(session, **payload)
    if own is not None:
        service.put(None, **own)
    async with Rig(service, **connection) as rig:
        await rig.listed()
        for session in sessions:  # which a connection without a list has been told of
            rig.desk.add_session(session)
        service.before = faulty(service, seed, 0.2)
        await rig.add(*paths)
        while rig.desk.columns.unread(rig.desk.listing.keys) or UNREADABLE in {
            value for text in rig.desk.columns.paths for value in rig.values(text).values()
        }:
            service.before = None
            service.refusals.clear()
            rig.desk.end_sessions()  # as `r` does once all are listed again
            await rig.desk.tasks.settled()
        check(rig, service)


async def test_a_column_comes_and_goes_and_is_kept_with_the_namespace(tmp_path: Path) -> None:
    service = Service()
    service.put("s1", intent="a", n=None)
    file = tmp_path / "columns.json"
    kept = LocalState(State.open(None, service.clock), columns=KeptTexts(file))
    async with Rig(service, kept) as rig:
        await rig.listed()
        await rig.add(("intent",), ("two words",), ("n",))
        assert rig.values("intent")["s1"] == '"a"'
        assert rig.values("n")["s1"] == "null"  # which is not the same as nothing there
        assert rig.values('["two words"]')["s1"] is None
        await rig.desk.columns.remove("intent")
        assert list(rig.desk.columns.paths) == ['["two words"]', "n"]
        rig.reading.sessions("other")
        await rig.desk.tasks.settled()
        assert not rig.desk.columns.paths
    again = LocalState(State.open(None, service.clock), columns=KeptTexts(file))
    async with Rig(service, again) as rig:
        await rig.listed()
        assert rig.desk.columns.paths == ('["two words"]', "n")
        check(rig, service)


async def test_only_the_value_is_kept_and_cut_to_a_bound() -> None:
    service = Service()
    service.put("s1", small="a", large="x" * 500_000)
    async with Rig(service) as rig:
        await rig.listed()
        await rig.add(("large",))
        value = rig.values("large")["s1"]
        assert value is not None
        assert len(value) == MOST_CHARACTERS + 1


async def test_what_is_read_or_saved_by_itself_is_newer_than_the_page_under_way() -> None:
    service = Service()
    for number in range(3):
        service.put(f"s{number}", intent="old")
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def hold(_: str, path: str) -> None:
        if path == SCANNED:
            asked.set()
            await go_on.wait()

    async with Rig(service) as rig:
        await rig.listed()
        service.after = hold  # the page has the old values, and comes late
        await rig.desk.columns.add(("intent",))
        await asked.wait()
        service.put("s1", intent="new")
        rig.reading.document(service.key("s1"))
        await rig.until(lambda: rig.values("intent").get("s1") == '"new"')
        go_on.set()
        service.after = None
        await rig.desk.tasks.settled()
        check(rig, service)


async def test_r_reads_them_anew_and_until_then_they_are_old() -> None:
    service = Service()
    for number in range(3):
        service.put(f"s{number}", intent="a")
    async with Rig(service) as rig:
        await rig.listed()
        await rig.add(("intent",))
        service.put("s1", intent="b")
        service.store.delete_document(service.key("s2"))
        go_on = asyncio.Event()

        async def hold(_: str, path: str) -> None:
            if path == SCANNED:
                await go_on.wait()

        service.before = hold
        rig.reading.sessions(NAMESPACE, again=True)
        await rig.until(lambda: rig.desk.columns.is_old("s1"))
        assert rig.desk.columns.unread(rig.desk.listing.keys) == ["", "s0", "s1"]
        assert rig.desk.columns.unread_count(rig.desk.listing.keys) == 3
        assert rig.values("intent")["s1"] == '"a"'
        go_on.set()
        await rig.desk.tasks.settled()
        check(rig, service)
        assert rig.values("intent") == {NAMESPACE_DOCUMENT: None, "s0": '"a"', "s1": '"b"'}


async def test_a_reading_that_breaks_off_says_so_and_goes_on_with_r() -> None:
    service = Service()
    for number in range(40):
        service.put(f"s{number:02}", intent="a")
    async with Rig(service) as rig:
        await rig.listed()
        calls: list[str] = []

        async def third(_: str, path: str) -> None:
            if path == SCANNED:
                calls.append(path)
                if len(calls) > 1:
                    service.refuse(path, 403, {})

        service.before = third
        await rig.add(("intent",))
        assert "r reads on" in rig.sentences()[-1]
        unread = rig.desk.columns.unread(rig.desk.listing.keys)
        assert 0 < len(unread) < 40
        assert rig.desk.columns.unread_count(rig.desk.listing.keys) == len(unread)
        calls.clear()
        service.before = None
        service.refusals.clear()
        service.requests.clear()
        rig.reading.sessions(NAMESPACE, again=True)
        await rig.desk.tasks.settled()
        check(rig, service)


async def test_a_document_that_can_not_be_read_is_marked_and_not_taken_for_empty() -> None:
    service = Service()
    service.put("good", intent="a")
    bad: Any = {"intent": '{"x":1,"x":2}'}
    service.store.upsert(service.key("bad"), bad, None)
    async with Rig(service) as rig:
        await rig.listed()
        await rig.add(("intent",))
        assert rig.values("intent") == {
            NAMESPACE_DOCUMENT: None, "bad": UNREADABLE, "good": '"a"',
        }  # fmt: skip


async def test_a_saved_document_shows_its_newest_value() -> None:
    service = Service()
    service.put("s1", intent="a")
    async with Rig(service) as rig:
        await rig.listed()
        await rig.add(("intent",))
        rig.desk.summarise(Document(service.key("s1"), {"intent": encode("mine")}))
        assert rig.values("intent")["s1"] == '"mine"'
        rig.desk.drop_session("s1")
        assert not rig.desk.columns.knows("intent", "s1")


@pytest.mark.parametrize("text", ["", "  ", "[0]", "a..b", "a[", "$"])
def test_what_is_no_path_of_a_property_is_none(text: str) -> None:
    assert path_of(text) is None
