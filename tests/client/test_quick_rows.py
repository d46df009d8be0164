"""The quick reading of a page reads what the contract's own does, or leaves it to that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client.quick_rows import quick_rows
from ccs_tui.model.json_text import parse_array
from ccs_tui.model.wire import SessionPropertiesItem

texts = st.text(st.sampled_from(["a", '"', "\\", "\n", "é", "😀", "1", " ", "\x00"]), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([1.5, 1e30]) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
pages = st.lists(
    st.fixed_dictionaries(
        {"sessionId": texts, "property": st.dictionaries(texts, values, max_size=4)},
        optional={"more": values},
    ),
    max_size=4,
)


@given(pages, st.booleans(), st.sampled_from([None, 2]))
def test_reads_what_the_contract_reads(
    page: list[object], ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(page, ensure_ascii=ascii_only, indent=indent)
    slow = [SessionPropertiesItem.from_canonical(item) for item in parse_array(text)]
    assert quick_rows(text) == [(item.session, item.properties) for item in slow]


@pytest.mark.parametrize(
    "text",
    [
        '[{"sessionId":"a","property":{"x":1,"x":2}}]',
        '[{"sessionId":"a","property":{"x":NaN}}]',
        '[{"sessionId":"a","property":{"x":"\\ud800"}}]',
        '[{"sessionId":"a","properties":{"x":1}}]',
        '[{"sessionId":1,"property":{}}]',
        '[{"sessionId":"a","property":[]}]',
        '{"sessionId":"a","property":{}}',
        "[",
        "[" * 100_000,
    ],
)
def test_leaves_what_is_not_plain(text: str) -> None:
    assert quick_rows(text) is None


def test_numbers_are_as_they_were_written() -> None:
    page = '[{"sessionId":"a","property":{"x":1.50,"y":1e400,"z":12345678901234567890123}}]'
    assert quick_rows(page) == [("a", {"x": "1.50", "y": "1e400", "z": "12345678901234567890123"})]
