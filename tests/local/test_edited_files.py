"""A file that an editor has open is private, goes when it is done with, and is found again."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccs_tui.local.edited_files import LEFT_SECONDS, EditedFile, PartOfDocument, keep_left_behind
from ccs_tui.local.state import State
from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey

KEY = DocumentKey("le1", "bot", "s1")
PLACE = ("prod", "le1", "bot", "s1")
STRING = PartOfDocument(*PLACE, "greeting", '"hello"', is_string=True)
INNER = PartOfDocument(*PLACE, "slots", '{"from":"TLV"}', '{"from": ', "}")
WHOLE = PartOfDocument(*PLACE, None, '{"a": 1}')


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"CCS_STATE_DIR": str(tmp_path / "state")}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State.open(tmp_path / "state.db")
    yield state
    state.close()


def editing(environment: dict[str, str]) -> list[Path]:
    return sorted((Path(environment["CCS_STATE_DIR"]) / "editing").iterdir())


def left_behind(environment: dict[str, str], part: PartOfDocument, before: str, now: str) -> Path:
    """Leave a file as a program that was killed does, with what the editor wrote into it."""
    file = EditedFile.begin(environment, part, before)
    file.path.write_text(f"{now}\n")
    file.let_go()
    return file.path


@pytest.mark.parametrize("part", [STRING, INNER, WHOLE])
def test_it_is_private_and_its_name_tells_its_kind_alone(
    environment: dict[str, str], part: PartOfDocument
) -> None:
    file = EditedFile.begin(environment, part, "secret")
    for path in (file.path.parent, file.path.parent.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in file.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert file.path.name == ("value.txt" if part is STRING else "value.json")
    told = str(file.path.relative_to(environment["CCS_STATE_DIR"]))
    assert not any(name in told for name in (*PLACE, "greeting", "slots", "secret"))
    file.end()
    assert editing(environment) == []


def test_what_is_only_shown_cannot_be_written_by_mistake(environment: dict[str, str]) -> None:
    file = EditedFile.begin(environment, WHOLE, "{}", read_only=True)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o400
    file.end()


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\n", "é\t字", '{\n  "a": 1\n}'])
def test_a_text_comes_back_as_it_was(environment: dict[str, str], text: str) -> None:
    file = EditedFile.begin(environment, STRING, text)
    assert file.read() == text == file.seen
    file.end()


def test_one_that_does_not_end_its_last_line_is_read_as_it_is(environment: dict[str, str]) -> None:
    file = EditedFile.begin(environment, STRING, "a")
    file.path.write_bytes(b"b\xff")
    assert file.read() == "b\\xff"
    file.end()


@pytest.mark.parametrize(
    ("part", "text", "edit"),
    [
        (STRING, 'say "no"\n', Edit('"say \\"no\\"\\n"', JsonText('"hello"'))),
        (INNER, '"ZRH', Edit('{"from": "ZRH}', JsonText('{"from":"TLV"}'))),
    ],
)
def test_a_value_that_was_left_becomes_a_draft(
    environment: dict[str, str], state: State, part: PartOfDocument, text: str, edit: Edit
) -> None:
    left_behind(environment, part, "before", text)
    assert keep_left_behind(environment, state.drafts) == 1
    (draft,) = state.drafts.of("prod", KEY)
    assert dict(draft.edits) == {part.name: edit}
    assert editing(environment) == []
    assert keep_left_behind(environment, state.drafts) == 0


def test_a_document_that_was_left_becomes_a_draft(
    environment: dict[str, str], state: State
) -> None:
    left_behind(environment, WHOLE, '{"a": 1}', '{"a": 2')
    assert keep_left_behind(environment, state.drafts) == 1
    (draft,) = state.drafts.of("prod", KEY)
    assert draft.whole == Edit('{"a": 2', JsonText('{"a": 1}'))


def test_it_takes_no_other_drafts_place(environment: dict[str, str], state: State) -> None:
    other = {"other": Edit("1", None)}
    state.drafts.keep("prod", KEY, other, slot="0123456789ab")
    left_behind(environment, STRING, "hello", "bye")
    keep_left_behind(environment, state.drafts)
    assert len(state.drafts.of("prod", KEY)) == 2


def test_what_was_not_changed_goes(environment: dict[str, str], state: State) -> None:
    left_behind(environment, STRING, "hello", "hello")
    assert keep_left_behind(environment, state.drafts) == 0
    assert editing(environment) == []


def test_what_is_an_open_edit_already_becomes_no_draft(
    environment: dict[str, str], state: State
) -> None:
    file = EditedFile.begin(environment, STRING, "hello")
    file.path.write_text("bye\n")
    file.take(file.read())
    file.let_go()
    assert keep_left_behind(environment, state.drafts) == 0


def test_an_editors_window_has_its_file_for_a_day(
    environment: dict[str, str], state: State
) -> None:
    file = EditedFile.begin(environment, STRING, "hello")
    file.watch()
    file.let_go()
    keep_left_behind(environment, state.drafts)
    assert file.path.exists()
    seen = file.path.with_name("seen")
    now = seen.stat().st_mtime
    os.utime(seen, (now, now - LEFT_SECONDS - 60))
    keep_left_behind(environment, state.drafts)
    assert not file.path.exists()


def test_what_is_open_is_left_alone_as_long_as_the_editor_runs(
    environment: dict[str, str], state: State
) -> None:
    file = EditedFile.begin(environment, STRING, "hello")
    file.path.write_text("bye\n")
    assert keep_left_behind(environment, state.drafts) == 0
    editor = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(file.handle,)
    )
    file.let_go()
    assert keep_left_behind(environment, state.drafts) == 0
    assert file.path.exists()
    editor.communicate(b"\n")
    assert keep_left_behind(environment, state.drafts) == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[]", json.dumps({"a": 1}).encode()])
def test_one_that_nobody_understands_stops_nothing(
    environment: dict[str, str], state: State, content: bytes
) -> None:
    odd = left_behind(environment, STRING, "hello", "odd")
    odd.with_name("about").write_bytes(content)
    left_behind(environment, STRING, "hello", "bye")
    assert keep_left_behind(environment, state.drafts) == 1
