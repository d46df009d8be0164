"""Drafts come back as they were typed, and two instances lose nothing of each other."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.drafts import DraftEdit
from ccs_tui.local.state import State
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey

KEY = DocumentKey("12345678", "flightBooking", "s-1")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

# Any string, with lone surrogates and with NUL: what was typed may be no JSON at all.
anything = st.text(st.characters(), max_size=30)
keys = st.builds(DocumentKey, anything, anything, st.none() | anything.filter(bool))
edits = st.builds(DraftEdit, st.none() | anything, st.none() | anything.map(JsonText))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(clock: Clock, tmp_path: Path) -> State:
    return State.open(tmp_path / "state.db", clock)


@given(profile=anything, key=keys, edits=st.dictionaries(anything, edits, min_size=1))
def test_a_draft_comes_back_bit_by_bit(
    profile: str, key: DocumentKey, edits: dict[str, DraftEdit]
) -> None:
    state = State.open(None)
    state.drafts.keep(profile, key, edits)
    found = state.drafts.find(profile, key)
    assert found is not None
    assert (found.profile, found.key, dict(found.edits)) == (profile, key, edits)
    assert list(found.edits) == list(edits)
    assert state.drafts.all() == [found]
    state.close()


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from("abcd"), edits), st.sets(st.sampled_from("abcd"))
        ),
        max_size=6,
    )
)
def test_keeping_puts_edits_over_and_takes_dropped_names_out(
    steps: list[tuple[dict[str, DraftEdit], set[str]]],
) -> None:
    state = State.open(None)
    expected: dict[str, DraftEdit] = {}
    for edits, dropped in steps:
        state.drafts.keep("p", KEY, edits, dropped)
        expected = {n: e for n, e in (expected | edits).items() if n not in dropped}
        found = state.drafts.find("p", KEY)
        assert dict(found.edits if found else {}) == expected
        assert (found is None) == (not expected)
    state.close()


def test_drafts_are_apart_by_profile_and_document(state: State, clock: Clock) -> None:
    other = DocumentKey(KEY.account, KEY.namespace, None)
    state.drafts.keep("p", KEY, {"a": DraftEdit("1", None)})
    clock.now += timedelta(minutes=1)
    state.drafts.keep("p", other, {"a": DraftEdit("2", None)})
    state.drafts.keep("q", KEY, {"a": DraftEdit("3", None)})
    assert [d.key for d in state.drafts.all("p")] == [other, KEY]
    assert len(state.drafts.all()) == 3
    state.drafts.discard("p", KEY)
    assert state.drafts.find("p", KEY) is None
    assert [d.profile for d in state.drafts.all()] == ["q", "p"]
    state.close()
