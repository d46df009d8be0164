from collections.abc import Hashable, Sequence
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.alignment import COMPARED_IN_FULL, common_end, common_runs, common_start

elements = st.lists(st.integers(0, 6), max_size=40)


def total(before: Sequence[Hashable], after: Sequence[Hashable]) -> int:
    return sum(run.length for run in common_runs(before, after))


@given(elements, elements)
def test_what_is_in_common_is_the_same_on_both_sides_and_in_order(
    before: list[int], after: list[int]
) -> None:
    at, other = 0, 0
    for run in common_runs(before, after):
        assert run.length > 0
        assert (run.before, run.after) >= (at, other)
        assert run.before >= at
        assert run.after >= other
        mine = before[run.before : run.before + run.length]
        assert mine == after[run.after : run.after + run.length]
        at, other = run.before + run.length, run.after + run.length


@given(elements, elements)
def test_as_much_as_can_be_is_in_common_where_it_is_short(
    before: list[int], after: list[int]
) -> None:
    lengths = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, mine in enumerate(before):
        for j, theirs in enumerate(after):
            lengths[i + 1][j + 1] = (
                lengths[i][j] + 1 if mine == theirs else max(lengths[i][j + 1], lengths[i + 1][j])
            )
    assert total(before, after) == lengths[-1][-1]


@given(elements)
def test_what_is_the_same_is_one_run(same: list[int]) -> None:
    assert common_runs(same, same) == ([(0, 0, len(same))] if same else [])


@given(st.text("ab", max_size=20), st.text("ab", max_size=20))
def test_common_start_and_end(before: str, after: str) -> None:
    start = common_start(before, after)
    assert before[:start] == after[:start]
    assert before[start : start + 1] != after[start : start + 1] or start == len(before)
    most = min(len(before), len(after)) - start
    end = common_end(before, after, most)
    assert end <= most
    assert before[len(before) - end :] == after[len(after) - end :]


def test_long_sequences_are_matched_by_what_is_unique_in_them() -> None:
    before = list(range(5_000))
    after = [at if at % 7 else -at - 1 for at in before]
    assert total(before, after) == sum(1 for at in before if at % 7)


def test_repeated_elements_are_matched_with_what_follows_them() -> None:
    words = [f"{(at * at) % 97}" for at in range(1, 3_000)] * 2
    words[1500:1500] = ["here"]
    after = ["first", *words[1:-1], "last"]
    assert len(words) ** 2 > COMPARED_IN_FULL
    assert total(words, after) == len(words) - 2


@pytest.mark.slow
def test_it_takes_bounded_time() -> None:
    began = perf_counter()
    common_runs([at % 9 for at in range(300_000)], [at * at % 9 for at in range(300_000)])
    common_runs(list(range(200_000)), list(range(200_000, 0, -1)))
    assert perf_counter() - began < 10
