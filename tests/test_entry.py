"""The start of the program, and ctrl+c in the middle of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

from ccs_tui.entry import is_plain_demo
from tests.benchmarks.terminal import Terminal

INTERRUPTED = """
import importlib.abc, os, signal, sys

class Interrupt(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
sys.argv = ["ccs-tui", "--version"]
{before}
from ccs_tui.entry import main
main()
"""


def run(before: str = "") -> "subprocess.CompletedProcess[str]":
    code = INTERRUPTED.replace("{before}", before)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_ctrl_c_while_it_is_imported_ends_it_without_a_word() -> None:
    """A shell has 130 for it."""
    ended = run()
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, "", "")


def test_in_the_background_of_a_script_it_is_ignored_on() -> None:
    ended = run("signal.signal(signal.SIGINT, signal.SIG_IGN)")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "ccs-tui" in ended.stdout


USUAL = {"TERM": "xterm", "CCS_STATE_DIR": "/here", "HOME": "/there"}


@pytest.mark.parametrize(
    ("arguments", "more", "is_it"),
    [
        (["demo"], {}, True),
        (["demo", "--read-only"], {}, False),
        (["--read-only", "demo"], {}, False),
        ([], {}, False),
        (["demo"], {"CCS_READ_ONLY": "1"}, False),
        (["demo"], {"CCS_LOG": "log"}, False),
        (["demo"], {"CCS_CLIPBOARD": "tmux"}, False),
        (["demo"], {"CCS_PASSWORD": "x"}, False),
        (["demo"], {"_CCS_TUI_COMPLETE": "bash_complete"}, False),
        (["demo"], {"TERM": "dumb"}, False),
    ],
)
def test_the_demo_that_needs_no_click_has_nothing_said_of_it(
    arguments: Sequence[str],
    more: dict[str, str],
    is_it: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "isatty", lambda _: True)
    assert is_plain_demo(arguments, USUAL | more) is is_it


def test_without_a_terminal_the_demo_is_the_command_which_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "isatty", lambda number: number != 1)
    assert not is_plain_demo(["demo"], USUAL)


PLAIN = """
import sys
import ccs_tui.ui.explorer as explorer

def show(start):
    print("click is there:", "click" in sys.modules, "streams:", sys.stdout.errors)
    {end}

explorer.show_explorer = show
sys.argv = ["ccs-tui", "demo"]
from ccs_tui.entry import main
main()
"""


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        ("", 0, ""),
        ("raise SystemExit(143)", 143, ""),
        ("raise KeyboardInterrupt", 130, "Interrupted."),
        ("raise ValueError('s3cret')", 1, "Error: "),
        ("raise OSError(24, 'x')", 1, "Error: "),
    ],
)
def test_the_plain_demo_is_shown_without_click_and_its_failures_are_told(
    end: str, status: int, words: str
) -> None:
    variables = [name for name in os.environ if name.startswith("CCS_")]
    argv = [sys.executable, "-c", PLAIN.replace("{end}", end)]
    with Terminal(argv, environment=dict.fromkeys(variables)) as terminal:
        assert terminal.wait_for_end() == status
        shown = terminal.shown()
    assert "click is there: False streams: backslashreplace" in shown
    assert words in shown
    assert "Traceback" not in shown
    assert "s3cret" not in shown
