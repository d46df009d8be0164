"""Values in columns: a bounded part is kept, shown without doubt, and sorted by its value."""

from functools import cmp_to_key
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccs_tui.model.column_value import CUT, MOST_CHARACTERS, UNREADABLE, keep, order, shown_value
from ccs_tui.model.json_text import JsonText, encode, parse

values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=12),
        st.sampled_from(["null", "true", "5", "-1.5e3", " a", "a ", "", "–", "·", "?", "[", "~"]),
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "look"),
    [
        (None, "–"), ("null", "null"), ('"null"', '"null"'), ('"rebook"', "rebook"),
        ("5", "5"), ('"5"', '"5"'), ('"0047c1de"', "0047c1de"), ('""', '""'), ('" a"', '" a"'),
        ('"a\\nb"', "a\nb"), ('"–"', '"–"'), ('"?"', '"?"'), ("1.50", "1.50"),
        ('[1,"a"]', '[1,"a"]'),
        ('{"a":1}', '{"a":1}'), ('"[1]"', '"[1]"'), ('"2026-03-01"', "2026-03-01"),
    ],
)  # fmt: skip
def test_no_value_looks_like_another(text: str | None, look: str) -> None:
    assert shown_value(keep(None if text is None else JsonText(text))) == look


@given(st.lists(values, max_size=8))
def test_different_values_look_different(some: list[Any]) -> None:
    kept = {keep(encode(value)) for value in some}
    short = {text for text in kept if text is not None and len(text) <= MOST_CHARACTERS}
    assert len({shown_value(text) for text in short}) == len(short)


characters = st.sampled_from(["a", "é", "\\", '"', "\n", "\x01", "😀"])


@example(MOST_CHARACTERS - 2, "a", "x")
@given(
    st.integers(MOST_CHARACTERS - 8, 5 * MOST_CHARACTERS), characters, st.sampled_from(["x", " "])
)
def test_what_is_long_is_cut_to_a_bound_and_at_no_half_of_an_escape(
    count: int, character: str, first: str
) -> None:
    whole = first + character * count
    kept = keep(encode(whole))
    assert kept is not None
    assert len(kept) <= MOST_CHARACTERS + 1
    look = shown_value(kept)
    begins = look.removesuffix(CUT)
    if look.startswith('"'):
        assert encode(whole).startswith(begins)
        assert str(parse(begins + '"' if look.endswith(CUT) else look)).startswith(first)
    else:
        assert whole.startswith(begins)
    assert look.endswith(CUT) is (len(encode(whole)) > MOST_CHARACTERS)
    assert order(kept) is not None


def test_an_array_that_is_one_character_too_long_is_cut() -> None:
    for length in (MOST_CHARACTERS, MOST_CHARACTERS + 1):
        text = JsonText(f"[{'1' * (length - 2)}]")
        assert shown_value(keep(text)) == (
            text if length == MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}{CUT}"
        )


def test_numbers_of_any_length_are_kept_by_their_value() -> None:
    texts = [JsonText(text) for text in ("9" * 500, "-" + "9" * 500, "1e99999999999999999999", "7")]
    kept = [keep(text) for text in texts]
    assert all(text is not None and len(text) < MOST_CHARACTERS + 20 for text in kept)
    assert shown_value(kept[0]).startswith("~1.000")
    ordered = sorted((text for text in kept if text), key=order)  # type: ignore[arg-type]
    assert ordered == [kept[1], kept[3], kept[0], kept[2]]


def test_what_is_not_there_has_no_place_in_the_order() -> None:
    assert order(None) is None
    assert order(UNREADABLE) is None


KINDS: list[Any] = [type(None), bool, (int, float), str, list, dict]


def rank(value: Any) -> int:
    return next(at for at, kind in enumerate(KINDS) if isinstance(value, kind))


def within_rank(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold(), value
    return (encode(value).casefold(), encode(value)) if isinstance(value, list | dict) else value


def compare(one: Any, other: Any) -> int:
    """Compare as README says: null, false, true, numbers, strings in any case, arrays, objects."""
    if rank(one) != rank(other) or one is None:
        return rank(one) - rank(other)
    first, second = within_rank(one), within_rank(other)
    return int(first > second) - int(first < second)


@given(st.lists(values.filter(lambda value: len(encode(value)) <= MOST_CHARACTERS), max_size=12))
def test_values_are_sorted_as_is_documented(some: list[Any]) -> None:
    by_order = sorted(some, key=lambda value: order(keep(encode(value))))  # type: ignore[arg-type, return-value]
    by_script = sorted(some, key=cmp_to_key(compare))
    assert [encode(value) for value in by_order] == [encode(value) for value in by_script]
