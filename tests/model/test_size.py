"""The service's character count."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccs_tui.model.json_text import JsonText, canonical, encode, join_object, quote
from ccs_tui.model.size import (
    ALARM_FROM,
    LIMIT,
    WARNING_FROM,
    SizeLevel,
    format_percent,
    format_size,
    joined_size,
    level,
    member_size,
    payload_size,
    size_without,
)
from tests.model.strategies import Written, payloads, values


def naive_count(payload: dict[str, Any]) -> int:
    """The count as `ccs-api.md` says it: code points of compact JSON, non-ASCII unescaped."""
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")))


@given(payloads)
@example({})
@example({"": ""})
@example({"é中🏖": "👨‍👩‍👧", "line\n": 'tab\t\u2028 nul\x00 quote" slash/ backslash\\ delete\x7f'})
def test_the_count_is_the_length_of_compact_json(payload: dict[str, Any]) -> None:
    properties = {name: encode(value) for name, value in payload.items()}
    assert payload_size(properties) == naive_count(payload)


@given(st.dictionaries(st.text(st.characters(exclude_categories=[])), values, max_size=5))
def test_the_count_is_the_length_of_the_canonical_payload(written: dict[str, Written]) -> None:
    properties = {name: canonical(value.text) for name, value in written.items()}
    assert payload_size(properties) == len(join_object(properties))


@given(payloads)
def test_the_shares_of_the_properties_add_up(payload: dict[str, Any]) -> None:
    shares = [member_size(name, encode(value)) for name, value in payload.items()]
    assert joined_size(len(shares), sum(shares)) == naive_count(payload)


@given(payloads, st.data())
def test_without_some_properties_the_rest_is_left(
    payload: dict[str, Any], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from([*payload]))) if payload else set()
    taken = [member_size(name, encode(payload[name])) for name in gone]
    rest = {name: value for name, value in payload.items() if name not in gone}
    assert size_without(naive_count(payload), taken) == naive_count(rest)


@pytest.mark.parametrize("character", ["x", "é", "中", "😀"])
def test_exactly_the_limit_in_characters_not_bytes_is_within_it(character: str) -> None:
    room = LIMIT - len('{"a":""}')
    assert level(payload_size({"a": quote(character * room)})) is SizeLevel.ALARM
    assert level(payload_size({"a": quote(character * (room + 1))})) is SizeLevel.OVER


def test_an_escape_counts_with_all_its_characters() -> None:
    assert member_size("n", quote("\n")) == len(r'"n":"\n"')
    assert member_size("n", quote("\x01")) == len(r'"n":"\u0001"')
    assert member_size("n", JsonText(r'"\ud83d"')) == len(r'"n":"\ud83d"')
    assert member_size("\n", JsonText("1")) == len(r'"\n":1')


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (2, SizeLevel.GOOD),
        (639_999, SizeLevel.GOOD),
        (640_000, SizeLevel.WARNING),
        (759_999, SizeLevel.WARNING),
        (760_000, SizeLevel.ALARM),
        (800_000, SizeLevel.ALARM),
        (800_001, SizeLevel.OVER),
    ],
)
def test_levels_begin_at_80_and_95_and_100_percent(size: int, expected: SizeLevel) -> None:
    assert level(size) is expected
    assert (WARNING_FROM, ALARM_FROM, LIMIT) == (640_000, 760_000, 800_000)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (2, "2"),
        (999, "999"),
        (1_000, "1.0k"),
        (1_249, "1.2k"),
        (9_949, "9.9k"),
        (9_950, "10k"),
        (782_400, "782k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (1_066_676, "1.1M"),
    ],
)
def test_sizes_are_written_short(size: int, expected: str) -> None:
    assert format_size(size) == expected


@given(st.integers(0, 50_000_000))
def test_a_written_size_fits_its_column_and_is_near(size: int) -> None:
    text = format_size(size)
    assert len(text) <= 5
    unit = {"k": 1_000, "M": 1_000_000}.get(text[-1], 1)
    assert abs(float(text.rstrip("kM")) * unit - size) <= size * 0.051


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, "0 %"), (7_999, "0 %"), (640_000, "80 %"), (799_999, "99 %"), (800_000, "100 %")],
)
def test_a_share_is_never_rounded_up(size: int, expected: str) -> None:
    assert format_percent(size) == expected
