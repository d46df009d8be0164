"""Where two recordings part."""

from collections.abc import Mapping
from typing import Any

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muting import Muted
from ccs_tui.model.timeline.parting import parting
from ccs_tui.model.timeline.recording import Recording
from tests.model.timeline.histories import steps_of

NOISE = Muted(frozenset({("at",)}))


def recording(*history: Mapping[str, Any]) -> Recording:
    encoded = [{name: encode(value) for name, value in each.items()} for each in history]
    return Recording(DocumentKey("1", "bot", "s"), steps_of(encoded))


def test_equal_recordings_never_part() -> None:
    one = recording({"turn": 1}, {"turn": 2})
    assert parting(one, recording({"turn": 1}, {"turn": 2})) is None
    assert parting(one, recording({"turn": 1}, {"turn": 2}), "turn") is None


def test_it_names_the_first_turn_whatever_the_steps_within_turns() -> None:
    one = recording({"turn": 1, "a": 0}, {"turn": 1, "a": 1}, {"turn": 2, "a": 2}, {"turn": 3})
    other = recording({"turn": 1, "a": 1}, {"turn": 2, "a": 2}, {"turn": 2, "a": 7}, {"turn": 3})
    found = parting(one, other, "turn")
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
    assert parting(one, other, None, NOISE) is None
    assert parting(one, other, "turn", NOISE) is None
    assert parting(one, other, "turn") is not None


def test_a_recording_that_ends_before_is_where_they_part() -> None:
    one, other = recording({"turn": 1}, {"turn": 2}), recording({"turn": 1})
    found = parting(one, other, "turn")
    assert found is not None
    assert (found.one and found.one.turn, found.other, found.changes) == ("2", None, ())


def test_another_turn_is_where_they_part() -> None:
    found = parting(recording({"turn": 1}), recording({"turn": 5}), "turn")
    assert found is not None
    assert found.changes == ()
