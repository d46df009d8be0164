"""However the explorer ends, the terminal is as it was."""

import re
import signal
import sys
from collections.abc import Callable

import pytest

from tests.benchmarks.terminal import Terminal

SETS = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
PUSHES_KEYBOARD, POPS_KEYBOARD = re.compile(rb"\x1b\[>[0-9]*u"), re.compile(rb"\x1b\[<[0-9]*u")
STYLES = re.compile(rb"\x1b\[([0-9;]*)m")

ON_AT_FIRST = {"7", "25"}
"""The modes that a terminal is in when a program starts: lines wrap, and the cursor is shown."""
EXPECTED = {"1049", "1000", "1003", "1006", "2004", "1004", "25"}
"""Modes that the explorer does set: the alternate screen, the mouse, pasting, focus, no cursor."""

DEMO = [sys.executable, "-m", "ccs_tui", "demo"]
CRASHING = [
    sys.executable,
    "-c",
    """
from ccs_tui.ui import start
from ccs_tui.ui.app import CcsApp

def crash(app):
    raise RuntimeError("a bug")

CcsApp.key_f12 = crash
app = CcsApp(start.demo(sessions=5))
app.run()
raise SystemExit(app.return_code)
""",
]

WAYS: dict[str, tuple[list[str], Callable[[Terminal], None], int]] = {
    "q": (DEMO, lambda terminal: terminal.send("q"), 0),
    "ctrl+c": (DEMO, lambda terminal: terminal.send("\x03"), 0),
    "a hangup": (DEMO, lambda terminal: terminal.signal(signal.SIGHUP), 129),
    "a kill": (DEMO, lambda terminal: terminal.signal(signal.SIGTERM), 143),
    "a bug": (CRASHING, lambda terminal: terminal.send("\x1b[24~"), 1),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_terminal_is_as_it_was_after(way: str) -> None:
    argv, leave, expected_code = WAYS[way]
    with Terminal(argv) as terminal:
        terminal.wait_until_shown("airlineBot")
        assert terminal.settings_now() != terminal.settings
        leave(terminal)
        assert terminal.wait_for_end() == expected_code
        output = terminal.output
        assert terminal.settings_now() == terminal.settings
    modes = {
        mode: action == b"h"
        for found, action in SETS.findall(output)
        for mode in found.decode().split(";")
    }
    assert modes.keys() >= EXPECTED
    assert {mode: on for mode, on in modes.items() if on != (mode in ON_AT_FIRST)} == {}
    assert len(PUSHES_KEYBOARD.findall(output)) == len(POPS_KEYBOARD.findall(output)) == 1
    assert STYLES.findall(output)[-1] in (b"", b"0")


def test_a_terminal_that_is_gone_ends_it() -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.hang_up()
        assert terminal.process.wait(60) == 129
