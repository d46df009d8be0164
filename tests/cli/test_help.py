"""README on the commands for scripts, held against the commands themselves."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ccs_tui.cli import main
from ccs_tui.cli.exit_status import ExitStatus
from ccs_tui.cli.later_commands import FOR_SCRIPTS
from ccs_tui.cli.output import FORMAT

README = (Path(__file__).parents[2] / "README.md").read_text()
SECTION = README.partition("## Commands for scripts")[2].partition("\n## ")[0]
ROWS = dict(re.findall(r"^\| `ccs-tui ([\w-]+)` \| (.+) \|$", SECTION, re.MULTILINE))


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def test_readme_has_a_row_for_each_command() -> None:
    assert sorted(ROWS) == sorted(FOR_SCRIPTS)


EVERY = main.list_commands(click.Context(main))
WITHOUT_SERVICE = {"demo", "emulator", "profiles", "recording"}


@pytest.mark.parametrize("name", EVERY)
def test_each_command_has_help_with_examples_and_takes_a_profile(name: str) -> None:
    said = CliRunner().invoke(main, [name, "--help"]).stdout
    assert f"  ccs-tui {name}" in said.partition("Examples:")[2]
    assert ("-P, --profile NAME" in said) == (name not in WITHOUT_SERVICE)


@pytest.mark.parametrize("name", sorted(FOR_SCRIPTS))
def test_each_command_has_the_options_of_readme(name: str) -> None:
    said = CliRunner().invoke(main, [name, "--help"]).stdout
    for option in re.findall(r"--[a-z-]+", ROWS[name]):
        assert option in said


def test_readme_has_the_statuses_and_the_version_of_the_form() -> None:
    listed = set(map(int, re.findall(r"^\| (\d+) \|", SECTION, re.MULTILINE)))
    assert {*listed, ExitStatus.CLOSED_PIPE} == set(ExitStatus)
    assert f"the version of its form: {FORMAT}." in " ".join(SECTION.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands_are_completed_in_every_shell_of_readme(shell: str) -> None:
    assert f"{shell}_source" in SECTION
    environment = {"_CCS_TUI_COMPLETE": f"{shell}_source"}
    made = CliRunner().invoke(main, env=environment, prog_name="ccs-tui", standalone_mode=True)
    assert "_CCS_TUI_COMPLETE" in made.output
    given = {"COMP_WORDS": "ccs-tui sea", "COMP_CWORD": "1" if shell != "fish" else "sea"}
    asked = {"_CCS_TUI_COMPLETE": f"{shell}_complete", **given}
    found = CliRunner().invoke(main, env=asked, prog_name="ccs-tui").output
    assert "search" in found
