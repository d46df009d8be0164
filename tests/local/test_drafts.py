"""Drafts come back as they were typed, and two instances lose nothing of each other."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.retention import ROWS_AT_ONCE
from ccs_tui.local.state import State
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from tests.local.conftest import ANYTHING, KEY, Clock, record
from tests.local.processes import Child

keys = st.builds(DocumentKey, ANYTHING, ANYTHING, st.none() | ANYTHING.filter(bool))
edits = st.builds(
    Edit, st.none() | ANYTHING, st.none() | ANYTHING.map(JsonText), st.none() | ANYTHING
)


@pytest.fixture
def state(clock: Clock, tmp_path: Path) -> Iterator[State]:
    state = State.open(tmp_path / "state.db", clock)
    yield state
    state.close()


@given(profile=ANYTHING, key=keys, edits=st.dictionaries(ANYTHING, edits, min_size=1))
def test_a_draft_comes_back_bit_by_bit(
    profile: str, key: DocumentKey, edits: dict[str, Edit]
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
    steps: list[tuple[dict[str, Edit], set[str]]],
) -> None:
    state = State.open(None)
    expected: dict[str, Edit] = {}
    for edits, names in steps:
        there = expected | edits
        dropped = {name: there[name] for name in names if name in there}
        state.drafts.keep("p", KEY, edits, dropped)
        expected = {n: e for n, e in there.items() if n not in dropped}
        found = state.drafts.find("p", KEY)
        assert dict(found.edits if found else {}) == expected
        assert (found is None) == (not expected)
    state.close()


def test_an_edit_that_another_instance_replaced_is_not_dropped() -> None:
    state = State.open(None)
    mine, theirs = Edit("1", None), Edit("2", None)
    state.drafts.keep("p", KEY, {"a": mine, "b": mine})
    state.drafts.keep("p", KEY, {"a": theirs})
    state.drafts.keep("p", KEY, {}, {"a": mine, "b": mine})
    found = state.drafts.find("p", KEY)
    assert found is not None
    assert dict(found.edits) == {"a": theirs}
    state.close()


def test_drafts_are_apart_by_profile_and_document(state: State, clock: Clock) -> None:
    other = DocumentKey(KEY.account, KEY.namespace, None)
    state.drafts.keep("p", KEY, {"a": Edit("1", None)})
    clock.now += timedelta(minutes=1)
    state.drafts.keep("p", other, {"a": Edit("2", None)})
    state.drafts.keep("q", KEY, {"a": Edit("3", None)})
    assert [d.key for d in state.drafts.all("p")] == [other, KEY]
    assert len(state.drafts.all()) == 3
    state.drafts.discard("p", KEY)
    assert state.drafts.find("p", KEY) is None
    assert [d.profile for d in state.drafts.all()] == ["q", "p"]


def test_a_draft_shows_nothing_of_its_values(state: State) -> None:
    state.drafts.keep("p", KEY, {"a": Edit("typed-text", JsonText('"stored"'))})
    draft = state.drafts.find("p", KEY)
    assert draft is not None
    shown = repr(draft) + repr(draft.edits["a"])
    assert "typed-text" not in shown
    assert "stored" not in shown


def test_what_was_discarded_is_gone_from_the_file(state: State, tmp_path: Path) -> None:
    for text in ("typed-first-" * 5_000, "typed-second-" * 900):
        state.drafts.keep("p", KEY, {"a": Edit(text, JsonText('"stored-value"'))})
    state.drafts.discard("p", KEY)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"typed-" not in kept
    assert b"stored-value" not in kept


class TestForgettingWhatIsOld:
    @pytest.fixture(autouse=True)
    def _one_draft(self, state: State) -> None:
        state.drafts.keep("p", KEY, {"a": Edit("1", None)})

    def test_it_goes_after_30_days_and_one_more(self, state: State, clock: Clock) -> None:
        clock.now += timedelta(days=30)
        assert state.drafts.forget_old() == 0
        clock.now += timedelta(days=1)
        assert state.drafts.forget_old() == 0
        clock.now += timedelta(hours=23)
        assert state.drafts.forget_old() == 0
        clock.now += timedelta(hours=1)
        assert state.drafts.forget_old() == 1
        assert state.drafts.all() == []

    def test_keeping_it_again_begins_its_days_again(self, state: State, clock: Clock) -> None:
        clock.now += timedelta(days=31)
        state.drafts.forget_old()
        state.drafts.keep("p", KEY, {"b": Edit("2", None)})
        clock.now += timedelta(days=29)
        state.drafts.forget_old()
        clock.now += timedelta(days=1)
        assert state.drafts.forget_old() == 0

    def test_keeping_it_again_forgets_that_it_was_found_old(
        self, state: State, clock: Clock
    ) -> None:
        clock.now += timedelta(days=31)
        state.drafts.forget_old()
        state.drafts.keep("p", KEY, {"b": Edit("2", None)})
        clock.now += timedelta(days=31)
        assert state.drafts.forget_old() == 0

    def test_one_that_a_wrong_clock_found_old_goes_when_it_is_old(
        self, state: State, clock: Clock
    ) -> None:
        right = clock.now
        clock.now = right + timedelta(days=4_000)
        state.drafts.forget_old()
        clock.now = right + timedelta(days=31)
        assert state.drafts.forget_old() == 0
        clock.now += timedelta(days=1)
        assert state.drafts.forget_old() == 1

    def test_the_file_shrinks(self, state: State, clock: Clock, tmp_path: Path) -> None:
        state.drafts.keep("p", KEY, {"b": Edit("2" * 500_000, None)})
        for _ in range(2):
            clock.now += timedelta(days=31)
            state.drafts.forget_old()
        assert (tmp_path / "state.db").stat().st_size < 100_000

    @pytest.mark.parametrize("years", [-40, -1, 1, 40, 400])
    def test_a_clock_that_jumps_for_an_hour_deletes_nothing(
        self, state: State, clock: Clock, years: int
    ) -> None:
        right = clock.now
        for hour in range(3):
            clock.now = right + timedelta(days=365 * years, hours=hour)
            assert state.drafts.forget_old() == 0
            clock.now = right + timedelta(hours=hour)
            assert state.drafts.forget_old() == 0
        clock.now = right + timedelta(days=29)
        assert state.drafts.forget_old() == 0

    @given(st.lists(st.integers(-400_000, 2_000_000), max_size=20))
    def test_no_jumps_delete_what_the_clock_finds_new_on_every_other_look(
        self, hours: list[int]
    ) -> None:
        clock = Clock()
        right = clock.now
        state = State.open(None, clock)
        state.drafts.keep("p", KEY, {"a": Edit("1", None)})
        for jump in hours:
            clock.now = right + timedelta(hours=jump)
            state.drafts.forget_old()
            clock.now = right + timedelta(days=1)
            state.drafts.forget_old()
        assert state.drafts.find("p", KEY) is not None
        state.close()

    def test_one_from_a_wrong_future_goes_when_it_was_so_for_30_days(
        self, state: State, clock: Clock
    ) -> None:
        clock.now -= timedelta(days=2_000)
        assert state.drafts.forget_old() == 0
        clock.now += timedelta(days=29)
        assert state.drafts.forget_old() == 0
        clock.now += timedelta(days=1)
        assert state.drafts.forget_old() == 1

    def test_many_go_in_pieces(self, state: State, clock: Clock) -> None:
        for number in range(2 * ROWS_AT_ONCE + 1):
            state.drafts.keep(f"q{number}", KEY, {"a": Edit("1", None)})
        clock.now += timedelta(days=31)
        state.drafts.forget_old()
        clock.now += timedelta(days=1)
        assert state.drafts.forget_old() == 2 * ROWS_AT_ONCE + 2


class TestSlots:
    def test_each_slot_has_its_own_draft_of_a_document(self, state: State, clock: Clock) -> None:
        state.drafts.keep("p", KEY, {"a": Edit("1", None)}, slot="one")
        clock.now += timedelta(seconds=1)
        state.drafts.keep("p", KEY, {"a": Edit("2", None)}, slot="two")
        assert [(d.slot, d.edits["a"].text) for d in state.drafts.of("p", KEY)] == [
            ("two", "2"), ("one", "1"),
        ]  # fmt: skip
        state.drafts.discard("p", KEY, "one")
        assert [d.slot for d in state.drafts.all("p")] == ["two"]

    def test_taking_one_over_moves_it_over_what_is_there(self, state: State) -> None:
        state.drafts.keep(
            "p", KEY, {"a": Edit("1", None), "b": Edit("1", None)}, slot="old",
            whole=Edit("{", JsonText("{}")),
        )  # fmt: skip
        state.drafts.keep("p", KEY, {"b": Edit("2", None), "c": Edit("2", None)}, slot="new")
        (old,) = (d for d in state.drafts.all() if d.slot == "old")
        taken = state.drafts.take_over(old, "new")
        assert taken == old
        (new,) = state.drafts.all()
        assert {name: edit.text for name, edit in new.edits.items()} == {
            "a": "1", "b": "1", "c": "2",
        }  # fmt: skip
        assert (new.slot, new.whole) == ("new", Edit("{", JsonText("{}")))
        assert state.drafts.take_over(old, "third") is None

    @given(text=ANYTHING, began=ANYTHING)
    def test_what_is_typed_for_the_whole_comes_back(self, text: str, began: str) -> None:
        state = State.open(None)
        whole = Edit(text, JsonText(began))
        state.drafts.keep("p", KEY, {}, whole=whole)
        found = state.drafts.find("p", KEY)
        assert found is not None
        assert (found.whole, dict(found.edits)) == (whole, {})
        state.drafts.keep("p", KEY, {})
        assert state.drafts.find("p", KEY) is None
        state.close()


VERSION_1 = """
PRAGMA auto_vacuum = INCREMENTAL;
CREATE TABLE drafts (
        id INTEGER PRIMARY KEY,
        profile BLOB NOT NULL, account BLOB NOT NULL, namespace BLOB NOT NULL,
        session BLOB NOT NULL, at INTEGER NOT NULL, old_since INTEGER,
        UNIQUE (profile, account, namespace, session)
    ) STRICT;
