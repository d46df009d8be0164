"""The commands with a stdin, a stdout or a stderr that is closed, or that takes nothing."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

NOWHERE = [">&-"] + [">/dev/full"] * Path("/dev/full").exists()
"""Redirections of stdout to where nothing can be written."""


def run_with(shell: Shell, redirection: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    line = f"{shlex.join([sys.executable, '-m', 'ccs_tui', *arguments])} {redirection}"
    # A command that ran in this process has taken the secrets out of its environment.
    secrets = {"CCS_API_KEY": shell.emulator.key, "CCS_PASSWORD": shell.emulator.password}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        env=os.environ | secrets,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.sample(each=4)
@pytest.mark.parametrize(
    "arguments",
    [["ls"], ["ls", "bot"], ["get", "bot/s1"], ["search", "bot", "has:a"], ["summary", "bot"],
     ["conversation", "s1"], ["ttl", "bot/s1"], ["config"], ["--version"], ["--help"],
     ["set", "bot/s1", "a:=2", "--dry-run"], ["export", "bot", "-o", "-"],
     ["ticket", "bot/s1"]],
    ids=" ".join,
)  # fmt: skip
def test_a_result_that_goes_nowhere_is_an_error(shell: Shell, arguments: list[str]) -> None:
    shell.put("s1", 3_600, a=1)
    result = run_with(shell, ">&-", *arguments)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "Error: The output: it is closed."


@pytest.mark.matrix
@pytest.mark.parametrize("redirection", NOWHERE)
@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["words", "json"])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["set", "bot/s1", "a:=2"], "Saved 1 property of s1"),
     (["copy", "bot/s1", "bot/s2"], "Saved 1 property of s2"),
     (["rm", "bot/s1"], "Deleted s1 of bot"),
     (["undo"], "Restored 1 property of s3"),
     (["import", "FILE", "--map", "bot=bot2"], "Wrote 2 documents"),
     (["export", "bot", "-o", "FILE.gz"], "2 documents in ")],
    ids=["set", "copy", "rm", "undo", "import", "export"],
)  # fmt: skip
def test_a_write_whose_report_goes_nowhere_is_said_to_be_done(
    shell: Shell,
    tmp_path: Path,
    arguments: list[str],
    sentence: str,
    as_json: list[str],
    redirection: str,
) -> None:
    shell.put("s1", 3_600, a=1)
    shell.put("s3", 3_600, b=1)
    file = str(tmp_path / "x.ndjson")
    assert shell("export", "bot", "-o", file).exit_code == 0
    assert shell("set", "bot/s3", "b:=2").exit_code == 0
    result = run_with(
        shell, redirection, *[each.replace("FILE", file) for each in arguments], *as_json
    )
    assert result.returncode == 1
    assert f"This was done, and only the report of it failed: {sentence}" in result.stderr, (
        result.stderr
    )
    assert "Error: The output: " in result.stderr


@pytest.mark.parametrize("redirection", NOWHERE)
def test_an_export_to_a_stdout_that_takes_nothing_is_not_said_to_be_written(
    shell: Shell, redirection: str
) -> None:
    shell.put("s1", 3_600, a=1)
    result = run_with(shell, redirection, "export", "bot", "-o", "-")
    assert result.returncode == 1
    assert "written" not in result.stderr
    assert result.stderr.startswith("Error: The output: ")


def test_a_stdin_that_is_closed_is_told(shell: Shell) -> None:
    result = run_with(shell, "<&-", "set", "bot/s1", "--from", "-")
    assert result.returncode == 1
    assert result.stderr == "Error: stdin can't be read: it is closed.\n"


def test_without_a_stderr_a_command_does_its_work(shell: Shell) -> None:
    shell.put("s1", 3_600, a=1)
    done = run_with(shell, "2>&-", "set", "bot/s1", "a:=2")
    assert (done.returncode, done.stdout[:7]) == (0, "Saved 1")
    assert run_with(shell, "2>&- <&- >&-", "set", "bot/s1", "a:=3").returncode == 1
    assert shell.stored() == {"a": "3"}


@pytest.mark.matrix
@pytest.mark.parametrize("out", NOWHERE)
@pytest.mark.parametrize("err", ["2>&-"] + ["2>/dev/full"] * Path("/dev/full").exists())
@pytest.mark.parametrize("arguments", [["ls"], ["set", "bot/s1", "a:=2"], ["get", "bot/gone"]])
def test_the_status_is_ours_where_nothing_can_be_written(
    shell: Shell, out: str, err: str, arguments: list[str]
) -> None:
    """Python has a status of its own, 120, for what can't be written at its end."""
    shell.put("s1", 3_600, a=1)
    # A stderr that is full is an error of its own; one that is not there takes all that is said.
    expected = 3 if arguments[0] == "get" and err == "2>&-" else 1
    assert run_with(shell, f"{out} {err}", *arguments).returncode == expected
