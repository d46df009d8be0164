"""Recordings: the document as of any step, the changes of a path, and the file out and in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.text_bytes import to_bytes
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_file import (
    RecordingFileError,
    SentRecording,
    read_lines,
    write_lines,
)
from ccs_tui.model.timeline.step import Cause, Gap, Step
from ccs_tui.model.timeline.steps import StoredRow
from ccs_tui.model.timeline.stored_values import stored
from ccs_tui.model.value_at import value_at
from tests.model import strategies
from tests.model.timeline.histories import NOW, gaps, histories, payloads, steps_of

KEY = DocumentKey("12345678", "airlineBot", "3f2c9d1e")


@given(histories)
def test_the_document_is_at_each_step_what_it_was(history: list[dict[str, JsonText]]) -> None:
    recording = Recording(KEY, steps_of(history))
    for number, properties in enumerate(history, start=1):
        assert recording.properties_at(number) == properties
        assert recording.document_at(number).expires_at == NOW + timedelta(hours=number)


@given(st.lists(payloads, min_size=1, max_size=12), gaps, st.sampled_from([1, 1_020, 3_000, 10**9]))
def test_steps_of_the_disk_are_what_they_are_taken_one_by_one(
    history: list[dict[str, JsonText]], between: list[Gap], most: int
) -> None:
    steps = steps_of(history)
    one_by_one, filled = (Recording(KEY, gaps=between, most=most) for _ in range(2))
    for step in steps:
        one_by_one.add(step)
    made: list[int] = []
    filled.fill(1, (partial(made_of, step, made) for step in steps), rows_of(steps))
    if most > 10**6:
        assert not made  # 10,000 steps would all be waited for
    assert filled.rows() == one_by_one.rows()
    assert filled.steps.weight == one_by_one.steps.weight
    assert filled.properties_at(len(history)) == history[-1]
    assert [filled.names_in(step.number) for step in filled.steps] == [
        [change.name for change in step.changes] for step in filled.steps
    ]
    held, wanted = filled.steps.values, one_by_one.steps.values
    assert {name: held[name].differences for name in held} == {
        name: wanted[name].differences for name in wanted
    }


def made_of(step: Step, made: list[int]) -> Step:
    made.append(step.number)
    return replace(step, changes=())


def rows_of(steps: list[Step]) -> Iterator[StoredRow]:
    """Yield what the steps changed, as the disk has it."""
    differences: dict[str, int] = {}
    for step in steps:
        for name, before, after in ((c.name, c.before, c.after) for c in step.changes):
            value = stored(before, after, differences.get(name, 0))
            if isinstance(value, bytes):
                differences[name] = differences.get(name, 0) + len(value)
                yield step.number, True, to_bytes(name), value
            else:
                differences[name] = 0
                yield step.number, False, to_bytes(name), None if value is None else to_bytes(value)


@given(gaps)
def test_the_order_of_10_000_steps_is_told_without_making_them(between: list[Gap]) -> None:
    made: list[int] = []
    steps = [Step(n, None, NOW + timedelta(seconds=n), (), True, None, 0, Cause.OTHERS)
             for n in range(1, 10_001)]  # fmt: skip
    recording = Recording(KEY, gaps=between)
    recording.fill(1, (partial(made_of, step, made) for step in steps), iter(()))
    order = recording.order()
    assert [row for row in order if isinstance(row, int)] == [*range(1, 10_001)]
    for at, row in enumerate(order):
        if isinstance(row, Gap):
            numbers = [other for other in order[at:] if isinstance(other, int)]
            assert steps[numbers[0] - 1].before >= row.until
            assert numbers[0] == 1 or steps[numbers[0] - 2].before < row.until
    assert len(made) < 100


@given(histories, st.sampled_from([("a",), ("b", "x"), ("c", 0), ("a", 1, "y")]))
def test_the_changes_of_a_path_are_where_its_value_differs(
    history: list[dict[str, JsonText]], path: tuple[str | int, ...]
) -> None:
    recording = Recording(KEY, steps_of(history))
    values = [None, *(value_at(properties, path) for properties in history)]
    changed = [at for at in range(1, len(values)) if values[at] != values[at - 1]]
    for number in range(len(history) + 2):
        earlier = [at for at in changed if at < number]
        later = [at for at in changed if at > number]
        assert recording.previous_change(path, number) == (earlier[-1] if earlier else None)
        assert recording.next_change(path, number) == (later[0] if later else None)


def test_a_gap_stands_before_the_step_that_ended_it() -> None:
    steps = steps_of([{}, {"a": JsonText("1")}, {}])
    early = Gap(NOW + timedelta(seconds=1), NOW + timedelta(seconds=2), "the network failed")
    # A gap begins when the last good reading was asked for, and so before its step was seen.
    asked = Gap(NOW + timedelta(seconds=1.9), NOW + timedelta(seconds=2.5), "the answer took long")
    assert Recording(KEY, steps, [asked]).rows() == [*steps[:2], asked, steps[2]]
    assert Recording(KEY, steps).step_before(asked) == steps[1].number
    late = Gap(NOW + timedelta(seconds=9), NOW + timedelta(seconds=10), "the machine slept")
    assert Recording(KEY, steps, [late, early]).rows() == [steps[0], early, *steps[1:], late]


# ── the file ───────────────────────────────────────────────────────────────────────────────────


Wishes = tuple[str | None, Muted, tuple[str, ...]]


def parts(sent: list[SentRecording]) -> list[tuple[DocumentKey, list[Step | Gap], Wishes]]:
    return [
        (each.recording.key, each.recording.rows(), (each.turn, each.muted, each.expectations))
        for each in sent
    ]


ONE = SentRecording(Recording(KEY, steps_of([{"a": encode(1)}])))
PLACE = '{"document":{"account":"le1","namespace":"bot","session":null}'

any_payloads = st.dictionaries(
    st.text(), strategies.values.map(lambda value: value.canonical), max_size=4
)


@given(
    st.lists(any_payloads, max_size=5),
    gaps,
    st.sampled_from(Cause),
    st.text(),
    st.sampled_from(["s", None, "\ud800"]),
    st.builds(
        SentRecording,
        st.just(Recording(KEY)),
        st.sampled_from([None, "turn", "length(transcript)"]),
        st.builds(Muted, st.frozensets(st.sampled_from([("a",), ("b[*]", -1, ""), ("\ud800",)]))),
        st.sampled_from([(), ("a == 1", "b[0]")]),
    ),
)
def test_a_recording_comes_back_from_its_file_as_it_was(
    history: list[dict[str, JsonText]],
    missed: list[Gap],
    cause: Cause,
    note: str,
    session: str | None,
    wishes: SentRecording,
) -> None:
    key = DocumentKey("12345678", "airlineBot", session)
    steps = steps_of(history, cause=cause, note=note)
    # Older steps may be forgotten: the last ones alone come back as well.
    recordings = [Recording(key, steps, missed), Recording(KEY, steps[2:], missed)]
    sent = [SentRecording(recordings[0]), replace(wishes, recording=recordings[1])]
    lines = [line.encode().decode() for line in write_lines(sent, NOW)]
    assert not any("\n" in line or "\r" in line for line in lines)
    assert parts(read_lines(lines)) == parts(sent)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "line 1: the file is empty."),
        (["what?"], "line 1: this is no recording of ccs-tui"),
        (['{"format":"else"}'], "line 1: this is no recording of ccs-tui."),
        (['{"format":"ccs-tui export"}'], "line 1: this is an export, which has no steps: "),
        (['{"format":"ccs-tui recording","version":2}'], "line 1: it is of version 2"),
        (["HEAD", '{"step":1}'], "line 2: there is no document above it."),
        (["HEAD", "DOCUMENT", '{"step":1}'], "line 3: it has no 'set'."),
        (["HEAD", "DOCUMENT", "", '{"gap":"x"'], "line 4: this is no JSON"),
        (["HEAD", '{"document":7}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"turn":1}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"turn":"length("}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"muted":["a"]}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"muted":[[]]}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"muted":[[true]]}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"muted":1}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"expect":["a =="]}'], "line 2: it is damaged."),
        (["HEAD", PLACE + ',"expect":"a"}'], "line 2: it is damaged."),
        (["HEAD", "DOCUMENT", "STEP", "STEP"], "line 4: step 1 does not follow"),
    ],
)
def test_what_is_no_recording_says_where_and_why(lines: list[str], said: str) -> None:
    good = dict(
        zip(
            ("HEAD", "DOCUMENT", "STEP"),
            write_lines([ONE], NOW),
            strict=True,
        )
    )
    with pytest.raises(RecordingFileError) as caught:
        read_lines([good.get(line, line) for line in lines])
    assert str(caught.value).startswith(said)


def test_fields_that_are_not_known_are_passed_over() -> None:
    lines = list(write_lines([ONE], NOW))
    more = [line[:-1] + ',"new":1}' for line in lines] + ['{"other":[]}']
    assert parts(read_lines(more)) == parts(read_lines(lines))
