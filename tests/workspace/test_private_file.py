"""A file that the user names: each reason against a name is said before anything is written."""

import os
from pathlib import Path

import pytest

from ccs_tui.workspace.private_file import file_problem, free_file, write_private


async def test_a_name_that_is_free_in_a_folder_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "properties.json"
    assert file_problem(f" {file} ") is None
    await write_private(str(file), "{}")
    assert file.read_text() == "{}\n"
    assert file.stat().st_mode & 0o777 == 0o600
    free = tmp_path / "properties-2.json"
    assert file_problem(str(file)) == f"{file} exists already: {free} is free."


@pytest.mark.parametrize(
    ("name", "free"),
    [
        ("bot.ndjson.gz", "bot-3.ndjson.gz"),
        ("plain", "plain-2"),
        ("other.json", "other.json"),
        ("~/bot.ndjson", "~/bot-2.ndjson"),
    ],
)
def test_a_name_that_is_taken_gets_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, free: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for taken in ("bot.ndjson.gz", "bot-2.ndjson.gz", "plain", "bot.ndjson"):
        (tmp_path / taken).touch()
    folder = "" if name.startswith("~") else f"{tmp_path}/"
    assert free_file(f"{folder}{name}") == f"{folder}{free}"
    assert file_problem(free_file(f"{folder}{name}")) is None


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert f"There is no folder {tmp_path}/none:" in (file_problem(f"{tmp_path}/none/a.json") or "")
    (tmp_path / "file").touch()
    assert "There is no folder" in (file_problem(f"{tmp_path}/file/a.json") or "")


def test_a_folder_that_may_not_be_written_in_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The one who runs the tests may write everywhere, if it is root.
    monkeypatch.setattr(os, "access", lambda path, _: path != tmp_path)
    assert f"You may not write in {tmp_path}" in (file_problem(f"{tmp_path}/a.json") or "")


@pytest.mark.parametrize("name", ["", "  ", "/", "."])
def test_a_folder_is_no_file(name: str) -> None:
    assert file_problem(name) == "Type the name of a file."
