"""The quick reading of a page reads what the contract's own does, or leaves it to that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.client.quick_rows import NotPlainError, read_row, split
from ccs_tui.model.json_text import JsonText, parse_array
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


def read(text: str) -> list[tuple[str, dict[str, JsonText]]]:
    return [read_row(raw) for raw in split(text)]


@given(pages, st.booleans(), st.sampled_from([None, 2]))
def test_reads_what_the_contract_reads(
    page: list[object], ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(page, ensure_ascii=ascii_only, indent=indent)
    slow = [SessionPropertiesItem.from_canonical(item) for item in parse_array(text)]
    assert read(text) == [(item.session, item.properties) for item in slow]


@pytest.mark.parametrize(
    "text",
    [
        '[{"sessionId":"a","property":{"x":1,"x":2}}]',
        '[{"sessionId":"a","property":{"x":{"y":1,"y":1}}}]',
        '[{"sessionId":"a","property":{"x":1e5,"y":[{"z":1,"z":100000}]}}]',
        '[{"sessionId":"a","sessionId":"a","property":{}}]',
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
    with pytest.raises(NotPlainError):
        read(text)


def test_numbers_are_as_they_were_written() -> None:
    page = '[{"sessionId":"a","property":{"x":1.50,"y":1e400,"z":12345678901234567890123}}]'
    assert read(page) == [("a", {"x": "1.50", "y": "1e400", "z": "12345678901234567890123"})]
