"""No program code is taken from the folder that ccs-tui was started in."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from ccs_tui.ui.clipboard import CopyWay, copy
from ccs_tui.workspace.demo_data import DemoData

# Modules that Python, this program or a library of its would import if they were looked for here.
NAMES = (
    "pyperclip", "json", "sitecustomize", "usercustomize", "textual", "click", "sqlite3",
    "pydantic", "subprocess", "platform", "contextlib", "msgspec", "starlette", "httpx", "tomllib",
)  # fmt: skip


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder full of modules that leave a file when they are run; return that file."""
    trace = tmp_path / "was run"
    code = f"open({str(trace)!r}, 'a').write(__name__ + ' ')\n"
    here = tmp_path / "here"
    here.mkdir()
    for name in NAMES:
        (here / f"{name}.py").write_text(code)
    (here / "ccs_tui").mkdir()
    (here / "ccs_tui" / "__init__.py").write_text(code)
    monkeypatch.chdir(here)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return trace


def test_copying(planted: Path) -> None:
    sent: list[str] = []
    outcome = asyncio.run(copy(sent.append, "text", environment={}))
    assert not planted.exists()
    assert outcome.way in CopyWay


def test_the_demos_own_process(planted: Path) -> None:
    assert DemoData(20, 7).image()
    assert not planted.exists()


@pytest.mark.parametrize("arguments", [["--version"], ["profiles"], ["demo"], ["emulator", "-h"]])
def test_the_command(planted: Path, arguments: list[str]) -> None:
    program = Path(sys.executable).with_name("ccs-tui")
    subprocess.run([program, *arguments], check=False, capture_output=True)
    assert not planted.exists()


def test_as_a_module(planted: Path) -> None:
    """Whose package it is that Python finds is Python's; after that nothing comes from here."""
    here = Path.cwd()
    (here / "ccs_tui" / "__init__.py").unlink()
    (here / "ccs_tui").rmdir()
    # Python itself imports these before it comes to the module that it was told to run.
    for name in ("contextlib", "sitecustomize", "usercustomize"):
        (here / f"{name}.py").unlink()
    answer = subprocess.run(
        [sys.executable, "-m", "ccs_tui", "profiles"], check=True, capture_output=True, text=True
    )
    assert "There are no profiles" in answer.stderr
    assert not planted.exists()
