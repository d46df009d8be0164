"""Steps: the changes between two payloads, and what they make of one."""

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.timeline.step import apply, changes_between

VALUES = st.sampled_from([encode(value) for value in (None, 1, "a", [1, 2], {"a": {"b": None}})])
PAYLOADS = st.dictionaries(st.sampled_from("abcde"), VALUES)


@given(PAYLOADS, PAYLOADS)
def test_changes_make_the_later_payload_of_the_earlier(
    before: dict[str, JsonText], after: dict[str, JsonText]
) -> None:
    changes = changes_between(before, after)
    assert apply(before, changes) == after
    assert all(change.before != change.after for change in changes)


def test_each_change_has_the_value_before_and_after() -> None:
    before = {"kept": JsonText("1"), "gone": JsonText("2"), "other": JsonText("3")}
    after = {"kept": JsonText("1"), "other": JsonText("4"), "new": JsonText("5")}
    assert changes_between(before, after) == (
        Change("other", JsonText("3"), JsonText("4")),
        Change("new", None, JsonText("5")),
        Change("gone", JsonText("2"), None),
    )
