"""Expectations: what they hold of a document, and the step that broke them."""

import pytest

from ccs_tui.model.expression import ExpressionError
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.timeline.expectation import Expectation, Standing, as_meant


def properties(**values: object) -> dict[str, JsonText]:
    return {name: encode(value) for name, value in values.items()}


@pytest.mark.parametrize(
    "condition",
    [
        'intent == "billing"',
        "intent == 'billing'",
        'intent == `"billing"`',
        'intent!="refund" && turns > 3 && turns <= 4.0',
        "open == true && closed == null && !gone",
        '"two words" == "a`b"',
        'slots."to x" == "billing"',
        'contains(names, "intent") || intent == "billing"',
    ],
)
def test_json_on_the_right_of_a_comparison_is_a_value(condition: str) -> None:
    document = properties(
        intent="billing", turns=4, open=True, slots={"to x": "billing"}, names=["billing"]
    ) | {"two words": encode("a`b")}
    assert Expectation(condition).standing(document) == (Standing.GREEN, "")


def test_a_name_with_a_path_after_it_stays_a_name() -> None:
    assert as_meant('a == "b".c && a == "b"[0]') == 'a == "b".c && a == "b"[0]'


def test_a_condition_that_can_not_be_read_says_why() -> None:
    with pytest.raises(ExpressionError, match="ends too early"):
        Expectation("intent ==")


def test_the_step_at_which_it_broke_stays_known() -> None:
    expectation = Expectation('intent == "billing"')
    good, bad = properties(intent="billing"), properties(intent="refund")
    steps = [(1, good), (2, good), (3, bad), (4, bad), (5, None), (6, good)]

    def after(count: int) -> tuple[Standing, int | None, int | None]:
        verdict = expectation.verdict(steps[:count])
        return verdict.standing, verdict.since, verdict.broken_at

    assert after(0) == (Standing.UNKNOWN, None, None)
    assert after(2) == (Standing.GREEN, 1, None)
    assert after(4) == (Standing.RED, 3, 3)
    assert after(5) == (Standing.UNKNOWN, 5, 3)
    assert after(6) == (Standing.GREEN, 6, 3)


def test_a_document_that_can_not_be_asked_is_unknown_and_says_why() -> None:
    standing, problem = Expectation("length(n) > 3").standing(properties(n=1))
    assert standing is Standing.UNKNOWN
    assert problem.startswith("length() takes")
