"""Recordings on disk: read again as they were, in little room, bounded, by several at once."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccs_tui.local.recording_retention import DROPPED
from ccs_tui.local.recording_rows import StepMark
from ccs_tui.local.recordings import OlderReadingError, Recordings
from ccs_tui.local.state import StateError
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.recording import LEFT_OUT
from ccs_tui.model.timeline.step import Cause, Gap, Reading
from ccs_tui.model.timeline.text_delta import delta, restored
from tests.examples import examples

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = DocumentKey("le1", "bot", "s1")
EXPIRY = NOON + timedelta(days=1)


def reading(second: float, expires: datetime | None = EXPIRY, **values: object) -> Reading:
    properties = {name: encode(value) for name, value in values.items()}
    return Reading(NOON + timedelta(seconds=second), Document(KEY, properties, expires))


def gone(second: float) -> Reading:
    at = NOON + timedelta(seconds=second)
    return Reading(at, Document(KEY, {}, exists=False))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Recordings]:
    recordings = Recordings(tmp_path / "recordings.db")
    yield recordings
    recordings.close()


def test_a_step_is_what_changed_between_two_readings(kept: Recordings) -> None:
    assert kept.record("p", reading(0, a=1, b=2), None) is not None
    assert kept.record("p", reading(2, a=1, b=2), NOON) is None
    after = NOON + timedelta(seconds=2)
    step = kept.record("p", reading(4, a=1, c=3), after, lambda _: Cause.OURS)
    assert step is not None
    assert [(c.name, c.before, c.after) for c in step.changes] == [
        ("c", None, "3"),
        ("b", "2", None),
    ]
    loaded = kept.load("p", KEY)
    assert loaded.steps[1] == step
    assert (step.number, step.after, step.before) == (
        2, NOON + timedelta(seconds=2), NOON + timedelta(seconds=4)
    )  # fmt: skip
    assert loaded.properties_at(1) == {"a": "1", "b": "2"}
    assert loaded.properties_at(2) == {"a": "1", "c": "3"}


def test_a_document_that_went_and_came_again_and_an_expiry_that_moved_are_steps(
    kept: Recordings,
) -> None:
    kept.record("p", reading(0, a=1), None)
    kept.record("p", reading(2, EXPIRY + timedelta(seconds=1), a=1), NOON)  # the same, as measured
    kept.record("p", reading(4, EXPIRY + timedelta(hours=1), a=1), NOON)
    kept.record("p", gone(6), NOON)
    kept.record("p", gone(8), NOON)
    kept.record("p", reading(9, a=1), NOON)
    steps = kept.load("p", KEY).steps
    assert [(step.exists, len(step.changes)) for step in steps] == [
        (True, 1), (True, 0), (False, 1), (True, 1),
    ]  # fmt: skip


def test_two_explorers_that_watch_the_same_do_not_double_a_step(tmp_path: Path) -> None:
    one, other = (Recordings(tmp_path / "recordings.db") for _ in range(2))
    assert one.record("p", reading(0, a=1), None)
    assert other.record("p", reading(0.5, a=1), None) is None
    assert other.record("p", reading(2, a=2), NOON)
    assert one.record("p", reading(2.5, a=2), NOON) is None
    assert one.record("p", reading(4, a=3), NOON)
    assert [step.number for step in other.load("p", KEY).steps] == [1, 2, 3]
    one.close()
    other.close()


def test_a_step_begins_where_another_process_read_last(tmp_path: Path) -> None:
    one, other = Recordings(tmp_path / "r.db"), Recordings(tmp_path / "r.db")
    one.record("p", reading(0, a=1), None, asked=NOON)
    asked = NOON + timedelta(seconds=3.9)
    assert other.record("p", reading(4, a=2), NOON, asked=asked)
    step = one.record("p", reading(6, a=3), NOON + timedelta(seconds=1))
    assert step is not None
    assert step.after == asked
    one.close()
    other.close()


def test_a_step_is_another_once_its_recording_was_deleted_and_begun_anew(
    kept: Recordings,
) -> None:
    kept.record("p", reading(0, a=1), None)
    shown_elsewhere = StepMark(1, NOON)
    assert kept.has("p", KEY, shown_elsewhere)
    kept.delete("p", KEY)
    assert not kept.has("p", KEY, shown_elsewhere)
    assert not kept.note("p", KEY, shown_elsewhere, "of a step that is gone")
    kept.record("p", reading(2, a=1), None)
    assert not kept.has("p", KEY, shown_elsewhere)
    assert not kept.note("p", KEY, shown_elsewhere, "of a step that is gone")
    assert [step.note for step in kept.load("p", KEY).steps] == [""]


def test_notes_gaps_lists_and_deletion(kept: Recordings) -> None:
    kept.record("p", reading(0, a=1), None)
    assert kept.note("p", KEY, StepMark(1, NOON), "here it begins")
    gap = Gap(NOON, NOON + timedelta(seconds=30), "the service did not answer")
    kept.add_gap("p", KEY, Gap(NOON, NOON + timedelta(seconds=5), "x"))
    kept.add_gap("p", KEY, gap)
    loaded = kept.load("p", KEY)
    assert loaded.step(1).note == "here it begins"
    assert loaded.gaps == [gap]
    (info,) = kept.all("p")
    assert (info.key, info.steps, info.last) == (KEY, 1, NOON)
    assert kept.all("q") == []
    kept.delete("p", KEY)
    assert kept.all() == []
    assert kept.load("p", KEY).steps == []
    assert kept.record("p", reading(9, a=1), None)


def test_the_file_is_private_and_made_with_the_first_recording(tmp_path: Path) -> None:
    path = tmp_path / "recordings.db"
    recordings = Recordings(path)
    assert not path.exists()
    recordings.record("p", reading(0, a=1), None)
    assert path.stat().st_mode & 0o777 == 0o600
    recordings.close()
    with pytest.raises(StateError, match="The recordings are closed"):
        recordings.record("p", reading(0, a=1), None)


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "recordings.db"
    path.write_text("something else")
    with pytest.raises(StateError, match="is not a file of ccs-tui"):
        Recordings(path).record("p", reading(0, a=1), None)
    assert path.read_text() == "something else"


@pytest.mark.slow
def test_a_changed_value_in_a_large_document_costs_about_that_value(
    kept: Recordings, tmp_path: Path
) -> None:
    rows = [{"id": number, "text": "x" * 60} for number in range(9_000)]
    kept.record("p", reading(0, rows=rows, a=1), None)
    file = tmp_path / "recordings.db"
    before = file.stat().st_size
    for number in range(100):
        rows[4_000 + number]["text"] = f"{number:03}" + "y" * 300
        kept.record("p", reading(2 + number, rows=rows, a=1), NOON)
    assert (file.stat().st_size - before) / 100 <= 2 * 303 + 1_000
    loaded = kept.load("p", KEY)
    assert loaded.properties_at(101)["rows"] == encode(rows)
    assert len(loaded.steps) == 101


def test_steps_that_are_too_old_go_and_a_gap_says_so(kept: Recordings) -> None:
    day = 86_400
    for number in range(40):
        kept.record("p", reading(number * day, EXPIRY, a=number, b=[number] * 100), NOON)
    now = NOON + timedelta(days=40)
    kept.retain(now, days=30)
    loaded = kept.load("p", KEY)
    assert [step.number for step in loaded.steps] == list(range(11, 41))
    assert loaded.properties_at(11) == {"a": "10", "b": encode([10] * 100)}
    assert loaded.properties_at(40) == {"a": "39", "b": encode([39] * 100)}
    assert [gap.why for gap in loaded.gaps] == [DROPPED]
    assert kept.record("p", reading(40 * day, EXPIRY, a=1), NOON)
    kept.retain(NOON + timedelta(days=90), days=30)
    assert kept.all() == []


def test_the_room_is_bounded_whatever_a_bot_does(kept: Recordings, tmp_path: Path) -> None:
    for number in range(60):
        kept.record("p", reading(number, a=f"{number}" + chr(97 + number % 26) * 50_000), NOON)
    kept.retain(NOON, megabytes=1)
    assert (tmp_path / "recordings.db").stat().st_size <= 1_000_000
    loaded = kept.load("p", KEY)
    assert loaded.steps[-1].number == 60
    assert 2 <= len(loaded.steps) < 20
    assert loaded.properties_at(60)["a"].startswith('"59')
    assert loaded.gaps[0].why == DROPPED


CHILD = """
import sys
from pathlib import Path
from tests.local.test_recordings import Recordings, reading
kept = Recordings(Path(sys.argv[1]))
number = 0
while True:
    kept.record("p", reading(number, a=number), None)
    print(number, flush=True)
    number += 1
