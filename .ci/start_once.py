"""Start an installed ccs-tui once, as a person would, and see that it works.

Usage: start_once.py PATH_OF_CCS_TUI. Needs the standard library only, and a POSIX system.
"""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE_SECONDS = 60
ROWS, COLUMNS = 40, 140
CONTROL_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-9;:?<=>$]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[=>()].?)"
)
SESSION = re.compile(r"\b[0-9a-f]{8}-")
MAIN_SCREEN, CURSOR_SHOWN = b"\x1b[?1049l", b"\x1b[?25h"


def main(program: str) -> None:
    """Ask for the version and the help, then open the demo and leave it with q."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        for option, expected in (("--version", "ccs-tui"), ("--help", "demo")):
            answer = subprocess.run(
                [program, option], env=environment, check=True, capture_output=True, text=True
            ).stdout
            print(answer)
            if expected not in answer:
                sys.exit(f"{option} says nothing of {expected!r}")
        open_demo(program, environment)
    print("The demo showed its sessions, and left the terminal as it was.")


def open_demo(program: str, environment: dict[str, str]) -> None:
    """Open the demo in a terminal, wait for its sessions, press q."""
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execve(program, [program, "demo"], environment)
    screen = Screen(terminal)
    try:
        screen.wait_for("its sessions", lambda text: "airlineBot" in text and SESSION.search(text))
        os.write(terminal, b"q")
        screen.wait_for_end()
    except TimeoutError as error:
        os.kill(process, 9)
        sys.exit(f"{error}\n\nWhat it wrote last:\n{screen.text[-4_000:]}")
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code:
        sys.exit(f"the demo ended with {code}\n\nWhat it wrote last:\n{screen.text[-4_000:]}")
    for sequence in (MAIN_SCREEN, CURSOR_SHOWN):
        if sequence not in screen.written:
            sys.exit(f"it left the terminal without {sequence!r}")


class Screen:
    """What a program writes to its terminal."""

    def __init__(self, terminal: int) -> None:
        self.terminal = terminal
        self.written = b""
        self.ended = False

    @property
    def text(self) -> str:
        """All that it wrote, without control sequences."""
        return CONTROL_SEQUENCE.sub("", self.written.decode(errors="replace"))

    def wait_for(self, what: str, is_there: Callable[[str], object]) -> None:
        """Read until `is_there`. Raises TimeoutError."""
        self._read(what, lambda: bool(is_there(self.text)))

    def wait_for_end(self) -> None:
        """Read until the program closes its terminal. Raises TimeoutError."""
        self._read("its end", lambda: self.ended)

    def _read(self, what: str, is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not is_done():
            left = end - time.monotonic()
            if left <= 0 or self.ended:
                raise TimeoutError(f"the demo did not come to {what}")
            if select.select([self.terminal], [], [], left)[0]:
                self.written += self._available()

    def _available(self) -> bytes:
        try:
            data = os.read(self.terminal, 65_536)
        except OSError:  # how Linux says that the other side is closed
            data = b""
        self.ended = not data
        return data


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).absolute()))
