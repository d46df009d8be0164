"""README on the commands for scripts, held against the commands themselves."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ccs_tui.cli import main
from ccs_tui.cli.exit_status import ExitStatus
from ccs_tui.cli.lazy_commands import FOR_SCRIPTS
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


OF_ALL = {"--profile", "--json"}
OF_WRITES = {"--dry-run", "--yes"}


@pytest.mark.parametrize("name", sorted(FOR_SCRIPTS))
def test_readme_has_the_options_of_each_command_and_no_others(name: str) -> None:
    options = {
        option
        for parameter in command(name).params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    }
    said = " ".join(SECTION.split())
    assert "All take `--profile`, or `-P`, and all but `ticket` have `--json`." in said
    assert OF_ALL - options == ({"--json"} if name == "ticket" else set())
    assert "Those that write have `--dry-run` and `--yes` too" in said
    writes = name in ("copy", "import", "rm", "set", "ttl", "undo")
    assert options & OF_WRITES == (OF_WRITES if writes else set())
    assert ("--if-unchanged" in options) == (writes and name not in ("import", "undo"))
    own = options - OF_ALL - OF_WRITES - {"--if-unchanged"}
    assert set(re.findall(r"--[a-z-]+", ROWS[name])) == own


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
