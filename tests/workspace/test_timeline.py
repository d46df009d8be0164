"""The timeline: rows, turns, folded steps, and the document as of a step, without a screen."""

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from ccs_tui.model.json_text import JsonText, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.blame import Blame
from ccs_tui.model.timeline.expectation import Standing
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Gap
from ccs_tui.model.timeline.steps import Steps
from ccs_tui.workspace.timeline import FoldedRow, GapRow, Timeline
from tests.model.timeline.histories import NOW, histories, steps_of

KEY = DocumentKey("le12345678", "airlineBot", "3f2c")


def talk(*documents: Mapping[str, object], gaps: tuple[Gap, ...] = ()) -> Recording:
    texts = [{name: encode(value) for name, value in each.items()} for each in documents]
    return Recording(KEY, steps_of(texts), gaps)


NOISY: list[Mapping[str, object]] = [
    {"said": [1], "intent": "billing", "at": 1},
    {"said": [1], "intent": "billing", "at": 2},
    {"said": [1], "intent": "billing", "at": 3},
    {"said": [1, 2], "intent": "billing", "at": 4},
    {"said": [1, 2], "intent": None, "at": 4},
    {"said": [1, 2], "intent": None, "at": 5},
]


def analysed(recording: Recording, *expected: str) -> Timeline:
    timeline = Timeline(recording, "length(said)", Muted().with_path(("at",)), expected)
    timeline.take(timeline.analyse())
    return timeline


def test_steps_have_turns_and_those_that_only_muted_paths_changed_are_folded() -> None:
    timeline = analysed(talk(*NOISY))
    assert timeline.rows() == [1, FoldedRow(2, 3), 4, 5, FoldedRow(6, 6)]
    assert [timeline.turn_of(number) for number in range(1, 7)] == ["1", "1", "1", "2", "2", "2"]
    assert timeline.row_of(3, timeline.rows()) == FoldedRow(2, 3)
    timeline.unfolded.add(2)
    assert timeline.rows() == [1, 2, 3, 4, 5, FoldedRow(6, 6)]
    timeline.shows_all = True
    assert timeline.rows() == [1, 2, 3, 4, 5, 6]


def test_a_gap_is_a_row_and_never_bridged_by_folding() -> None:
    gap = Gap(NOW + timedelta(seconds=2), NOW + timedelta(seconds=2.5), "the machine slept")
    timeline = analysed(talk(*NOISY[:4], gaps=(gap,)))
    assert timeline.rows() == [1, FoldedRow(2, 2), GapRow(0), FoldedRow(3, 3), 4]
    assert timeline.gap(GapRow(0)) == gap


def test_an_expectation_names_the_step_that_broke_it() -> None:
    timeline = analysed(talk(*NOISY), 'intent == "billing"', "said")
    verdict = timeline.analysis.verdicts['intent == "billing"']
    assert (verdict.standing, verdict.since, verdict.broken_at) == (Standing.RED, 5, 5)
    assert timeline.broken_at(5) == ['intent == "billing"']
    assert timeline.analysis.verdicts["said"].standing is Standing.GREEN


def test_growth_is_by_turn() -> None:
    timeline = analysed(talk(*({"said": list(range(at))} for at in range(1, 7))))
    assert timeline.analysis.growth.unit == "turn"
    assert timeline.analysis.growth.per_turn == 2
    assert timeline.grew(1) is None
    assert timeline.grew(2) == 2


def test_a_step_shows_the_document_and_what_changed_with_what_was_before() -> None:
    timeline = analysed(talk(*NOISY))
    view = timeline.view_of(5, with_blame=True)
    assert view.document.properties["intent"] == "null"
    assert [(path, change.before) for path, change in view.changed.items()] == [
        (("intent",), '"billing"')
    ]
    assert view.marks is not None
    assert {name: mark.step for name, mark in view.marks.items()} == {
        "said": 4,
        "intent": 5,
        "at": 4,
    }
    assert timeline.view_of(1).changed == {}


@given(histories, st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_blame_is_the_same_whichever_way_one_came(
    history: list[dict[str, JsonText]], asked: list[int]
) -> None:
    steps = steps_of(history)
    timeline = Timeline(Recording(KEY, steps))
    for number in asked:
        assert timeline.blame_at(number) == Blame().at(Steps(steps), number).marks


@given(histories, st.lists(st.integers(0, 9), max_size=3))
def test_an_analysis_that_goes_on_is_that_of_all_steps(
    history: list[dict[str, JsonText]], looks: list[int]
) -> None:
    steps = steps_of(history)
    grown = Timeline(Recording(KEY, []), "length(said)", Muted().with_path(("at",)), ["a == `1`"])
    for number, step in enumerate(steps):
        grown.recording.add(step)
        if number in looks:
            grown.take(grown.analyse())
    whole = Timeline(Recording(KEY, steps), "length(said)", grown.muted, ["a == `1`"])
    assert grown.analyse() == whole.analyse()


def test_an_analysis_for_other_wishes_begins_anew() -> None:
    timeline = analysed(talk(*NOISY))
    timeline.switch_muted(("at",))
    timeline.turn = "intent"
    timeline.expectations.append("length(said) == 1")
    timeline.take(timeline.analyse())
    assert timeline.rows() == [1, 2, 3, 4, 5, 6]
    assert timeline.turn_of(1) == "billing"
    assert timeline.broken_at(4) == ["length(said) == 1"]


def test_steps_and_gaps_are_added_as_they_come() -> None:
    recording = talk(*NOISY)
    grown = Recording(KEY, recording.steps[:2])
    for step in recording.steps[2:]:
        grown.add(step)
    first = Gap(NOW, NOW + timedelta(seconds=1), "the network failed")
    grown.add_gap(first)
    grown.add_gap(Gap(NOW, NOW + timedelta(seconds=9), "the network failed"))
    assert len(grown.gaps) == 1
    grown.note(3, "here it broke")
    assert grown.step(3).note == "here it broke"
    assert grown.properties_at(6) == recording.properties_at(6)
