"""The command line where it ends before a screen."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ccs_tui import __version__, cli
from ccs_tui.cli import main, terminal
from ccs_tui.model.profile import ClipboardRoute


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CCS_URL", "CCS_REGION", "CCS_ACCOUNT", "CCS_API_KEY", "CCS_USER",
                 "CCS_PASSWORD", "CCS_TOKEN", "CCS_READ_ONLY", "CCS_PROFILE",
                 "CCS_CLIPBOARD"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)


def test_it_says_its_version() -> None:
    result = CliRunner().invoke(main, ["--version"])
    lines = result.output.splitlines()
    assert lines[0] == f"ccs-tui {__version__} (installed)"
    named = [line.split()[0] for line in lines[1:]]
    assert named == ["Python", platform.system(), "SQLite", "textual"]
    assert "unknown" not in result.output


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"CCS_REGION": "mars"}, "CCS_REGION: there is no such region"),
        ({"CCS_URL": "nowhere"}, "CCS_URL: The URL needs http:// or https://"),
        ({"CCS_REGION": "emea", "CCS_ACCOUNT": "le1"}, "there are no credentials"),
        ({"CCS_READ_ONLY": "maybe"}, "CCS_READ_ONLY: it is 1 or 0"),
        (
            {"CCS_CLIPBOARD": "pigeon"},
            "CCS_CLIPBOARD: it is auto, osc52, tmux, system, file or off.",
        ),
    ],
)
def test_a_wrong_variable_is_named(environment: dict[str, str], sentence: str) -> None:
    result = CliRunner().invoke(main, env=environment)
    assert result.exit_code == 1
    assert sentence in result.output


@pytest.mark.parametrize(
    ("arguments", "variable", "route"),
    [
        (["demo"], "", None),
        (["demo"], "tmux", ClipboardRoute.TMUX),
        (["--clipboard", "file", "demo"], "tmux", ClipboardRoute.FILE),
        (["demo", "--clipboard", "file"], "tmux", ClipboardRoute.FILE),
        (["--clipboard", "off", "demo", "--clipboard", "file"], "", ClipboardRoute.FILE),
    ],
)
def test_the_nearest_wish_for_the_clipboard_counts(
    arguments: list[str],
    variable: str,
    route: ClipboardRoute | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[ClipboardRoute | None] = []
    monkeypatch.setattr("ccs_tui.ui.start.demo", lambda *_, **__: None)
    monkeypatch.setattr(terminal, "_terminal_problem", lambda: None)
    monkeypatch.setattr(cli, "show", lambda _: seen.append(cli.clipboard_wanted()))
    result = CliRunner().invoke(main, arguments, env={"CCS_CLIPBOARD": variable})
    assert (result.exit_code, seen) == (0, [route])


@pytest.mark.parametrize("where", ["settings", "option", "command"])
def test_no_failure_acts_on_the_terminal(tmp_path: Path, where: str) -> None:
    evil = "\x1b]0;owned\x07"
    settings = tmp_path / "settings.toml"
    if where == "settings":
        settings.write_text('[profiles."\\u001b]0;owned\\u0007"]\naccount = "le1"\n')
    arguments = {"settings": ["profiles"], "option": [f"--{evil}"], "command": [evil]}[where]
    result = CliRunner().invoke(main, arguments, env={"CCS_CONFIG_DIR": str(tmp_path)})
    assert result.exit_code != 0
    assert "owned" in result.output
    assert "\x1b" not in result.output
    assert "\x07" not in result.output


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_without_a_terminal_it_draws_nothing(command: list[str]) -> None:
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    assert "needs a terminal for its keys and its screen, and the standard input" in result.output


def test_without_a_terminal_no_demo_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*_: object, **__: object) -> None:
        raise AssertionError("a process was begun")

    monkeypatch.setattr(subprocess, "Popen", begun)
    assert "needs a terminal" in CliRunner().invoke(main, ["demo"]).output


@pytest.mark.parametrize("count", ["0", "100001", "many"])
def test_a_wrong_number_of_sessions_is_refused(count: str) -> None:
    assert CliRunner().invoke(main, ["demo", "--sessions", count]).exit_code == 2


def run_with(output: str, **environment: str) -> subprocess.CompletedProcess[str]:
    line = f"{sys.executable} -m ccs_tui profiles {output}"
    return subprocess.run(
        ["/bin/sh", "-c", line], env=os.environ | environment, capture_output=True, text=True
    )


@pytest.fixture
def config_dir(tmp_path: Path) -> str:
    (tmp_path / "settings.toml").write_text(
        '[profiles.one]\naccount = "1"\nurl = "https://one.example"\n', encoding="utf-8"
    )
    return str(tmp_path)


SAYS = """
import click
from ccs_tui.cli import main

main.add_command(click.Command("say", callback=lambda: click.echo("\\xe9\\u6f22")))
main(["say"])
"""


def test_what_the_locale_lacks_is_printed_as_its_escape() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "iso-8859-1:strict"}
    argv = [sys.executable, "-c", SAYS]
    done = subprocess.run(argv, env=environment, capture_output=True, check=True)
    assert done.stdout == b"\xe9\\u6f22\n"


def test_an_output_that_takes_nothing_is_told(config_dir: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    # Python keeps what is written to a file until the end, unless this is set.
    done = run_with(">/dev/full", CCS_CONFIG_DIR=config_dir, PYTHONUNBUFFERED="")
    assert done.returncode == 1
    assert "Exception ignored" not in done.stderr
    assert "Error: The output: No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert run_with(">/dev/full 2>&1", CCS_CONFIG_DIR=config_dir).returncode != 0


def test_a_bug_is_a_sentence_without_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def fails() -> None:
        raise RuntimeError("the key is s3cret")

    monkeypatch.setitem(main.commands, "fails", fails)
    result = CliRunner().invoke(main, ["fails"])
    assert result.exit_code == 1
    assert "A bug of ccs-tui" in result.output
    assert "RuntimeError" in result.output
    assert "s3cret" not in result.output
