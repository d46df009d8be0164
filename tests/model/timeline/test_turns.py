"""Turns: what an expression makes of a document."""

from ccs_tui.model.json_text import encode
from ccs_tui.model.timeline.turns import Turns


def test_a_turn_is_a_number_or_a_text() -> None:
    assert Turns("length(transcript)").of({"transcript": encode([1, 2, 3])}) == "3"
    assert Turns("dialog.step").of({"dialog": encode({"step": "greeting"})}) == "greeting"
    assert Turns("n").of({"n": encode(2**70)}) == str(2**70)


def test_a_document_without_the_property_has_no_turn_and_that_is_no_problem() -> None:
    turns = Turns("turn")
    assert turns.of({}) is None
    assert turns.problem == ""


def test_a_document_that_can_not_be_asked_is_said_once() -> None:
    turns = Turns("length(transcript)")
    assert turns.of({"transcript": encode(5)}) is None
    said = turns.problem
    assert "length() takes" in said
    assert turns.of({"transcript": encode(True)}) is None
    assert turns.problem == said
    assert turns.of({"transcript": encode([1])}) == "1"


def test_an_expression_that_can_not_be_read_is_said_from_the_start() -> None:
    turns = Turns("length(")
    assert "ends too early" in turns.problem
    assert turns.of({}) is None


def test_an_object_is_no_turn() -> None:
    turns = Turns("a")
    assert turns.of({"a": encode({})}) is None
    assert "an object" in turns.problem
