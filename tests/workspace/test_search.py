"""Searches find exactly what a plain script over the store finds."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.model.json_text import decode
from ccs_tui.model.query import Query, QueryError
from ccs_tui.workspace import search
from ccs_tui.workspace.search import Search
from tests.workspace.conftest import NAMESPACE, NOON, Place

Payload = dict[str, Any]
HOUR = 3_600

# Each query beside what a script would ask of a document: its payload, and the hours it has left.
PREDICATES: dict[str, Any] = {
    "refund": lambda d, h: "refund" in str(d).lower(),
    "name:slots": lambda d, h: "slots" in d,
    "value:tlv": lambda d, h: d.get("slots", {}).get("from") == "TLV",
    "intent=refund": lambda d, h: d.get("intent") == "refund",
    "intent!=refund": lambda d, h: "intent" in d and d["intent"] != "refund",
    "has:slots.to": lambda d, h: "to" in d.get("slots", {}),
    "no:slots": lambda d, h: "slots" not in d,
    "type:slots.to=null": lambda d, h: d.get("slots", {}).get("to", 1) is None,
    "where:n > `2`": lambda d, h: d.get("n", 0) > 2,
    "where:length(slots) == `2`": lambda d, h: len(d.get("slots", {})) == 2,
    "size>40": lambda d, h: len(str(d).replace(" ", "").replace("None", "null")) > 40,
    "expires<2h": lambda d, h: h < 2,
    "expires>2h intent=refund": lambda d, h: h > 2 and d.get("intent") == "refund",
    "intent=refund n=3": lambda d, h: d.get("intent") == "refund" and d.get("n") == 3,
}
payloads = st.fixed_dictionaries(
    {},
    optional={
        "intent": st.sampled_from(["refund", "billing"]),
        "n": st.integers(0, 4),
        "slots": st.fixed_dictionaries(
            {"from": st.sampled_from(["TLV", "BER"])},
            optional={"to": st.sampled_from([None, "REFUND"])},
        ),
    },
).filter(bool)
documents = st.lists(st.tuples(payloads, st.sampled_from([1, 3, 100])), max_size=40)


def ids(found: Search) -> list[str | None]:
    return sorted((hit.key.session for hit in found.hits), key=str)


@settings(deadline=None, max_examples=60)
@given(documents, st.sampled_from(sorted(PREDICATES)), st.lists(st.integers(0, 60), max_size=3))
async def test_a_search_finds_what_a_script_finds_also_when_it_is_stopped_and_goes_on(
    stored: list[tuple[Payload, int]], text: str, stops: list[int]
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
