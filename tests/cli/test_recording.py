"""`ccs-tui recording`: what it opens, and what it says of a file that is none."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ccs_tui import cli
from ccs_tui.cli import main
from ccs_tui.model.json_text import encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.recording_file import SentRecording, write_lines
from ccs_tui.ui.views.timeline import TimelineScreen
from tests.model.timeline.histories import NOW, steps_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    steps = steps_of([{"a": encode("x\u2028\r")}, {"a": encode(2)}])
    keys = [DocumentKey("le1", "bot", session) for session in ("one", "two")]
    path = tmp_path / "seen.ndjson"
    sent = [
        SentRecording(Recording(key, steps), "a", Muted(frozenset({("b", -1)})), ("a == `2`",))
        for key in keys
    ]
    text = "\n".join(write_lines(sent, NOW)) + "\n"
    path.write_text(text, newline="\n")
    return path


def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []
    monkeypatch.setattr(cli, "show_first", lambda first: seen.append(first()))
    return seen


def test_a_document_of_a_file_is_opened(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = opened(monkeypatch)
    result = CliRunner().invoke(main, ["recording", str(file), "--document", "2"])
    assert result.exit_code == 0, result.output
    (screen,) = seen
    assert isinstance(screen, TimelineScreen)
    assert screen.timeline.key.session == "two"
    assert screen.timeline.recording.properties_at(1) == {"a": encode("x\u2028\r")}


def test_it_is_looked_at_as_by_the_sender_whose_profile_nobody_else_has(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = opened(monkeypatch)
    for more in ([], ["--turn", "b"]):
        CliRunner().invoke(main, ["recording", str(file), "--document", "1", *more])
    sent, told = (screen.timeline for screen in seen)
    assert sent.turn == "a"
    assert sent.muted.covers(("b", 7))
    assert sent.expectations == ["a == `2`"]
    assert told.turn == "b"


def test_of_several_documents_one_is_to_be_named(file: Path) -> None:
    result = CliRunner().invoke(main, ["recording", str(file)])
    assert result.exit_code == 1
    assert "--document 2  le1:bot:two" in result.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"format":"else"}', "line 1: this is no recording of ccs-tui."),
        (b"\xff\xfe", "line 1: this is no recording of ccs-tui: it is not UTF-8."),
        (b"", "line 1: the file is empty."),
    ],
)
def test_a_file_that_is_no_recording_is_named_with_the_reason(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    result = CliRunner().invoke(main, ["recording", str(path)])
    assert result.exit_code == 1
    assert result.output == f"Error: {path}, {said}\n"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["recording", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "can't be read: no such file or directory." in result.output
