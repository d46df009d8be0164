"""The program where the system allows it no open file more: it names the limit, and no bug."""

import errno
import subprocess
import sys

import pytest

from ccs_tui.model.system_limits import NO_MORE_FILES, limit_reached
from ccs_tui.ui.bugs import describe_bug

LIMITED = """
import resource
from ccs_tui.cli import main
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
main(prog_name="ccs-tui")
"""


@pytest.mark.parametrize("arguments", [["--version"], ["profiles"], ["doctor"], ["emulator"]])
def test_each_command_names_the_limit(arguments: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Error: {NO_MORE_FILES}\n")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EMFILE, "Too many open files", "some/module.py"),
        OSError(errno.ENFILE, "Too many open files in system"),
        ImportError("some.so: cannot open shared object file: Too many open files"),
    ],
)
def test_it_is_told_of_each_error_that_shows_it(error: Exception) -> None:
    assert describe_bug(error) == NO_MORE_FILES


def test_other_errors_are_no_limit() -> None:
    assert limit_reached(OSError(errno.ENOENT, "No such file or directory")) is None
    assert limit_reached(ImportError("Too few")) is None
    assert limit_reached(RuntimeError("some other")) is None
