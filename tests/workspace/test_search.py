"""Searches find exactly what a plain script over the store finds."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.model import query
from ccs_tui.model.json_text import decode
from ccs_tui.model.query import Query, QueryError
from ccs_tui.workspace import scan, search
from ccs_tui.workspace.search import Search
from tests.examples import examples
from tests.workspace.conftest import NAMESPACE, NOON, Place

Payload = dict[str, Any]
HOUR = 3_600

# Each query beside what a script would ask of a document: its payload, and the hours it has left.
PREDICATES: dict[str, Any] = {
    "refund": lambda d, h: "refund" in str(d).lower(),
    '"a \\"quoted\\" word"': lambda d, h: d.get("note") == QUOTED,
    "name:slots": lambda d, h: "slots" in d,
    "value:tlv": lambda d, h: d.get("slots", {}).get("from") == "TLV",
    "intent=refund": lambda d, h: d.get("intent") == "refund",
    "intent!=refund": lambda d, h: "intent" in d and d["intent"] != "refund",
    "slots.to=null": lambda d, h: d.get("slots", {}).get("to", 1) is None,
    "slots.to!=null": lambda d, h: d.get("slots", {}).get("to") is not None,
    "tags[1]=true": lambda d, h: d.get("tags", [])[1:2] == [True],
    "has:slots.to": lambda d, h: "to" in d.get("slots", {}),
    "has:tags[1]": lambda d, h: len(d.get("tags", [])) > 1,
    "no:slots": lambda d, h: "slots" not in d,
    "no:slots.to": lambda d, h: "to" not in d.get("slots", {}),
    "type:slots.to=null": lambda d, h: d.get("slots", {}).get("to", 1) is None,
    "type:slots.to=string": lambda d, h: isinstance(d.get("slots", {}).get("to"), str),
    "type:n=number": lambda d, h: "n" in d,
    "type:slots=object": lambda d, h: "slots" in d,
    "type:tags=array": lambda d, h: "tags" in d,
    "type:tags[0]=boolean": lambda d, h: bool(d.get("tags")),
    "where:n > `2`": lambda d, h: d.get("n", 0) > 2,
    "where:length(slots) == `2`": lambda d, h: len(d.get("slots", {})) == 2,
    "where:tags[?@] || n == `0`": lambda d, h: any(d.get("tags", [])) or d.get("n") == 0,
    "size>40": lambda d, h: characters(d) > 40,
    "size<40": lambda d, h: characters(d) < 40,
    "expires<2h": lambda d, h: h < 2,
    "expires>2h": lambda d, h: h > 2,
    "expires>2h intent=refund": lambda d, h: h > 2 and d.get("intent") == "refund",
    "intent=refund n=3": lambda d, h: d.get("intent") == "refund" and d.get("n") == 3,
    "size>10 where:n == `3`": lambda d, h: characters(d) > 10 and d.get("n") == 3,
}
QUOTED = 'a "quoted" word'
payloads = st.fixed_dictionaries(
    {},
    optional={
        "intent": st.sampled_from(["refund", "billing"]),
        "n": st.integers(0, 4),
        "note": st.sampled_from([QUOTED, "a quoted word"]),
        "tags": st.lists(st.booleans(), max_size=3),
        "slots": st.fixed_dictionaries(
            {"from": st.sampled_from(["TLV", "BER"])},
            optional={"to": st.sampled_from([None, "REFUND"])},
        ),
    },
).filter(bool)
documents = st.lists(st.tuples(payloads, st.sampled_from([1, 3, 100])), max_size=40)


@pytest.fixture(autouse=True, scope="module")
def a_stop_may_come_between_any_two_documents() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "SLICE_SECONDS", -1.0)
        yield


def characters(payload: Payload) -> int:
    return len(json.dumps(payload, separators=(",", ":")))


def ids(found: Search) -> list[str | None]:
    return sorted((hit.key.session for hit in found.hits), key=str)


def kind_of(term: str) -> str:
    """Return a term without what it looks for, and where: `!=`, `size>` or `name:` remain."""
    found = re.match(r"(\w+:|(?:size|expires)[<>]|\")|[^=!]*(!?=)", term)
    return (found[1] or found[2]) if found is not None else "a text"


def test_each_kind_of_term_is_asked() -> None:
    rows = re.findall(r"^\| (`.*`) \|", query.__doc__ or "", re.MULTILINE)
    terms = {kind_of(term) for row in rows for term in row[1:-1].split("`, `")}
    assert terms <= {kind_of(text) for text in PREDICATES}
    assert {f"={kind}" for kind in query.TYPES} <= {text[text.rfind("=") :] for text in PREDICATES}


@pytest.mark.sample(each=3)
@pytest.mark.parametrize("text", PREDICATES)
@settings(deadline=None, max_examples=examples(16))
@given(documents, st.lists(st.integers(0, 60), max_size=3))
async def test_a_search_finds_what_a_script_finds_also_when_it_is_stopped_and_goes_on(
    text: str, stored: list[tuple[Payload, int]], stops: list[int]
) -> None:
    place = Place()
    for number, (payload, hours) in enumerate(stored):
        place.put(f"s{number:02}", hours * HOUR, **payload)
    async with place.workspace() as workspace:
        found = Search(workspace, NAMESPACE, Query(text))
        for turns in stops:
            running = asyncio.create_task(found.run())
            for _ in range(turns):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])
        await found.run()
    assert found.is_complete
    fits = PREDICATES[text]
    wanted = [
        f"s{number:02}" for number, (payload, hours) in enumerate(stored) if fits(payload, hours)
    ]
    assert ids(found) == wanted
    assert found.found == len(wanted)
    for hit in found.hits:
        if hit.path and not hit.path.endswith("]"):
            value: Any = decode(place.stored(hit.key.session)[hit.path.split(".")[0]])  # type: ignore[index, arg-type]
            for step in hit.path.split(".")[1:]:
                value = value[step]
            assert decode(hit.value) == value  # type: ignore[arg-type]


@pytest.mark.parametrize("lists", [True, False])
async def test_a_search_that_is_stopped_at_each_part_finds_each_document_once(
    place: Place, *, lists: bool
) -> None:
    names = [f"s{number:03}" for number in range(150)]
    for number, name in enumerate(names):
        place.put(name, 3 * HOUR, n=number % 3)
    stopped = [0]

    def stop() -> None:
        if found.scan.documents > stopped[-1]:
            stopped.append(found.scan.documents)
            running.cancel()

    async with place.workspace(**({} if lists else {"api_key": None})) as workspace:
        found = Search(workspace, NAMESPACE, Query("n=1"), names, stop)
        while not found.is_complete:
            running = asyncio.create_task(found.run())
            await asyncio.wait([running])
    assert len(stopped) > 3
    assert ids(found) == names[1::3]
    assert found.found == 50


async def test_an_expiry_is_that_of_now(place: Place) -> None:
    place.put("soon", HOUR, n=1)
    async with place.workspace() as workspace:
        found = Search(workspace, NAMESPACE, Query("expires<2h n=1"))
        await found.scan.run()
        assert found.waiting == 1
        place.put("soon", HOUR, n=2)
        await found.run()
    assert found.hits == []
    assert found.is_complete


async def test_a_hit_has_the_expiry_where_it_was_asked_for(place: Place) -> None:
    place.put("s1", HOUR, n=1)
    async with place.workspace() as workspace:
        found = Search(workspace, NAMESPACE, Query("expires<2h"))
        await found.run()
    (hit,) = found.hits
    assert hit.expires_at is not None
    assert (hit.expires_at - NOON).total_seconds() == HOUR
    assert hit.size == len('{"n":1}')


async def test_a_refused_reading_of_expiries_breaks_off_and_goes_on(place: Place) -> None:
    place.put("s1", HOUR, n=1)
    async with place.workspace() as workspace:
        found = Search(workspace, NAMESPACE, Query("expires<2h"))
        await found.scan.run()
        path = f"/v2/context/document/le1/{NAMESPACE}/s1"
        place.refuse(path, 403, {})
        await found.run()
        assert "403" in str(found.scan.problem)
        assert not found.is_complete
        place.refusals.clear()
        await found.run()
    assert ids(found) == ["s1"]


async def test_an_expiry_that_failed_for_a_passing_reason_is_read_when_it_goes_on(
    place: Place,
) -> None:
    names = [f"s{number:02}" for number in range(40)]
    for name in names:
        place.put(name, HOUR, n=1)
    async with place.workspace() as workspace:
        found = Search(workspace, NAMESPACE, Query("expires<2h"))
        await found.scan.run()
        documents = f"/v2/context/document/le1/{NAMESPACE}"
        place.refuse(f"{documents}/s01", 503, {})
        place.refuse(f"{documents}/s39", 403, {})
        await found.run()
        assert (found.scan.unread, found.scan.documents) == (1, 39)
        place.refusals.clear()
        await found.run()
    assert sorted(map(str, ids(found))) == names
    assert (found.scan.unread, found.scan.documents, found.is_complete) == (0, 40, True)


async def test_without_v2_no_expiry_can_be_asked_for(place: Place) -> None:
    async with place.workspace(user=None, password=None) as workspace:
        with pytest.raises(QueryError, match="only v2 tells expiries"):
            Search(workspace, NAMESPACE, Query("expires<2h"))


async def test_more_hits_than_are_kept_are_counted(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_HITS", 3)
    for number in range(5):
        place.put(f"s{number}", n=number)
    async with place.workspace() as workspace:
        found = Search(workspace, NAMESPACE, Query("name:n"))
        await found.run()
    assert len(found.hits) == 3
    assert found.found == 5
