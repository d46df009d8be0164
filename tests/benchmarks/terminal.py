"""A program in a real pseudo-terminal: what it sends there, when, and what is on the screen.

Bytes and times are taken where a terminal takes them. What is sent is looked at only while nothing
more comes, so that looking delays no measurement.
"""

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

PATIENCE_SECONDS = 60.0

_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;c",
}
"""What a terminal is asked, and says: it shows a frame at once, and its size by a signal."""

_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=?][0-9;]*[$u][py]?|\x1b\[[<>][0-9;]*[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Response:
    """What came after a key: milliseconds to the first byte, and the bytes until it was quiet."""

    milliseconds: float
    bytes: int


class Terminal:
    """Runs a program in a pseudo-terminal of `columns` by `rows` cells.

    `environment` is added to this process's own; a None takes a variable away. As a context
    manager it ends the program, however it was left.
    """

    def __init__(
        self,
        argv: Sequence[str],
        columns: int = 120,
        rows: int = 40,
        environment: Mapping[str, str | None] | None = None,
    ) -> None:
        self.output = b""
        """All that the program has sent."""
        self._log: list[tuple[float, bytes]] = []
        self._seen = 0
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        variables = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        # As for a user: what was compiled once is not compiled at every start.
        variables.pop("PYTHONDONTWRITEBYTECODE", None)
        given = {**variables, **(environment or {})}
        self._fd, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settings = termios.tcgetattr(inner)
        """How the line is set before the program starts."""
        self._inner = inner
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            argv,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={name: value for name, value in given.items() if value is not None},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close()

    def send(self, keys: str | bytes) -> None:
        """Send keys, as a terminal encodes them, or any bytes, and don't wait."""
        os.write(self._fd, keys.encode() if isinstance(keys, str) else keys)

    def press(self, keys: str, idle: float = 0.06) -> Response:
        """Send keys at once, and return what came until nothing came for `idle` seconds.

        Raises TimeoutError if nothing comes at all.
        """
        self.wait_until_quiet(0.0)  # what still came is no answer to these
        start = time.perf_counter()
        self.send(keys)
        first = self._read(PATIENCE_SECONDS)
        if not first:
            raise TimeoutError(f"Nothing came after {keys!r}.\n{self.shown()}")
        milliseconds = (self._log[-1][0] - start) * 1_000
        return Response(milliseconds, len(first) + len(self.wait_until_quiet(idle)))

    def unread(self) -> int:
        """Return how many bytes were sent that the program has not read yet."""
        count = fcntl.ioctl(self._inner, termios.FIONREAD, bytes(4))
        return int.from_bytes(count, sys.byteorder)

    def wait_until_quiet(self, idle: float) -> bytes:
        """Read until nothing comes for `idle` seconds; return what came."""
        came = b""
        while more := self._read(idle):
            came += more
        return came

    def read_until(self, text: bytes) -> None:
        """Read until `text` was sent, and look at nothing on the way. Raises TimeoutError."""
        end = time.perf_counter() + PATIENCE_SECONDS
        while text not in self.output:
            if not self._read(0.05) and (self.has_ended or time.perf_counter() > end):
                raise TimeoutError(f"It never came. On the screen is:\n{self.shown()}")

    def read_for(self, seconds: float) -> bytes:
        """Return what comes in the next `seconds`."""
        end = time.perf_counter() + seconds
        came = b""
        while (left := end - time.perf_counter()) > 0:
            came += self._read(left)
        return came

    def wait_until(self, holds: Callable[[str], object]) -> float:
        """Wait until `holds` for the screen's text; return the seconds from start to its bytes.

        `holds` is also asked while nothing comes, since it may look at more than the screen: at a
        file, say. The time is that of the last bytes then.

        Raises TimeoutError, with what is on the screen.
        """
        end = time.perf_counter() + PATIENCE_SECONDS
        while True:
            for at, came in self._log[self._seen :]:
                self._seen += 1
                self._feed(came)
                if holds(self._text()):
                    return at - self.started
            if not self._read(0.05):
                if self._log and holds(self._text()):
                    return self._log[-1][0] - self.started
                if self.has_ended or time.perf_counter() > end:
                    raise TimeoutError(f"It never came. On the screen is:\n{self._text()}")
            self.wait_until_quiet(0.02)

    def wait_until_shown(self, text: str) -> float:
        """Wait until `text` is on the screen; return the seconds from start to its bytes."""
        return self.wait_until(lambda screen: text in screen)

    def wait_for_end(self) -> int:
        """Read until the program ends; return its exit code. Raises TimeoutError."""
        end = time.perf_counter() + PATIENCE_SECONDS
        while not self.has_ended:
            self._read(0.02)
            if time.perf_counter() > end:
                raise TimeoutError(f"It never ended. On the screen is:\n{self.shown()}")
        self.wait_until_quiet(0.02)
        return self.process.wait()

    @property
    def has_ended(self) -> bool:
        """Whether the program has ended."""
        return self.process.poll() is not None

    def shown(self) -> str:
        """Return the text on the screen, after all that has come."""
        for _, came in self._log[self._seen :]:
            self._feed(came)
        self._seen = len(self._log)
        return self._text()

    def cover(self, character: str) -> None:
        """Fill the screen with a character, which stays where nothing is drawn anew."""
        self.shown()
        for y in range(self._screen.lines):
            for x in range(self._screen.columns):
                cell = self._screen.buffer[y][x]
                self._screen.buffer[y][x] = cell._replace(data=character)

    def settings_now(self) -> list[object]:
        """Return how the line is set now."""
        return termios.tcgetattr(self._inner)

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed or the line is cut."""
        self.vanish()
        self.signal(signal.SIGHUP)

    def vanish(self) -> None:
        """Close the terminal, and let nobody tell the program."""
        self._close()

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._inner, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.shown()
        self._screen.resize(rows, columns)
        self.process.send_signal(signal.SIGWINCH)

    def memory(self) -> float:
        """Return the resident memory of the program in megabytes, where /proc says it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1_024

    def _close(self) -> None:
        for descriptor in (self._inner, self._fd):
            with suppress(OSError):
                os.close(descriptor)

    def _read(self, timeout: float) -> bytes:
        """Return what comes next within `timeout` seconds, and answer what is asked in it."""
        if not select.select([self._fd], [], [], max(0.0, timeout))[0]:
            return b""
        came = b""
        with suppress(OSError):
            came = os.read(self._fd, 1 << 16)
        if came:
            self._log.append((time.perf_counter(), came))
            self.output += came
            for question, answer in _ANSWERS.items():
                if question in came:
                    os.write(self._fd, answer)
        return came

    def _feed(self, came: bytes) -> None:
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", self._decoder.decode(came)))

    def _text(self) -> str:
        return "\n".join(
            "".join(self._screen.buffer[y][x].data for x in range(self._screen.columns))
            for y in range(self._screen.lines)
        )
