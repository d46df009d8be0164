"""Messages with fields: their `__init__` is made with the first of a class."""

import pytest
from textual.message import Message

from ccs_tui.ui.quick_message import quick_message


@quick_message
class Moved(Message):
    """A message with a field that has a default."""

    to: int
    by: str = "key"


@quick_message
class Left(Message):
    """A message of another class with the same field."""

    to: int


def test_it_is_made_and_compared_by_its_fields() -> None:
    first, second = Moved(1), Moved(to=1, by="key")
    assert (first.to, first.by) == (1, "key")
    assert first == second != Moved(2)
    assert first != Left(1)  # type: ignore[comparison-overlap]
    # It is a whole message: it can be stopped, and has a time.
    first.stop()
    assert first.time > 0


def test_a_field_that_is_wanted_is_asked_for_also_later() -> None:
    for _ in range(2):
        with pytest.raises(TypeError, match="to"):
            Left()  # type: ignore[call-arg]


@quick_message
class Chosen(Message):
    """A message that others are derived from."""

    row: int


@quick_message
class ChosenTwice(Chosen):
    """A message with one field more."""

    times: int = 2


def test_one_that_is_derived_has_all_fields_though_it_is_made_first() -> None:
    twice = ChosenTwice(7)
    assert (twice.row, twice.times) == (7, 2)
    assert twice == ChosenTwice(7) != ChosenTwice(7, times=3)
    assert Chosen(7).row == 7
