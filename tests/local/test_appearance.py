"""The theme and the borders as the user left them: private, in one go, and never in the way."""

import json
import os
import stat
from pathlib import Path

import pytest

from ccs_tui.local.appearance import APPEARANCE_FILE, MAX_BYTES, Appearance


def test_what_was_chosen_is_there_the_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    left = Appearance.of({"CCS_STATE_DIR": str(folder)})
    assert (left.theme, left.borders) == (None, {})
    left.theme = "day"
    left.borders["wide.lists"] = 0.5
    left.keep()
    path = folder / APPEARANCE_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == [APPEARANCE_FILE]
    again = Appearance(path)
    assert (again.theme, again.borders) == ("day", {"wide.lists": 0.5})


def test_two_explorers_keep_what_the_other_chose(tmp_path: Path) -> None:
    path = tmp_path / APPEARANCE_FILE
    one, other = Appearance(path), Appearance(path)
    one.theme = "day"
    one.keep()
    other.borders["wide.lists"] = 0.4
    other.keep()
    kept = Appearance(path)
    assert (kept.theme, kept.borders) == ("day", {"wide.lists": 0.4})


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", "1", "[" * 10_000, "\x00\xff", " " * (MAX_BYTES + 1),
        '{"theme": 1, "borders": [1]}',
        '{"theme": null, "borders": {"a": 1e999, "b": -1, "c": true, "d": "x", "e": null, "f": 0}}',
    ],
)  # fmt: skip
def test_a_broken_file_counts_for_nothing_and_is_written_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / APPEARANCE_FILE
    path.write_text(content, encoding="utf-8")
    left = Appearance(path)
    assert (left.theme, left.borders) == (None, {})
    left.theme = "night"
    left.keep()
    assert json.loads(path.read_text()) == {"theme": "night", "borders": {}}


@pytest.mark.parametrize("trouble", ["folder", "pipe", "no folder", "file for a folder"])
def test_trouble_with_the_file_ends_nothing(tmp_path: Path, trouble: str) -> None:
    path = tmp_path / APPEARANCE_FILE
    if trouble == "folder":
        path.mkdir()
    elif trouble == "pipe":
        os.mkfifo(path)  # nobody writes to it: reading it would never end
    elif trouble == "file for a folder":
        (tmp_path / "file").write_text("")
        path = tmp_path / "file" / APPEARANCE_FILE
    left = Appearance(None if trouble == "no folder" else path)
    left.theme = "day"
    left.keep()
    assert left.theme == "day"
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(f"{APPEARANCE_FILE}.")]
