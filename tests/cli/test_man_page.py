"""The manual page: it has what the help has, and `man` can show it."""

import re
import shutil
import subprocess

import click
import pytest

from ccs_tui.cli import main
from ccs_tui.cli.man_page import man_page

PAGE = man_page(main, "ccs-tui", "1.2.3")
READ = re.sub(r"\\\[u(\w{4})\]", lambda found: chr(int(found[1], 16)), PAGE)
READ = READ.replace("\\-", "-").replace("\\&", "").replace("\\e", "\\")
CONTEXT = click.Context(main, info_name="ccs-tui", **main.context_settings)


def section(name: str) -> str:
    return READ.partition(f'.SS "ccs-tui {name}"\n')[2].partition("\n.S")[0]


def test_it_has_a_section_for_each_command() -> None:
    sections = re.findall(r'^\.SS "ccs-tui ([\w-]+)"$', READ, re.MULTILINE)
    assert sections == main.list_commands(CONTEXT)


@pytest.mark.parametrize("name", main.list_commands(CONTEXT))
def test_it_has_each_option_with_its_words_and_each_example(name: str) -> None:
    command = main.get_command(CONTEXT, name)
    assert command is not None
    said = section(name)
    context = click.Context(command, CONTEXT, name)
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option):
            record = parameter.get_help_record(context)
            assert record is not None
            assert f".B {record[0]}\n" in said
            assert " ".join(record[1].split()) in said
    for line in (command.help or "").partition("Examples:")[2].splitlines():
        assert line.strip() in said


def test_it_has_the_statuses_and_the_version() -> None:
    assert "\n  130  interrupted" in READ.partition(".SH EXIT STATUS")[2]
    assert READ.startswith('.TH "CCS-TUI" 1 "" "ccs-tui 1.2.3"\n')


def test_no_line_of_text_is_taken_for_a_macro() -> None:
    @click.group(help="Shows.\n\n.SH is no heading, and \\fB no font: a-b …\n\n\b\n.nf\n'it")
    def group() -> None: ...

    page = man_page(group, "x", "1")
    assert "\n\\&.SH is no heading, and \\efB no font: a\\-b \\[u2026]\n" in page
    assert "\n\\&.nf\n\\&'it\n" in page


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_groff_shows_it_without_a_warning() -> None:
    arguments = ["groff", "-man", "-ww", "-Tutf8"]
    shown = subprocess.run(arguments, input=PAGE, capture_output=True, text=True, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "NAME" in shown.stdout
