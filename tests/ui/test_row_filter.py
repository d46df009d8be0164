"""Filtering: as a substring, else as a subsequence, the same however the query was typed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.folded_text import fold
from ccs_tui.ui.widgets.row_list.row_filter import (
    BEST,
    Matches,
    RowFilter,
    _subsequence,
    find_marks,
    fold_all,
)

words = st.text(alphabet="abAB-_ .0\0\nßİΣς日", max_size=12)
queries = st.text(alphabet="abAB-0.[^İΣ", min_size=1, max_size=4)


def filter_of(texts: Sequence[str]) -> RowFilter[int]:
    """Return a row_filter whose keys are positions in `texts`."""
    return RowFilter(list(range(len(texts))), lambda at: texts[at])


def find(row_filter: RowFilter[int], query: str) -> Matches[int]:
    *pauses, found = row_filter.find(query)
    assert pauses == [None] * len(pauses)
    assert found is not None
    return found


def find_in(texts: Sequence[str], query: str) -> Matches[int]:
    return find(filter_of(texts), query)


def is_subsequence(query: str, text: str) -> bool:
    rest = iter(text)
    return all(character in rest for character in query)


@given(st.text())
def test_folding_keeps_positions(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.lists(words))
def test_folding_at_once_is_folding_each(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_texts_that_are_folded_already_are_not_copied() -> None:
    texts = ["3f2c9d1e-7b0a", "日本"]
    assert all(kept is given for kept, given in zip(fold_all(texts), texts, strict=True))


@given(st.lists(words), queries)
def test_it_finds_what_a_plain_search_finds(texts: list[str], query: str) -> None:
    found, wanted = find_in(texts, query), fold(query)
    plain = [at for at, text in enumerate(texts) if wanted in fold(text)]
    if plain:
        assert found == Matches(plain, len(plain), ranked=False)
    elif len(query) == 1:
        assert found == Matches([], 0)
    else:
        loose = {at for at, text in enumerate(texts) if is_subsequence(wanted, fold(text))}
        assert found.ranked
        assert set(found.keys) == loose
        assert found.total == len(found.keys) == len(loose)


@given(st.lists(st.one_of(st.lists(words), queries)))
def test_typing_and_arriving_rows_give_what_a_new_search_gives(
    steps: list[list[str] | str],
) -> None:
    keys, texts, query = list[int](), list[str](), ""
    row_filter = RowFilter(keys, lambda at: texts[at])
    shown: list[tuple[Matches[int], Matches[int]]] = []
    for step in steps:
        if isinstance(step, list):
            texts += step
            keys += range(len(keys), len(texts))
        else:
            query = query + step if len(query) < 3 else step
        if query:
            shown.append((find(row_filter, query), find_in(texts, query)))
    assert all(found == expected for found, expected in shown), "also what was found before"


def test_a_search_under_way_sees_rows_that_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 3)
    texts = ["abc"] * 10
    keys = list(range(10))
    search = RowFilter(keys, lambda at: texts[at]).find("ac")
    assert next(search) is None
    texts += ["a-c", "ab"]
    keys += [10, 11]
    *_, found = search
    assert found is not None
    assert found.total == 11


def test_a_search_that_is_left_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccs_tui.ui.widgets.row_list.row_filter.BLOCK", 3)
    texts = ["a-b-c", "acb", "x", "ab"] * 5
    row_filter = filter_of(texts)
    for _ in zip(range(9), row_filter.find("ac"), strict=False):
        pass
    assert find(row_filter, "acb") == find_in(texts, "acb")


def test_only_the_best_are_kept_and_all_are_counted() -> None:
    found = find_in(["a-b"] * (BEST + 5), "ab")
    assert (len(found.keys), found.total) == (BEST, BEST + 5)


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("obf", "order-booking-flow", "orderxbaseflowx"),
        ("abd", "abxd", "a-x-x-x-bxxd"),
        ("sd", "say-day", "xsxxdx"),
    ],
)
def test_starts_of_words_and_short_gaps_rank_first(query: str, better: str, worse: str) -> None:
    assert find_in([worse, better], query).keys == [1, 0]


def test_texts_are_read_once() -> None:
    read: list[int] = []
    row_filter = RowFilter([1, 2], lambda key: read.append(key) or "a")  # type: ignore[func-returns-value]
    row_filter.prepare()
    assert read == [1, 2]
    find(row_filter, "a")
    find(row_filter, "b")
    assert read == [1, 2]


def test_space_separates_words_in_a_subsequence() -> None:
    assert find_in(["order-flow"], "ord flo").total == 1
    assert find_in(["order-flow"], " ").total == 1


def test_a_long_text_is_a_subsequence_match_by_its_beginning_only() -> None:
    long = "a" + "x" * 1_000 + "b"
    assert find_in([long], "ab").total == 0
    assert find_in([long], "xb").total == 1


@given(words, queries)
def test_marks_spell_the_query(text: str, query: str) -> None:
    strict, loose = find_marks(text, query), find_marks(text, query, loosely=True)
    assert bool(strict) == (fold(query) in fold(text))
    assert bool(loose) == is_subsequence(fold(query), fold(text))
    for marks in filter(None, (strict, loose)):
        assert "".join(fold(text)[at] for at in marks) == fold(query)
        assert list(marks) == sorted(set(marks))


def test_marks_fall_where_the_rank_comes_from() -> None:
    assert list(find_marks("order-booking-flow", "obf", loosely=True)) == [0, 6, 14]
    assert list(find_marks("3F2c", "f2")) == [1, 2]
    assert list(find_marks("anything", "")) == []


@given(st.lists(words), queries, queries)
def test_looking_ahead_changes_nothing(texts: list[str], query: str, more: str) -> None:
    row_filter = filter_of(texts)
    find(row_filter, query)
    list(row_filter.look_ahead())
    assert find(row_filter, query) == find_in(texts, query)
    assert find(row_filter, query + more) == find_in(texts, query + more)


def test_what_was_looked_for_ahead_is_found_at_once() -> None:
    texts = [f"a{at:05}b" for at in range(10_000)]
    row_filter = filter_of([*texts, "ab"])
    assert find(row_filter, "ab").keys == [10_000]
    assert len(list(row_filter.look_ahead())) == 6
    ended_before = list(row_filter.look_ahead())
    assert ended_before == []
    pauses = list(row_filter.find("ab0"))[:-1]
    assert len(pauses) == 5  # Those of the substring search alone.


@pytest.mark.parametrize("count", [399, 400, 401, 1_000_000])
def test_what_is_longer_than_any_text_is_found_nowhere_and_costs_nothing(count: int) -> None:
    text = "x-" * 150 + "x" * 400
    assert list(find_in([text, "x"], "y" * count).keys) == []
    assert list(find_in([text, "x"], "x" * (count - 1) + "-").keys) == []
    assert len(_subsequence("x" * count).pattern) < 10_000
