"""The whole program on terminals that are odd: noise, no size, no locale, stopped, stuck, gone."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.benchmarks.terminal import Terminal
from tests.ui.crash_rig import CTRL_HOME, drafted, edit_selected_property, explorer, watched_service
from tests.ui.test_terminal_clean import look_clean
from tests.ui.test_terminal_input import MEANINGLESS

pytestmark = pytest.mark.slow

DEMO = [sys.executable, "-m", "ccs_tui", "demo", "--sessions", "20"]
NOISE_BYTES = int(os.environ.get("TERMINAL_NOISE", "50000"))


def still_answers(terminal: Terminal) -> None:
    terminal.send("?")
    terminal.wait_until_shown("Keys")
    terminal.send("\x1b")
    terminal.wait_until(lambda screen: "Keys" not in screen)


def test_noise_ends_nothing_and_keys_in_it_are_kept() -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_until_shown("airlineBot")
        for noise in (b"\xff", b"\xc3", b"\x00", *MEANINGLESS):
            terminal.send(noise)
            terminal.wait_until_quiet(0.02)
        terminal.send(b"\xff\x1b[999999999999999999999;5u/\xff")
        terminal.wait_until_shown("\ufffd")
        terminal.send("\x1b")
        terminal.wait_until(lambda screen: "\ufffd" not in screen)
        still_answers(terminal)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert b"Traceback" not in terminal.output


def _send(terminal: Terminal, noise: bytes) -> None:
    for at in range(0, len(noise), 2_048):
        if terminal.has_ended:
            return
        terminal.send(noise[at : at + 2_048])


@pytest.mark.parametrize("seed", range(2))
def test_random_noise_ends_nothing(seed: int) -> None:
    noise = Random(seed).randbytes(NOISE_BYTES)
    with Terminal(DEMO) as terminal:
        terminal.wait_until_shown("airlineBot")
        # In a thread: a terminal takes what comes while what it sends is not read.
        sender = threading.Thread(target=_send, args=(terminal, noise), daemon=True)
        sender.start()
        while sender.is_alive() and not terminal.has_ended:
            terminal.read_for(0.05)
        terminal.wait_until_quiet(0.5)
        if not terminal.has_ended:  # A q or a ctrl+c among them ends it as it does for a user.
            terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_end() in (0, 143)
        for bad in (b"Traceback", b"A bug of"):
            assert bad not in terminal.output
        # A ctrl+z among them gives the terminal back, and takes it again.
        look_clean(terminal.output, times=terminal.output.count(b"\x1b[?1049h"))


def frame_is(columns: int, rows: int) -> Callable[[str], bool]:
    def holds(screen: str) -> bool:
        lines = screen.split("\n")
        return len(lines) == rows and len(lines[0]) == columns and any(
            line[columns - 1] in "╮│" for line in lines
        ) and lines[rows - 1].strip() != ""  # fmt: skip

    return holds


def test_the_size_is_the_terminals_own() -> None:
    with Terminal(DEMO, environment={"COLUMNS": "40", "LINES": "10"}) as terminal:
        terminal.wait_until(frame_is(120, 40))
        terminal.resize(100, 30)
        terminal.wait_until(frame_is(100, 30))


def test_no_size_ends_it() -> None:
    sizes = [
        (1, 1),
        (10, 3),
        (500, 200),
        (0, 0),
        (2, 50),
        (300, 1),
        (0, 5),
        (5, 0),
        (1, 1),
        (120, 40),
    ]
    for first in ((0, 0), (1, 1), (10, 3)):
        with Terminal(DEMO, *first) as terminal:
            terminal.read_for(1.0)
            for columns, rows in sizes:
                terminal.resize(columns, rows)
                terminal.read_for(0.1)
            for columns, rows in sizes * 5:
                terminal.resize(columns, rows)
            terminal.wait_until_shown("airlineBot")
            still_answers(terminal)


LOCALES: list[tuple[dict[str, str | None], str]] = [
    ({"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "╭─ Namespaces"),
    ({"LC_ALL": None, "LANG": "C"}, "╭─ Namespaces"),
    ({"PYTHONIOENCODING": "ascii"}, "╭─ Namespaces"),
    # It says which characters its terminal has, and frames are not among them.
    ({"PYTHONIOENCODING": "iso-8859-1", "LC_ALL": "en_US.ISO-8859-1"}, "+- Namespaces"),
]


@pytest.mark.parametrize(("locale", "frame"), LOCALES, ids=str)
def test_any_locale_gets_a_whole_frame(locale: dict[str, str | None], frame: str) -> None:
    with Terminal(DEMO, environment=locale) as terminal:
        terminal.wait_until(lambda screen: "airlineBot" in screen and frame in screen)
        assert b"\\u25" not in terminal.output


@pytest.mark.parametrize("name", ["TEXTUAL_DRIVER", "TEXTUAL_COLOR_SYSTEM"])
def test_no_variable_of_the_framework_ends_it(name: str) -> None:
    with Terminal(DEMO, environment={name: "nowhere:Nothing"}) as terminal:
        terminal.wait_until_shown("airlineBot")
        still_answers(terminal)


REDIRECTIONS = ["<&-", ">&-", "2>&-", "</dev/null", "| cat", ">/dev/null", "2>error", "<&- >&-"]


@pytest.mark.parametrize("redirection", REDIRECTIONS)
def test_without_a_terminal_it_says_so(redirection: str, tmp_path: Path) -> None:
    run = f"{shlex.join(DEMO)} {redirection}"
    line = f"set -o pipefail; cd {tmp_path}; touch error; {run}; echo ended $?; cat error"
    with Terminal(["bash", "-c", line], columns=200) as terminal:
        terminal.wait_for_end()
        assert "ended 1" in terminal.shown()
        assert "needs a terminal" in terminal.shown()
        assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("name", [None, "", "dumb"])
def test_a_terminal_that_can_place_no_text_is_told(name: str | None) -> None:
    with Terminal(DEMO, environment={"TERM": name}) as terminal:
        assert terminal.wait_for_end() == 1
        assert "TERM=" in terminal.shown()
        assert b"\x1b" not in terminal.output


def test_a_terminal_that_is_gone_without_a_word_ends_it_and_drafts_are_kept() -> None:
    with watched_service() as service:
        service.put(note="small")
        ignores = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            terminal = explorer(service)
        finally:
            signal.signal(signal.SIGHUP, ignores)
        with terminal:
            terminal.wait_until_shown("note")
            terminal.send("3")
            edit_selected_property(terminal)
            terminal.send(CTRL_HOME + "typed ")
            terminal.wait_until(lambda screen: "typed" in screen)
            terminal.vanish()
            assert terminal.process.wait(30) == 129
        assert drafted("note") == 'typed "small"'


def test_a_terminal_that_takes_nothing_does_not_keep_it_from_ending() -> None:
    with Terminal(DEMO, 500, 200) as terminal:
        terminal.wait_until_shown("airlineBot")
        for _ in range(60):
            terminal.send("\x0c")  # It paints all again, and nobody reads.
            time.sleep(0.02)
        terminal.signal(signal.SIGTERM)
        assert terminal.process.wait(30) == 143


SHELL = """
import fcntl, os, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"])
"""


@pytest.mark.parametrize("place", ["list", "editor"])
def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again(place: str) -> None:
    with Terminal([sys.executable, "-c", SHELL], environment={"PS1": "$ "}) as terminal:
        terminal.wait_until_shown("$ ")
        terminal.send(f"{shlex.join(DEMO)}\r")
        terminal.wait_until_shown("airlineBot")
        if place == "editor":
            terminal.send("/typed")
            terminal.wait_until_shown("typed")
        for _ in range(2):
            terminal.send("\x1a")
            terminal.wait_until_shown("Stopped")
            look_clean(terminal.output, times=terminal.output.count(b"\x1b[?1049h"))
            terminal.send("echo shell-$((40+2))\r")
            terminal.wait_until_shown("shell-42")
            terminal.send("fg\r")
            terminal.wait_until(lambda screen: "╭" in screen and "shell-42" not in screen)
        if place == "editor":
            terminal.send("!")
            terminal.wait_until_shown("typed!")
            terminal.send("\x1b\x1b")
        still_answers(terminal)
        terminal.send("q")
        terminal.wait_until_shown("$ ")
        terminal.send("echo shell-$((50+3))\r")
        terminal.wait_until_shown("shell-53")
        look_clean(terminal.output, times=3)


def test_where_no_shell_waits_ctrl_z_comes_back() -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.send("\x1a")
        terminal.read_until(b"\x1b[?1049l")
        terminal.wait_until(lambda screen: "airlineBot" in screen)
        still_answers(terminal)


def test_one_that_was_stopped_from_outside_paints_all_again() -> None:
    with Terminal(DEMO) as terminal:
        terminal.wait_until_shown("airlineBot")
        terminal.read_for(1.5)
        terminal.signal(signal.SIGSTOP)
        terminal.read_for(0.2)
        sent = len(terminal.output)
        terminal.signal(signal.SIGCONT)
        while b"airlineBot" not in terminal.output[sent:]:
            assert terminal.read_for(5.0)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert terminal.settings_now() == terminal.settings
        look_clean(terminal.output, times=2)


RESOLVING = """
import asyncio, socket, time
socket.getaddrinfo = lambda *_, **__: time.sleep(600)
from ccs_tui.ui.event_loop import ExplorerLoop

async def main():
    with __import__("contextlib").suppress(TimeoutError):
        await asyncio.wait_for(asyncio.open_connection("no-such-host.invalid", 80), 0.1)

with asyncio.Runner(loop_factory=ExplorerLoop) as runner:
    runner.run(main())
"""


def test_quitting_waits_for_no_name_server() -> None:
    subprocess.run([sys.executable, "-c", RESOLVING], check=True, timeout=20)