CREATE TABLE draft_edits (
        id INTEGER PRIMARY KEY,
        draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
        name BLOB NOT NULL, text BLOB, origin BLOB,
        UNIQUE (draft, name)
    ) STRICT;
CREATE TABLE entries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        operation BLOB NOT NULL, at INTEGER NOT NULL, profile BLOB NOT NULL,
        account BLOB NOT NULL, namespace BLOB NOT NULL, session BLOB, kind TEXT NOT NULL,
        names BLOB NOT NULL, has_before INTEGER NOT NULL, has_after INTEGER NOT NULL,
        expires_before INTEGER, ttl_seconds INTEGER, existed INTEGER NOT NULL,
        outcome TEXT NOT NULL, answer BLOB NOT NULL, undoes INTEGER, export BLOB,
        note BLOB NOT NULL, old_since INTEGER
    ) STRICT;
CREATE INDEX entries_by_operation ON entries (operation);
CREATE INDEX undoing_entries ON entries (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE entry_values (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
        name BLOB NOT NULL, before BLOB, after BLOB,
        UNIQUE (entry, name)
    ) STRICT;
PRAGMA application_id = 1128485717;
PRAGMA user_version = 1;
INSERT INTO drafts VALUES (7, x'70', x'3132333435363738', x'666c69676874426f6f6b696e67', x'732d31',
    1795262400000000, NULL);
INSERT INTO draft_edits VALUES (3, 7, x'61', x'7b6e6f74', x'227322');
INSERT INTO draft_edits VALUES (4, 7, x'62', NULL, x'31');
"""


VERSION_2 = (
    VERSION_1.replace(") STRICT", ")")
    .replace("session BLOB NOT NULL, at", "session BLOB NOT NULL, slot BLOB NOT NULL, at")
    .replace(
        "old_since INTEGER,\n        UNIQUE (profile, account, namespace, session)",
        "old_since INTEGER,\n        whole BLOB, whole_origin BLOB,\n"
        "        UNIQUE (profile, account, namespace, session, slot)",
    )
    .replace("user_version = 1", "user_version = 2")
    .replace(
        "x'732d31',\n    1795262400000000, NULL",
        "x'732d31', x'', 1795262400000000, NULL, NULL, NULL",
    )
)


VERSION_3 = (
    VERSION_2.replace(
        "origin BLOB,\n        UNIQUE (draft",
        "origin BLOB, renamed_to BLOB,\n        UNIQUE (draft",
    )
    .replace("user_version = 2", "user_version = 3")
    .replace("x'7b6e6f74', x'227322'", "x'7b6e6f74', x'227322', NULL")
    .replace("NULL, x'31'", "NULL, x'31', NULL")
)


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="it knows no STRICT tables")
@pytest.mark.parametrize("older", [VERSION_1, VERSION_2, VERSION_3], ids=["1", "2", "3"])
def test_a_file_of_an_older_version_keeps_its_drafts_and_its_journal_goes_on(
    older: str, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(older)
    state = State.open(path, clock)
    assert state.notice is None
    (draft,) = state.drafts.all()
    assert (draft.profile, draft.key, draft.slot) == ("p", KEY, "")
    assert dict(draft.edits) == {
        "a": Edit("{not", JsonText('"s"')), "b": Edit(None, JsonText("1")),
    }  # fmt: skip
    state.drafts.keep("p", KEY, {"a": Edit("2", None), "b": Edit(None, None, "a")}, slot="new")
    entry = record(state)
    state.journal.expiries.note(entry, clock(), clock())
    state.close()
    state = State.open(path, clock)
    assert state.notice is None
    assert len(state.drafts.all()) == 2
    assert len(state.journal.entries()) == 1
    state.close()


@pytest.mark.slow
@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="it knows no STRICT tables")
def test_processes_that_bring_one_file_up_to_date_together(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1)
    with ExitStack() as stack:
        children = [
            stack.enter_context(Child(path, "assert len(state.drafts.all()) == 1", opens_late=True))
            for _ in range(4)
        ]
        for child in children:
            child.begin()
        assert all(child.succeeds() for child in children)
