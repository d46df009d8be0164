"""The journal tells what was sent, has the values before it, and knows what can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.local.export_writer import ExportWriter
from ccs_tui.local.journal import Entry, EntryValues, Journal, Kind, Outcome
from ccs_tui.local.retention import ROWS_AT_ONCE
from ccs_tui.local.state import State
from ccs_tui.model.export_file import Head
from ccs_tui.model.json_text import JsonText
from tests.local.conftest import ANYTHING, KEY, Clock

HEAD = Head(KEY.account, None)

CALL: dict[str, Any] = {
    "operation": "o", "profile": "p", "account": KEY.account, "namespace": KEY.namespace,
    "session": KEY.session, "kind": Kind.SAVE,
    "before": {"a": JsonText("1"), "b": None}, "after": {"a": JsonText("2"), "b": JsonText("3")},
}  # fmt: skip


@pytest.fixture
def state(clock: Clock, tmp_path: Path) -> Iterator[State]:
    state = State.open(tmp_path / "state.db", clock)
    yield state
    state.close()


@pytest.fixture
def journal(state: State) -> Journal:
    return state.journal


def record(journal: Journal, outcome: Outcome = Outcome.DONE, **fields: Any) -> int:
    entry = journal.record(**CALL | fields)
    if outcome is not Outcome.SENT:
        journal.answer(entry, outcome)
    return entry


def undoable(journal: Journal, profile: str = "p") -> int | None:
    entry = journal.last_undoable(profile)
    return None if entry is None else entry.id


values = st.none() | st.dictionaries(ANYTHING, st.none() | ANYTHING.map(JsonText), max_size=4)
instants = st.datetimes(timezones=st.just(UTC))
calls = st.fixed_dictionaries({
    "operation": ANYTHING, "profile": ANYTHING, "account": ANYTHING, "namespace": ANYTHING,
    "session": st.none() | ANYTHING, "kind": st.sampled_from(Kind), "before": values,
    "after": values, "names": st.lists(ANYTHING, max_size=3),
    "expires_before": st.none() | instants, "ttl_seconds": st.none() | st.integers(0, 10**9),
    "existed": st.booleans(), "undoes": st.none() | st.integers(2, 2**62),
    "export": st.none() | ANYTHING, "note": ANYTHING,
})  # fmt: skip


@given(call=calls, at=instants, outcome=st.sampled_from(Outcome), answer=ANYTHING)
def test_an_entry_comes_back_bit_by_bit(
    call: dict[str, Any], at: datetime, outcome: Outcome, answer: str
) -> None:
    state = State.open(None, lambda: at)
    id = state.journal.record(**call)
    state.journal.answer(id, outcome, answer)
    of_values = tuple(dict.fromkeys((*(call["before"] or ()), *(call["after"] or ()))))

    def filled(values: EntryValues | None) -> EntryValues | None:
        return None if values is None else {name: values.get(name) for name in of_values}

    expected = Entry(
        **call | {
            "id": id, "at": at, "outcome": outcome, "answer": answer, "undone_by": None,
            "names": tuple(dict.fromkeys((*of_values, *call["names"]))),
            "before": filled(call["before"]), "after": filled(call["after"]),
            "has_values": call["before"] is not None or call["after"] is not None,
        }
    )  # fmt: skip
    assert state.journal.entry(id) == expected
    assert state.journal.operation(call["operation"]) == [expected]
    assert state.journal.entries() == [replace(expected, before=None, after=None)]
    state.close()


def test_an_entry_shows_nothing_of_its_values(journal: Journal) -> None:
    entry = journal.entry(record(journal, before={"a": JsonText('"stored"')}))
    assert entry is not None
    assert entry.before == {"a": '"stored"', "b": None}
    assert "stored" not in repr(entry)


def test_answering_an_entry_that_is_gone_does_nothing(journal: Journal) -> None:
    journal.answer(17, Outcome.DONE)
    assert journal.entry(17) is None


def test_an_entry_without_an_answer_is_sent(journal: Journal) -> None:
    entry = journal.entry(journal.record(**CALL))
    assert entry is not None
    assert (entry.outcome, entry.answer) == (Outcome.SENT, "")


class TestWhatCanBeTakenBack:
    def test_the_newest_of_the_profile(self, journal: Journal) -> None:
        assert journal.last_undoable("p") is None
        first = record(journal)
        second = record(journal)
        record(journal, profile="q")
        assert undoable(journal) == second
        journal.answer(second, Outcome.FAILED)
        assert undoable(journal) == first

    @pytest.mark.parametrize("outcome", [Outcome.SENT, Outcome.DONE, Outcome.UNKNOWN])
    def test_what_may_have_arrived(self, journal: Journal, outcome: Outcome) -> None:
        entry = record(journal, outcome)
        last = journal.last_undoable("p")
        assert last is not None
        assert (last.id, last.before) == (entry, CALL["before"])

    def test_not_without_the_values_from_before(self, journal: Journal) -> None:
        record(journal, before=None, names=("a",))
        assert undoable(journal) is None

    def test_a_namespace_by_its_export(self, journal: Journal) -> None:
        entry = record(
            journal, kind=Kind.DELETE_NAMESPACE, before=None, after=None, export="/x.jsonl"
        )
        assert undoable(journal) == entry

    def test_not_twice_and_not_an_undo(self, journal: Journal) -> None:
        first = record(journal, operation="first")
        second = record(journal, operation="second")
        undo = record(journal, operation="undo", undoes=second)
        assert undoable(journal) == first
        assert [e.undone_by for e in journal.entries()] == [None, undo, None]

    def test_the_newest_undo_is_named(self, journal: Journal) -> None:
        entry = record(journal, operation="save")
        record(journal, operation="undo", undoes=entry)
        newest = record(journal, operation="again", undoes=entry)
        assert [e.undone_by for e in journal.entries()] == [None, None, newest]

    def test_with_all_that_its_operation_did_to_the_document(self, journal: Journal) -> None:
        upsert = record(journal, operation="save")
        record(journal, operation="save", kind=Kind.DELETE_PROPERTIES)
        other = record(journal, operation="save", session="another")
        record(journal, operation="undo", undoes=upsert)
        assert undoable(journal) == other

    def test_an_undo_that_failed_took_nothing_back(self, journal: Journal) -> None:
        entry = record(journal)
        record(journal, Outcome.FAILED, undoes=entry)
        assert undoable(journal) == entry

    def test_what_was_taken_back_and_written_again_can_be_taken_back_again(
        self, journal: Journal
    ) -> None:
        entry = record(journal, operation="save")
        undo = record(journal, operation="undo", undoes=entry)
        redo = record(journal, operation="redo", undoes=undo)
        assert undoable(journal) == entry
        assert [e.undone_by for e in journal.entries()] == [None, redo, None]
        again = record(journal, operation="again", undoes=entry)
        assert undoable(journal) is None
        assert [e.undone_by for e in journal.entries()] == [None, None, redo, again]


class TestTheList:
    def test_the_newest_comes_first_also_when_the_clock_jumps_back(
        self, journal: Journal, clock: Clock
    ) -> None:
        first = record(journal)
        clock.now -= timedelta(days=4_000)
        second = record(journal)
        assert [entry.id for entry in journal.entries()] == [second, first]

    def test_it_comes_in_pages(self, journal: Journal) -> None:
        ids = [record(journal, Outcome.SENT) for _ in range(5)]
        page = journal.entries(limit=2)
        assert [entry.id for entry in page] == [ids[4], ids[3]]
        page = journal.entries(limit=9, before_id=page[-1].id)
        assert [entry.id for entry in page] == [ids[2], ids[1], ids[0]]

    def test_it_has_no_values_but_says_that_they_are_kept(self, journal: Journal) -> None:
        record(journal)
        record(journal, before=None, after=None)
        assert [(e.before, e.after, e.has_values) for e in journal.entries()] == [
            (None, None, False),
            (None, None, True),
        ]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", 3),
            ("  ", 3),
            ("ÜBERWEISUNG", 1),
            ("delete", 1),
            ("delete SAVE", 0),
            ("refund s-9", 1),
            ("timed out", 1),
            ("none such", 0),
            ("s-1", 2),
        ],
    )
    def test_it_is_filtered_by_words(self, journal: Journal, text: str, found: int) -> None:
        journal.answer(record(journal, session="s-9", note="refund"), Outcome.UNKNOWN, "Timed out.")
        record(journal, before={"überweisung": None})
        record(journal, kind=Kind.DELETE_DOCUMENT)
        assert len(journal.entries(text=text)) == found

    def test_it_is_of_one_profile_or_all(self, journal: Journal) -> None:
        record(journal)
        record(journal, profile="q")
        assert len(journal.entries("q")) == 1
        assert len(journal.entries()) == 2


class TestWhatIsKept:
    def test_no_values_are_left_in_the_files(self, journal: Journal, tmp_path: Path) -> None:
        for size in (3, 500, 50_000):
            record(journal, before={"a": JsonText('"' + "before-it" * size + '"')})
        journal.retain(0)
        for path in tmp_path.iterdir():
            assert b"before-it" not in path.read_bytes()
        assert (tmp_path / "state.db").stat().st_size < 100_000
        entry, *others = journal.entries()
        assert len(others) == 2
        assert entry.names == ("a", "b")
        assert not entry.has_values
        with_values = journal.entry(entry.id)
        assert with_values is not None
        assert with_values.before is None
        assert with_values.after is None
        assert undoable(journal) is None

    def test_entries_go_after_their_days_and_one_more(self, journal: Journal, clock: Clock) -> None:
        for _ in range(ROWS_AT_ONCE + 1):
            record(journal, Outcome.SENT)
        clock.now += timedelta(days=7)
        new = record(journal)
        clock.now += timedelta(days=1)
        journal.retain(7)
        assert len(journal.entries()) == ROWS_AT_ONCE + 2
        clock.now += timedelta(days=1)
        journal.retain(7)
        assert [entry.id for entry in journal.entries()] == [new]

    @pytest.mark.parametrize("years", [-40, 40])
    def test_a_clock_that_jumps_for_an_hour_deletes_nothing(
        self, journal: Journal, clock: Clock, years: int
    ) -> None:
        record(journal)
        right = clock.now
        for now in (right + timedelta(days=365 * years), right, right + timedelta(days=20)):
            clock.now = now
            journal.retain(30)
        assert undoable(journal) is not None

    def test_an_id_is_never_given_twice(self, journal: Journal) -> None:
        first = record(journal)
        journal.clear("p")
        assert record(journal) > first

    def test_clearing_is_for_one_profile(self, journal: Journal) -> None:
        for _ in range(ROWS_AT_ONCE + 1):
            record(journal, Outcome.SENT)
        other = record(journal, profile="q")
        journal.clear("p")
        assert [entry.id for entry in journal.entries()] == [other]

    def test_exports_go_with_their_entries_and_those_of_people_stay(
        self, state: State, tmp_path: Path
    ) -> None:
        assert state.exports is not None
        paths = [state.exports / "a.jsonl", state.exports / "b.jsonl", tmp_path / "mine.jsonl"]
        for path in paths:
            with ExportWriter.begin(path, HEAD) as writer:
                writer.finish()
        kept = [p for p in paths if p.name == "b.jsonl"]
        record(state.journal, export=str(paths[0]))
        record(state.journal, export=str(paths[2]))
        record(state.journal, profile="q", export=str(kept[0]))
        state.journal.clear("p")
        assert [path.exists() for path in paths] == [False, True, True]
        state.journal.retain(0)
        assert [path.exists() for path in paths] == [False, False, True]
        assert undoable(state.journal, "q") is None

    def test_an_export_stays_while_its_namespace_is_being_deleted(self, state: State) -> None:
        assert state.exports is not None
        with ExportWriter.begin(path := state.exports / "a.jsonl", HEAD) as writer:
            writer.finish()
        record(state.journal, Outcome.SENT, before=None, after=None, export=str(path))
        state.journal.retain(0)
        assert path.exists()
        assert undoable(state.journal) is not None

    def test_what_a_killed_export_left_is_removed(self, state: State) -> None:
        assert state.exports is not None
        state.exports.mkdir()
        (state.exports / "a.jsonl.part").write_text("half")
        with ExportWriter.begin(state.exports / "b.jsonl", HEAD) as writer:
            state.journal.retain(30)
            assert [path.name for path in state.exports.iterdir()] == ["b.jsonl.part"]
            writer.finish()
