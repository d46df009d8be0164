"""`ccs-tui diff`: two documents, or two recordings, and where they part."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from click import Context

from ccs_tui.cli import main
from ccs_tui.cli.connection import opened
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_file import SentRecording, write_lines
from ccs_tui.workspace.recording_library import RecordingLibrary
from tests.cli.conftest import Shell, objects
from tests.model.timeline.histories import NOW, steps_of


def test_two_recordings_are_compared_and_part_at_a_turn(shell: Shell, tmp_path: Path) -> None:
    for session, answer in (("s1", "refund"), ("s2", "rebook")):
        shell.put(session, turn=1, at=session)
        shell("watch", f"bot/{session}", "--until", "turn == `1`")
        shell.put(session, turn=2, intent=answer)
        shell("watch", f"bot/{session}", "--until", "turn == `2`")
    arguments = ("diff", "--timeline", "bot/s1", "bot/s2", "--turn", "turn")
    (parted,) = objects(shell(*arguments, "--mute", "at"))
    assert (parted["turnBefore"], parted["turnAfter"], parted["path"]) == ("2", "2", "intent")
    assert (parted["before"], parted["after"]) == ("refund", "rebook")
    assert shell(*arguments, "--mute", "at").exit_code == 4
    same = shell("diff", "--timeline", "bot/s1", "bot/s1")
    assert (same.exit_code, same.stdout) == (0, "")
    assert shell("diff", "--timeline", "bot/s1", "bot/nowhere").exit_code == 3
    assert shell("diff", "bot/s1", "bot/s2", "--turn", "turn").exit_code == 2
    for wrong in ("nosuch", "turn ==", "nosuch(turn)"):
        # No step has such a turn, so that all would be said to be equal.
        refused = shell("diff", "--timeline", "bot/s1", "bot/s2", "--turn", wrong)
        assert (refused.exit_code, refused.stdout) == (2, "")
    refused = shell("diff", "--timeline", "bug.ndjson", "bot/s1")
    assert refused.exit_code == 2
    assert "There is no file bug.ndjson" in refused.stderr


def test_a_side_without_the_value_has_no_such_key_in_json(shell: Shell) -> None:
    """Null is a value: `null` for what is not there would be one that nobody wrote."""
    shell.put("s1", same=1, absent=None)
    shell.put("s2", same=1)
    for session in ("s1", "s2"):
        shell("watch", f"bot/{session}", "--until", "same")
    for options in ([], ["--timeline"]):
        (parted,) = objects(shell("diff", *options, "bot/s1", "bot/s2"))
        assert (parted["before"], "after" in parted) == (None, False)
        (parted,) = objects(shell("diff", *options, "bot/s2", "bot/s1"))
        assert (parted["after"], "before" in parted) == (None, False)


def test_paths_are_muted_by_an_option_or_as_the_screen_keeps_them(shell: Shell) -> None:
    for session in ("s1", "s2"):
        shell.put(session, turn=1, seen=[{"at": session}])
        shell("watch", f"bot/{session}", "--until", "turn")
    arguments = ("diff", "--timeline", "bot/s1", "bot/s2")
    assert shell(*arguments).exit_code == 4
    assert shell(*arguments, "--mute", "seen[*].at").exit_code == 0

    async def mute() -> None:
        async with opened(None) as workspace:
            recorded = RecordingLibrary(workspace)
            timeline = await recorded.timeline(shell.key())
            timeline.muted = timeline.muted.with_path(("seen", 0, "at"))
            await recorded.keep_muted(timeline)

    with Context(main, info_name="ccs-tui"):
        asyncio.run(mute())
    assert shell(*arguments).exit_code == 0


def recorded(turn: str | None, *history: dict[str, Any]) -> str:
    """Return the text of a file with the recording of a document that was each of these."""
    texts = [{name: encode(value) for name, value in each.items()} for each in history]
    sent = SentRecording(Recording(DocumentKey("le1", "bot", "s1"), steps_of(texts)), turn)
    return "\n".join(write_lines([sent], NOW)) + "\n"


def test_the_turn_is_that_of_a_file_where_no_profile_says_one(shell: Shell, tmp_path: Path) -> None:
    """A fork begins at a later turn than its recording: step by step it parts at the first."""
    bug, fork = tmp_path / "bug.ndjson", tmp_path / "fork.ndjson"
    history: list[dict[str, Any]] = [{"turn": 1}, {"turn": 2}, {"turn": 3, "to": None}]
    fork.write_text(recorded(None, {"turn": 2}, {"turn": 3, "to": "LHR"}))
    for turn, first, warned in (("turn", (3, "to"), False), (None, (1, "turn"), True)):
        bug.write_text(recorded(turn, *history))
        for one, other in ((bug, fork), (fork, bug)):
            found = shell("diff", "--timeline", str(one), str(other))
            (parted, *_) = objects(found)
            number = parted["stepBefore" if one is bug else "stepAfter"]
            assert (number, parted["path"]) == first
            assert ("step by step, not by turns" in found.stderr) == warned
    # A turn that nobody typed, and that one side has not, keeps nobody from a comparison.
    bug.write_text(recorded("length(transcript)", *history))
    found = shell("diff", "--timeline", str(bug), str(fork))
    assert found.exit_code == 4
    assert "length(transcript) finds none in both" in found.stderr


@pytest.mark.usefixtures("on_terminal")
def test_recordings_without_a_turn_part_at_a_step(shell: Shell) -> None:
    for session in ("s1", "s2"):
        shell.put(session, at=session)
        shell("watch", f"bot/{session}", "--until", "at")
    arguments = ("diff", "--timeline", "bot/s1", "bot/s2")
    assert shell(*arguments).stdout.startswith("They part at step 1.\n")
    (parted,) = objects(shell(*arguments, "--json"))
    assert (parted["turnBefore"], parted["stepBefore"]) == (None, 1)
