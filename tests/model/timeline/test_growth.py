"""Growth: characters a turn, and a forecast that claims no more than the turns tell."""

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.size import LIMIT
from ccs_tui.model.timeline.growth import growth


def test_the_turns_to_the_limit_are_told_from_the_growth_of_the_last_ones() -> None:
    grown = growth((str(turn), LIMIT - 24_000 + turn * 1_000) for turn in range(11))
    assert grown.turns_left == 14
    assert grown.words == "+1,000 characters a turn, the limit in about 14 turns"


def test_steps_of_one_turn_count_together_and_a_step_without_a_turn_belongs_to_it() -> None:
    grown = growth([("1", 100), ("1", 150), (None, 160), ("2", 300), ("3", 500)])
    assert grown.gains == (140, 200)


def test_where_there_are_no_turns_steps_count() -> None:
    assert growth([(None, 10), (None, 20), (None, 30), (None, 40)]).words == (
        "+10 characters a step, far from the limit, by only 3 steps"
    )


def test_few_turns_are_no_forecast() -> None:
    assert growth([]).words == "too early to say after the first step"
    assert growth([("1", 10)]).words == "too early to say after the first turn"
    assert growth([("1", 10), ("2", 700_000)]).words == "too early to say after 1 turn"
    assert growth([("1", 10), ("2", 700_000)]).turns_left is None


def test_what_shrinks_or_stays_has_no_forecast() -> None:
    assert growth((str(turn), 900 - turn * 10) for turn in range(9)).words == (
        "−10 characters a turn: it shrinks"
    )
    assert growth((str(turn), 900) for turn in range(9)).words == "it does not grow"


def test_a_conversation_that_began_anew_has_only_the_growth_since() -> None:
    """Its reset is no growth: an average over it would be a figure of no turn."""
    first = [(str(turn), 1_000 + turn * 100) for turn in range(1, 9)]
    again = [(str(turn), 1_000 + turn * 100) for turn in range(1, 6)]
    assert growth([*first, *again]).gains == (100, 100, 100, 100)
    # A turn that is no count may come back in the same conversation.
    named = [("ask", 100), ("answer", 200), ("ask", 300)]
    assert growth(named).gains == (100, 100)


@given(st.lists(st.tuples(st.sampled_from([None, "1", "2", "3"]), st.integers(0, LIMIT))))
def test_gains_add_up_to_all_that_it_grew(sizes: list[tuple[str | None, int]]) -> None:
    grown = growth(sizes)
    if sizes:
        assert grown.size == sizes[-1][1]
    assert grown.words
    assert grown.turns_left is None or grown.turns_left >= 0
