"""However the explorer ends, the terminal is as it was."""

import re
import signal
import sys
from collections.abc import Callable
from functools import partial

import pytest

from ccs_tui.ui.terminal.signals import ENDING
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
    "a bug": (CRASHING, lambda terminal: terminal.send("\x1b[24~"), 1),
    **{
        number.name: (DEMO, partial(Terminal.signal, number=number), 128 + number)
        for number in ENDING
    },
}


QUICK = ("q", "SIGTERM")


@pytest.mark.parametrize(
    "way", [pytest.param(way, marks=() if way in QUICK else pytest.mark.slow) for way in WAYS]
)
def test_the_terminal_is_as_it_was_after(way: str) -> None:
    argv, leave, expected_code = WAYS[way]
    with Terminal(argv) as terminal:
        terminal.wait_until_shown("airlineBot")
        assert terminal.settings_now() != terminal.settings
        leave(terminal)
        assert terminal.wait_for_end() == expected_code
        output = terminal.output
        assert terminal.settings_now() == terminal.settings
    look_clean(output)


def look_clean(output: bytes, times: int = 1) -> None:
    """All that was turned on, so many times, was turned off again, and the pen is put down."""
    modes = {
        mode: action == b"h"
        for found, action in SETS.findall(output)
        for mode in found.decode().split(";")
    }
    assert modes.keys() >= EXPECTED
    assert {mode: on for mode, on in modes.items() if on != (mode in ON_AT_FIRST)} == {}
    assert len(PUSHES_KEYBOARD.findall(output)) == len(POPS_KEYBOARD.findall(output)) == times
    assert STYLES.findall(output)[-1] in (b"", b"0")


@pytest.mark.slow
def test_a_terminal_that_is_gone_ends_it() -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.hang_up()
        assert terminal.process.wait(60) == 129


@pytest.mark.slow
def test_a_second_signal_ends_one_that_is_stuck() -> None:
    stuck = CRASHING[-1].replace(
        'raise RuntimeError("a bug")', "import os, time; os.write(2, b'stuck'); time.sleep(600)"
    )
    with Terminal([*CRASHING[:-1], stuck]) as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.send("\x1b[24~")
        terminal.read_until(b"stuck")
        terminal.signal(signal.SIGTERM)
        terminal.read_for(0.5)
        assert not terminal.has_ended
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_end() == -signal.SIGTERM
        assert terminal.settings_now() == terminal.settings
        look_clean(terminal.output)
