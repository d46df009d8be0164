"""The completion of commands and options, driven in the shells of README."""

import os
import re
import select
import shutil
import subprocess
import sys
import termios
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
README = Path(__file__).parents[2].joinpath("README.md").read_text()
SECTION = README.partition("### Completion")[2].partition("\n## ")[0]
SOURCED = {
    "bash": 'eval "$(_CCS_TUI_COMPLETE=bash_source ccs-tui)"',
    "zsh": 'autoload -U compinit; compinit; eval "$(_CCS_TUI_COMPLETE=zsh_source ccs-tui)"',
    "fish": "_CCS_TUI_COMPLETE=fish_source ccs-tui | source",
}
"""The lines with which each shell has the completion, as README says them."""
TYPED = {
    "ccs-tui expo": ("export",),
    "ccs-tui export --ma": ("--mask",),
    "ccs-tui import --ttl re": ("remaining",),
    "ccs-tui import fri": ("friday.ndjson",),
    "ccs-tui get -P am": ("americas",),
    "ccs-tui doctor am": ("americas",),
}
"""What is typed, and what completes it."""
PROFILE = '[profiles.{}]\naccount = "le12345678"\nregion = "emea"\n'


def needs(shell: str) -> "pytest.MarkDecorator":
    missing = [name for name in (shell, "ccs-tui") if shutil.which(name, path=_path()) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {' and '.join(missing)}")


def _path() -> str:
    return f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the shells a home with two profiles, and a file to be named."""
    (tmp_path / "friday.ndjson").touch()
    settings = tmp_path / "settings.toml"
    settings.write_text("".join(PROFILE.format(name) for name in ("americas", "emea")))
    settings.chmod(0o600)
    monkeypatch.setenv("CCS_CONFIG_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name, value in {"HOME": str(tmp_path), "PATH": _path(), "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def said(*argv: str) -> list[str]:
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert ended.stderr == ""
    return [line.partition("\t")[0] for line in ended.stdout.splitlines()]


def test_readme_says_how_each_shell_has_it() -> None:
    text = " ".join(SECTION.split())
    for line in SOURCED.values():
        for part in line.split("; "):
            assert part in text


@needs("fish")
@pytest.mark.slow
@pytest.mark.parametrize("typed", TYPED)
def test_fish_completes(typed: str) -> None:
    listed = said("fish", "--no-config", "-c", f"{SOURCED['fish']}; complete -C '{typed}'")
    assert set(listed) == set(TYPED[typed])
    listed = said("fish", "--no-config", "-c", f"{SOURCED['fish']}; complete -C 'ccs-tui ex'")
    assert set(listed) == {"expect", "export"}


@pytest.mark.slow
@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize(
    "argv",
    [
        pytest.param(["bash", "--norc", "--noprofile", "-i"], marks=needs("bash")),
        pytest.param(["zsh", "-f", "-i"], marks=needs("zsh")),
    ],
    ids=["bash", "zsh"],
)
def test_it_completes_where_tab_is_pressed(argv: list[str], typed: str) -> None:
    terminal, inside = os.openpty()
    termios.tcsetwinsize(inside, (30, 100))
    process = subprocess.Popen(
        argv, stdin=inside, stdout=inside, stderr=inside, start_new_session=True
    )
    try:
        os.write(terminal, f"{SOURCED[argv[0]]}; echo so''urced\n".encode())
        until(terminal, "sourced\r")
        os.write(terminal, f"{typed}\t".encode())
        shown = until(terminal, *TYPED[typed])
    finally:
        process.kill()
        process.wait()
        os.close(inside)
        os.close(terminal)
    assert "not found" not in shown


def until(terminal: int, *expected: str) -> str:
    """Read until all that is expected is shown. Fails where that doesn't come."""
    shown = ""
    while not all(each in shown for each in expected):
        assert select.select([terminal], [], [], 30)[0], shown
        shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(terminal, 1_000).decode())
    return shown
