"""Counts in words: one noun has one form for 1, and another for all else."""

import pytest

from ccs_tui.model.words import agreeing, counted, noun_for


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (0, "line", "0 lines"),
        (1, "line", "1 line"),
        (1, "property", "1 property"),
        (2, "property", "2 properties"),
        (1_200, "other call", "1,200 other calls"),
    ],
)
def test_a_count_has_its_noun(count: int, noun: str, words: str) -> None:
    assert counted(count, noun) == words
    assert words.endswith(noun_for(count, noun))


@pytest.mark.parametrize(("count", "word"), [(0, "are"), (1, "is"), (2, "are")])
def test_a_verb_agrees_with_a_count(count: int, word: str) -> None:
    assert agreeing(count, "is", "are") == word
