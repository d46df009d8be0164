"""The start of the program, and ctrl+c in the middle of it."""

import signal
import subprocess
import sys

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
