"""Steps in little room: each is made as it was, from whichever side one comes."""

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.timeline.step import apply
from ccs_tui.model.timeline.steps import FRAME, Steps
from ccs_tui.model.timeline.stored_values import Values, stored
from tests.model.timeline.histories import steps_of

# Long values that share their ends are held as differences.
values = st.tuples(st.text("ab", min_size=250, max_size=252), st.text("xy", max_size=3)).map(
    lambda parts: encode(f"{'-' * 250}{parts[1]}{parts[0][:40]}")
)
longs = st.dictionaries(st.sampled_from("abc"), values | st.just(encode(1)), max_size=3)


@given(st.lists(longs, min_size=1, max_size=12), st.lists(st.integers(0, 11), max_size=8))
def test_each_step_is_as_it_was(history: list[dict[str, JsonText]], asked: list[int]) -> None:
    steps = steps_of(history)
    held = Steps(steps)
    for place in asked:
        if place < len(steps):
            assert held[place] == steps[place]
            assert held.properties_at(place + 1) == history[place]
    assert list(held) == steps
    assert held == steps
    assert held[-1:] == steps[-1:]


@given(st.lists(longs, min_size=1, max_size=12), st.integers(0, 11))
def test_steps_from_the_middle_on_begin_with_all_that_was_there(
    history: list[dict[str, JsonText]], place: int
) -> None:
    place = min(place, len(history) - 1)
    steps = steps_of(history)
    later = Steps(steps).begun_at(place)
    first = later[0]
    assert (first.number, first.after) == (place + 1, None)
    assert apply({}, first.changes) == history[place]
    assert later[1:] == steps[place + 1 :]
    assert later.properties_at(len(history)) == history[-1]


def test_a_value_of_which_a_little_changes_takes_about_that_little() -> None:
    text = "x" * 100_000
    history = [{"a": encode(f"{text}{number:03}{text}")} for number in range(200)]
    held = Steps(steps_of(history))
    assert held.weight < 200 * 1_100 + 3 * 200_000
    picked = Random(1)
    for _ in range(20):
        number = picked.randint(1, 200)
        assert held.properties_at(number) == history[number - 1]


def test_a_value_is_whole_again_before_its_differences_are_larger() -> None:
    held, last = Values(), None
    for number in range(500):
        text = encode(f"{'x' * 150}{number:04}{'y' * 150}")
        held.add(number, stored(last, text, held.differences))
        last = text
    whole = [at for at, value in enumerate(held.stored) if not isinstance(value, bytes)]
    assert len(whole) > 10
    for begin, end in pairwise(whole):
        assert sum(len(value or "") for value in held.stored[begin + 1 : end]) <= 306
    assert FRAME > 1