"""


def test_a_kill_loses_no_step_that_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "recordings.db"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        last = 0
        while last < 30:
            last = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        said = [int(line) for line in child.stdout.read().split()]
    recordings = Recordings(path)
    steps = recordings.load("p", KEY).steps
    recordings.close()
    assert len(steps) >= max([last, *said]) + 1
    assert [step.changes[0].after for step in steps] == [str(n) for n in range(len(steps))]


texts = st.text(st.sampled_from(["a", "b", "é", "😀", "\ud800", "\n"]), max_size=300)


@given(texts, texts, texts, texts)
def test_a_delta_restores_its_text(head: str, one: str, other: str, tail: str) -> None:
    before, after = head + one + tail, head + other + tail
    assert restored(before, delta(before, after)) == after
    assert len(delta(before, after)) <= 8 + 4 * len(other) * (len(one) + 2)


values = st.none() | st.integers(0, 3) | st.sampled_from(["x" * 250, "x" * 250 + "y" * 99])
payloads = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


@settings(deadline=None, max_examples=examples(50))
@given(st.lists(st.none() | payloads, min_size=1, max_size=12), st.integers(0, 12))
def test_what_was_recorded_is_read_again(
    states: list[dict[str, object] | None], dropped: int
) -> None:
    """None is a document that is gone; some of the first steps are dropped at last."""
    kept = Recordings()
    wanted: list[dict[str, JsonText] | None] = []
    for second, state in enumerate(states):
        look = gone(second) if state is None else reading(second, EXPIRY, **state)
        there = None if state is None else dict(look.document.properties)
        if kept.record("p", look, NOON) is not None:
            wanted.append(there)
            last = second
        assert wanted[-1] == there
    kept.retain(NOON + timedelta(days=30, seconds=min(dropped, last)), days=30)
    loaded = kept.load("p", KEY)
    assert loaded.steps[-1].number == len(wanted)
    for step in loaded.steps:
        then = wanted[step.number - 1]
        assert step.exists is (then is not None)
        assert loaded.properties_at(step.number) == (then or {})
    kept.close()


def test_a_recording_that_is_too_large_for_the_memory_is_read_from_its_last_steps(
    tmp_path: Path,
) -> None:
    kept = Recordings(tmp_path / "recordings.db", most_characters=5_500)
    for number in range(10):
        kept.record("p", reading(number, fixed="f", large=f"{number}" * 1_000), NOON)
    loaded = kept.load("p", KEY)
    assert [step.number for step in loaded.steps] == [9, 10]
    assert loaded.properties_at(9) == {"fixed": encode("f"), "large": encode("8" * 1_000)}
    assert loaded.properties_at(10) == {"fixed": encode("f"), "large": encode("9" * 1_000)}
    assert loaded.gaps == [Gap(NOON, NOON + timedelta(seconds=8), LEFT_OUT)]
    assert loaded.steps[0].after is None
    # So it stays while it is shown, however long: what comes is taken, and the oldest is left out.
    for number in range(10, 60):
        step = kept.record("p", reading(number, fixed="f", large=f"{number}" * 500), NOON)
        assert step is not None
        loaded.add(step)
        assert loaded.steps.weight <= 5_500
    assert [step.number for step in loaded.steps] == [59, 60]
    assert loaded.properties_at(60) == {"fixed": encode("f"), "large": encode("59" * 500)}
    assert loaded.gaps == [Gap(NOON, NOON + timedelta(seconds=58), LEFT_OUT)]
    # On the disk everything is still there.
    assert len(Recordings(tmp_path / "recordings.db").load("p", KEY).steps) == 60


# ── two explorers ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Recordings, Recordings]]:
    both = Recordings(tmp_path / "recordings.db"), Recordings(tmp_path / "recordings.db")
    yield both
    for each in both:
        each.close()


def test_a_reading_that_was_begun_before_anothers_step_is_refused(
    two: tuple[Recordings, Recordings],
) -> None:
    one, other = two
    one.record("p", reading(0, a=1), None)
    begun = one.last_step("p", KEY)
    assert other.record("p", reading(2, a=2), NOON, begun_at=other.last_step("p", KEY))
    # Its answer came later, but may be of before.
    with pytest.raises(OlderReadingError):
        one.record("p", reading(3, a=1), NOON, begun_at=begun)
    assert [step.changes[0].after for step in one.load("p", KEY).steps] == ["1", "2"]
    assert one.record("p", reading(4, a=3), NOON, begun_at=one.last_step("p", KEY))


def test_a_reading_that_is_older_than_the_last_step_is_refused(kept: Recordings) -> None:
    kept.record("p", reading(2, a=1), None)
    with pytest.raises(OlderReadingError):
        kept.record("p", reading(1, a=2), None)
    assert len(kept.load("p", KEY).steps) == 1


def test_steps_are_in_the_order_of_time_though_two_clocks_are_apart(
    two: tuple[Recordings, Recordings],
) -> None:
    one, other = two
    one.record("p", reading(10, a=1), None)
    after = NOON + timedelta(seconds=9)
    step = other.record("p", reading(9.5, a=2), after, begun_at=other.last_step("p", KEY))
    assert step is not None
    assert (step.after, step.before) == (after, NOON + timedelta(seconds=10))


def test_a_step_after_anothers_claims_no_more_than_that_it_came_later(
    two: tuple[Recordings, Recordings],
) -> None:
    """Its own reading before may have been of what came between the two readings of the other."""
    one, other = two
    one.record("p", reading(0, a=1), None)
    other.record("p", reading(6, a=2), NOON + timedelta(seconds=1))
    step = one.record("p", reading(7, a=3), NOON + timedelta(seconds=5))
    assert step is not None
    assert step.after == NOON + timedelta(seconds=1)
    # Once it has read the same as the other, it knows what was there then.
    other.record("p", reading(8, a=4), NOON + timedelta(seconds=2))
    assert one.record("p", reading(9, a=4), NOON) is None
    step = one.record("p", reading(11, a=5), NOON + timedelta(seconds=9))
    assert step is not None
    assert step.after == NOON + timedelta(seconds=9)


def test_a_recording_that_another_deleted_and_began_anew_is_gone_on_with(
    two: tuple[Recordings, Recordings],
) -> None:
    """Its last step has the number of the one that is known here."""
    one, other = two
    one.record("p", reading(0, a=1, b=1), None)
    other.delete("p", KEY)
    other.record("p", reading(1, a=2), None)
    one.record("p", reading(2, a=2, b=1), NOON)
    assert one.load("p", KEY).properties_at(2) == {"a": "2", "b": "1"}
    assert [c.name for c in one.load("p", KEY).step(2).changes] == ["b"]
