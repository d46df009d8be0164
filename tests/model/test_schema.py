"""The schema of documents, against a plain count."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model import schema
from ccs_tui.model.json_text import encode, kind
from ccs_tui.model.schema import DEPTH, Schema

names = st.sampled_from("abc")
values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.just("x"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
documents = st.lists(st.dictionaries(names, values, max_size=3), max_size=8)


def collected(payloads: list[dict[str, Any]]) -> Schema:
    found = Schema()
    for payload in payloads:
        found.add({name: encode(value) for name, value in payload.items()})
    return found


def walked(above: tuple[str, ...], payload: dict[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    found = []
    for name, value in payload.items():
        path = (*above, name)
        found.append((path, kind(encode(value))))
        if isinstance(value, dict) and len(path) < DEPTH:
            found += walked(path, value)
    return found


@given(documents)
def test_counts_what_a_plain_walk_counts(payloads: list[dict[str, Any]]) -> None:
    plain = Counter(place for payload in payloads for place in walked((), payload))
    found = collected(payloads)
    assert found.documents == len(payloads)
    assert {
        (path, of): count for path, use in found.uses.items() for of, count in use.types.items()
    } == plain
    ordered = found.in_order()
    assert sorted(ordered) == sorted(found.uses)
    assert all(path[:-1] in ordered[:at] or len(path) == 1 for at, path in enumerate(ordered))


def test_the_commonest_comes_first_and_the_odd_type_is_known() -> None:
    found = collected([{"b": 1, "a": {"x": 1}}, {"a": {"x": None}}, {"a": {"y": "t"}}])
    assert found.in_order() == [("a",), ("a", "x"), ("a", "y"), ("b",)]
    assert found.uses["a", "x"].rarest in ("null", "number")
    assert found.uses["a",].rarest is None
    assert found.uses["a", "x"].example == "1"
    assert collected([{"a": None}, {"a": 3}]).uses["a",].example == "3"


def test_more_paths_than_are_told_apart_are_counted(monkeypatch: Any) -> None:
    monkeypatch.setattr(schema, "MOST_PATHS", 3)
    found = collected([{f"+49{n}": n for n in range(5)}])
    assert len(found.uses) == 3
    assert found.left_out == 2
