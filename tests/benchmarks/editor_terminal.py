"""A terminal whose program has painted its first frame."""

from typing import Self

from tests.benchmarks import terminal
from tests.benchmarks.terminal import Response

__all__ = ["Response", "Terminal"]


FIRST_CELL = b"\x1b[1;1H"
"""What the first frame begins with, also where nothing is on it."""


class Terminal(terminal.Terminal):
    """Waits for the program's first frame when it is entered."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.wait_until(lambda _: FIRST_CELL in self.output)
        self.wait_until_quiet(idle=1.0)
        return self
