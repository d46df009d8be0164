"""Processes of their own that use the state, and disks and folders that can't be written."""

import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_HEAD = """
import itertools, resource, sys
from pathlib import Path
from ccs_tui.model.changes import Edit
from ccs_tui.local.export_writer import ExportWriter
from ccs_tui.local.journal import Outcome
from ccs_tui.local.state import State, StateError
from tests.local.conftest import KEY, record
"""
_OPEN = "state = State.open(Path(sys.argv[1]), wait_seconds=60)\n"
_READY = "print('ready', flush=True)\nsys.stdin.readline()\n"


class Child:
    """A process that has the state at `path` open, or opens it only once it is told to begin.

    It has `state`, `record` and its argument `sys.argv[2]`. As a context manager it is killed.
    """

    def __init__(self, path: Path, code: str, argument: str = "", *, opens_late: bool = False):
        head = _READY + _OPEN if opens_late else _OPEN + _READY
        self._process = subprocess.Popen(
            [sys.executable, "-c", _HEAD + head + textwrap.dedent(code), str(path), argument],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.__exit__(None, None, None)

    def begin(self) -> None:
        """Wait until it is ready, and let it go on."""
        assert self.line() == "ready\n"
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def line(self) -> str:
        """Return the next line that it prints."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def rest(self) -> list[str]:
        """Return the other lines, once it has ended."""
        assert self._process.stdout is not None
        return self._process.stdout.read().splitlines(keepends=True)

    def kill(self) -> None:
        """End it with no chance to do anything more: kill -9."""
        self._process.kill()

    def succeeds(self) -> bool:
        """Wait for its end."""
        return self._process.wait() == 0


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of that size at a new `folder`."""
    folder.mkdir()
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield folder


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """In the block, nothing in `folder` can be written, by root neither."""
    with _mounted(folder, "--bind", "-o", "ro", str(folder)):
        yield


@contextmanager
def _mounted(folder: Path, *arguments: str) -> Iterator[None]:
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount:
        pytest.skip("there is no mount here")
    if subprocess.run([mount, *arguments, folder], check=False, capture_output=True).returncode:
        pytest.skip("only root may mount")
    try:
        yield
    finally:
        # Who reads meanwhile may keep a file open, which is of no account here.
        subprocess.run([umount, "--lazy", folder], check=True)
