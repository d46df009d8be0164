"""The second processes of the program, in each of its forms."""

import subprocess
import sys

import pytest

from ccs_tui.workspace.own_process import (
    MODULES,
    form_of_program,
    give_back_libraries,
    own_process,
    run_own_process,
)

NOON = "1772452800000"
"""An instant in epoch milliseconds, for the demo's data."""


@pytest.fixture
def executable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "argv", list(sys.argv))


def is_image(output: bytes) -> bool:
    size, _, image = output.partition(b"\n")
    return image.startswith(b"SQLite format 3") and len(image) == int(size)


def test_installed_it_is_this_python_without_the_current_folder() -> None:
    made = own_process("ccs_tui.emulator.demo", "le1", "3", "7", NOON)
    assert made == [sys.executable, "-P", "-m", "ccs_tui.emulator.demo", "le1", "3", "7", NOON]
    assert is_image(subprocess.run(made, check=True, capture_output=True).stdout)


@pytest.mark.usefixtures("executable")
def test_an_executable_starts_itself_and_runs_the_module(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    made = own_process("ccs_tui.emulator.demo", "le1", "3", "7", NOON)
    assert made[:2] == [sys.executable, "-m"]
    assert run_own_process(made)
    assert is_image(capfdbinary.readouterr().out)


@pytest.mark.usefixtures("executable")
@pytest.mark.parametrize("argv", [[], ["x"], ["x", "-m"], ["x", "-m", "os"], ["x", "demo", "-m"]])
def test_an_executable_runs_no_module_but_its_own(argv: list[str]) -> None:
    assert not run_own_process(argv)


def test_installed_no_command_line_runs_a_module() -> None:
    assert not run_own_process(["x", "-m", MODULES[0]])


def test_the_form_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert form_of_program() == "installed"
    monkeypatch.setenv("PEX", "/tmp/ccs-tui.pyz")  # noqa: S108 - no file is made
    assert form_of_program() == "zip application"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert form_of_program() == "single executable"


OURS = {"LD_LIBRARY_PATH": "/ours", "PATH": "/bin"}


@pytest.mark.usefixtures("executable")
@pytest.mark.parametrize(
    ("before", "after"),
    [({}, {}), ({"LD_LIBRARY_PATH_ORIG": "/lib"}, {"LD_LIBRARY_PATH": "/lib"})],
)
def test_an_executable_keeps_its_libraries_from_other_programs(
    before: dict[str, str], after: dict[str, str]
) -> None:
    environment = OURS | before
    give_back_libraries(environment)
    assert environment == {"PATH": "/bin"} | after


def test_installed_the_libraries_of_the_user_stay() -> None:
    environment = dict(OURS)
    give_back_libraries(environment)
    assert environment == OURS
