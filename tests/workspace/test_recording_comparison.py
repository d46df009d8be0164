"""Two recordings laid beside each other: of this machine or a file, and where they part."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_difference import Parting, Stage
from ccs_tui.model.timeline.recording_file import SentRecording, write_lines
from ccs_tui.workspace.recording_comparison import (
    ComparedRecordings,
    RecordingSide,
    parting_words,
    recorded_file_side,
)
from ccs_tui.workspace.timeline import Timeline
from tests.model.timeline.histories import NOW, steps_of

History = Sequence[dict[str, Any]]


def recording(history: History, session: str = "s1") -> Recording:
    texts = [{name: encode(value) for name, value in each.items()} for each in history]
    return Recording(DocumentKey("le1", "bot", session), steps_of(texts))


def side(history: History, turn: str | None = None, muted: str = "") -> RecordingSide:
    paths = Muted().with_path((muted,)) if muted else Muted()

    async def load() -> Timeline:
        return Timeline(recording(history), turn, paths)

    return RecordingSide("a", load)


async def told(left: RecordingSide, right: RecordingSide) -> tuple[list[str], list[str]]:
    """Return what is said of two recordings, and the names of the properties that differ."""
    both = ComparedRecordings(left, right, lambda: NOW)
    await both.read()
    found = both.compare()
    return [*both.said], [] if found is None else [pair.name for pair in found.pairs]


TALK: History = [{"turn": 1}, {"turn": 2}, {"turn": 3, "to": None, "at": 1}]
OTHER: History = [{"turn": 1}, {"turn": 2}, {"turn": 2, "to": "LHR"}, {"turn": 3, "to": "LHR"}]


async def test_it_is_told_how_much_is_the_same_and_what_differs_where_they_part() -> None:
    assert await told(side(TALK, "turn"), side([*OTHER[:2], OTHER[3]], "turn")) == (
        ["2 turns of both are the same.", "They part at turn 3 (step 3)."], ["to", "at"]
    )  # fmt: skip
    said, names = await told(side(TALK, "turn"), side(OTHER, "turn", "at"))
    assert said == [
        "But for muted paths, 1 turn of both is the same.",
        "They part at turn 2 (step 2 of the one, step 3 of the other).",
    ]
    assert names == ["to"]
    said, names = await told(side(TALK[:2]), side(OTHER))
    assert said[-1] == "They part at step 3 of the other: the one ends before it."
    assert (said[0][:50], names) == ("Laid beside each other step by step, not by turns:", [])
    assert (await told(side(TALK, "turn"), side(TALK, "turn")))[0] == [
        "3 turns of both are the same.", "They never part."
    ]  # fmt: skip
    nothing = "There is nothing to compare: neither has a step with a property that is not muted."
    assert (await told(side([{}]), side([{}])))[0][1:] == [nothing]


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (("3", 3), ("3", 3), "They part at turn 3 (step 3)."),
        ((None, 3), (None, 5), "They part at step 3 of the one, step 5 of the other."),
        (("a", 3), ("b", 5), "They part: turn a (step 3 of the one), and turn b (step 5 of the other)."),  # noqa: E501
        (("4", 5), None, "They part at turn 4 (step 5 of the one): the other ends before it."),
        (None, ("4", 5), "They part at turn 4 (step 5 of the other): the one ends before it."),
    ],
)  # fmt: skip
def test_where_they_part_says_of_each_step_whose_it_is(
    one: tuple[str | None, int] | None, other: tuple[str | None, int] | None, sentence: str
) -> None:
    found = Parting(one and Stage(*one, {}), other and Stage(*other, {}))
    assert parting_words(found) == sentence


async def test_of_a_file_it_is_the_recording_of_the_same_document_or_the_only_one(
    tmp_path: Path,
) -> None:
    def write(*sent: Recording) -> Path:
        path = tmp_path / "seen.ndjson"
        path.write_text("\n".join(write_lines(map(SentRecording, sent), NOW)) + "\n")
        return path

    async def read(path: Path, session: str = "s1") -> str:
        found = recorded_file_side(path, DocumentKey("le2", "bot", session))
        await found.read(lambda: NOW)
        return found.problem or str(found.timeline and found.timeline.key.session)

    assert await read(write(recording(TALK, "s9"))) == "s9"
    assert await read(write(recording(TALK, "s9"), recording(TALK, "s1"))) == "s1"
    several = await read(write(recording(TALK, "s8"), recording(TALK, "s9")))
    assert "is meant can't be told: it has several, and none is of bot · s1." in several
    assert "has no step of any document." in await read(write(recording([])))
    assert "can't be read: no such file or directory." in await read(tmp_path / "none")
    (tmp_path / "odd").write_text("{}\n")
    assert "odd, line 1: this is no recording" in await read(tmp_path / "odd")
