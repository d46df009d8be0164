"""Start ccs-tui once, as a person would, and see that it works.

Usage: start_once.py PATH_OF_CCS_TUI [--in-nothing]. Needs the standard library only, and a POSIX
system. `--in-nothing` starts it with no path to look for programs, no locale, and a home that can't
be written: what a single executable must get by with.
"""

import fcntl
import http.client
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


def main(program: str, *, in_nothing: bool) -> None:
    """Ask for the version and the help, open the demo and leave it with q, serve the emulator."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"TERM": "xterm-256color", "HOME": "/dev/null/home"}
        if not in_nothing:
            environment |= {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8"}
        for option, expected in (("--version", "ccs-tui"), ("--help", "demo")):
            answer = subprocess.run(
                [program, option], env=environment, check=True, capture_output=True, text=True
            ).stdout
            print(answer)
            if expected not in answer:
                sys.exit(f"{option} says nothing of {expected!r}")
        if in_nothing:
            make_demo_data(program, environment)
        open_demo(program, environment)
        serve(program, environment)
    print("The demo showed its sessions, and left the terminal as it was. The emulator answered.")


def make_demo_data(program: str, environment: dict[str, str]) -> None:
    """Have the second process of the demo started by the executable itself."""
    command = [program, "-m", "ccs_tui.emulator.demo", "le1", "10", "7", "1772452800000"]
    made = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    if b"\nSQLite format 3" not in made:
        sys.exit(f"the demo's second process wrote {made[:80]!r}")


def serve(program: str, environment: dict[str, str]) -> None:
    """Start the emulator, ask it whether it is well, and end it as a service manager would."""
    command = [program, "emulator", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as emulator:
        written = emulator.stdout or sys.exit("the emulator has no output")
        first = written.readline()
        found = re.search(r"http://([\w.]+):(\d+)", first)
        if not found:
            sys.exit(f"the emulator began with {first!r}")
        host, port = found[1], int(found[2])
        asked = http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
        asked.request("GET", "/__emulator__/health")
        print(asked.getresponse().read().decode())
        emulator.terminate()
        if not written.read().endswith("Stopped.\n") or emulator.wait():
            sys.exit(f"the emulator ended with {emulator.returncode}")


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
    main(str(Path(sys.argv[1]).absolute()), in_nothing="--in-nothing" in sys.argv)
