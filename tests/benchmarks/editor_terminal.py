"""A program in a real pseudo-terminal, and what it sends there after a key."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

_ANSWERS = {b"\x1b[?2026$p": b"\x1b[?2026;2$y", b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62;c"}


@dataclass(frozen=True, slots=True)
class Response:
    """What came after a key: milliseconds to the first byte, and the bytes until it was quiet."""

    milliseconds: float
    bytes: int


class Terminal:
    """Runs a program in a pseudo-terminal of `columns` by `rows` cells."""

    def __init__(self, argv: Sequence[str], columns: int = 120, rows: int = 40) -> None:
        self._argv = list(argv)
        self._size = struct.pack("HHHH", rows, columns, 0, 0)

    def __enter__(self) -> Self:
        environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, self._size)
            os.execvpe(self._argv[0], self._argv, environment)  # noqa: S606
        self.wait_until_quiet(idle=1.0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)

    def press(self, keys: str, idle: float = 0.06) -> Response:
        """Send keys at once, and return what came until nothing came for `idle` seconds.

        Raises TimeoutError if nothing comes at all.
        """
        os.write(self._fd, keys.encode())
        start = time.perf_counter()
        output = self._read(timeout=20.0)
        if not output:
            raise TimeoutError(f"Nothing came after {keys!r}.")
        milliseconds = (time.perf_counter() - start) * 1_000
        return Response(milliseconds, len(output) + len(self.wait_until_quiet(idle)))

    def wait_until_quiet(self, idle: float) -> bytes:
        """Read until nothing comes for `idle` seconds."""
        output = b""
        while read := self._read(idle):
            output += read
        return output

    def memory(self) -> float:
        """Return the resident memory of the program in megabytes."""
        with open(f"/proc/{self._pid}/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) / 1_024 for line in status if "VmRSS" in line)

    def _read(self, timeout: float) -> bytes:
        if not select.select([self._fd], [], [], timeout)[0]:
            return b""
        output = os.read(self._fd, 1 << 16)
        for question, answer in _ANSWERS.items():
            if question in output:
                os.write(self._fd, answer)
        return output
