"""Where two recordings part."""

from collections.abc import Mapping
from typing import Any

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_difference import Parting, lay
from tests.model.timeline.histories import steps_of

NOISE = Muted(frozenset({("at",)}))


def recording(*history: Mapping[str, Any]) -> Recording:
    encoded = [{name: encode(value) for name, value in each.items()} for each in history]
    return Recording(DocumentKey("1", "bot", "s"), steps_of(encoded))


def laid(
    one: Recording,
    other: Recording,
    turn: str | None = None,
    muted: Muted = Muted(),  # noqa: B008
) -> Parting | None:
    return lay(one, other, turn, muted).parting


def test_equal_recordings_never_part() -> None:
    one = recording({"turn": 1}, {"turn": 2})
    assert laid(one, recording({"turn": 1}, {"turn": 2})) is None
    assert laid(one, recording({"turn": 1}, {"turn": 2}), "turn") is None


def test_it_names_the_first_turn_whatever_the_steps_within_turns() -> None:
    one = recording({"turn": 1, "a": 0}, {"turn": 1, "a": 1}, {"turn": 2, "a": 2}, {"turn": 3})
    other = recording({"turn": 1, "a": 1}, {"turn": 2, "a": 2}, {"turn": 2, "a": 7}, {"turn": 3})
    found = laid(one, other, "turn")
    assert found is not None
    assert found.one is not None
    assert found.other is not None
    assert (found.one.turn, found.one.step, found.other.step) == ("2", 3, 3)
    assert [(change.path, change.before, change.after) for change in found.changes] == [
        (("a",), "2", "7")
    ]


def test_what_is_muted_does_not_count() -> None:
    one = recording({"turn": 1, "at": 5}, {"turn": 1, "at": 6}, {"turn": 2, "at": 7})
    other = recording({"turn": 1, "at": 9}, {"turn": 2, "at": 10})
    assert laid(one, other, None, NOISE) is None
    assert laid(one, other, "turn", NOISE) is None
    assert laid(one, other, "turn") is not None


def test_a_recording_that_ends_before_is_where_they_part() -> None:
    one, other = recording({"turn": 1}, {"turn": 2}), recording({"turn": 1})
    found = laid(one, other, "turn")
    assert found is not None
    assert (found.one and found.one.turn, found.other, found.changes) == ("2", None, ())


def test_another_turn_is_where_they_part() -> None:
    found = laid(recording({"turn": 1}), recording({"turn": 5}), "turn")
    assert found is not None
    assert found.changes == ()


def test_turns_that_only_one_recording_has_are_passed_over() -> None:
    """Readings are seconds apart: they miss turns, and begin late."""
    one = recording(*({"turn": turn} for turn in (1, 2, 3, 5, 6)))
    other = recording(*({"turn": turn} for turn in (2, 4, 5, 6)))
    found = lay(one, other, "turn")
    assert (found.parting, found.common, found.passed) == (None, 3, 3)
    changed = recording({"turn": 2}, {"turn": 5}, {"turn": 6, "intent": "other"})
    parted = laid(one, changed, "turn")
    assert parted is not None
    assert (parted.one and parted.one.turn, [each.path for each in parted.changes]) == (
        "6", [("intent",)]
    )  # fmt: skip


def test_another_turn_in_the_same_place_parts_them_unless_turns_are_counted() -> None:
    one = recording({"turn": "greet"}, {"turn": "refund"}, {"turn": "end"})
    other = recording({"turn": "greet"}, {"turn": "rebook"}, {"turn": "end"})
    found = laid(one, other, "turn")
    assert found is not None
    assert (found.one and found.one.turn, found.other and found.other.turn) == ("refund", "rebook")
    short = recording({"turn": "greet"}, {"turn": "end"})
    assert laid(one, short, "turn") is None
