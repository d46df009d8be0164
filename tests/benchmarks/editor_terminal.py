"""A terminal whose program has painted its first frame."""

from typing import Self

from tests.benchmarks import terminal
from tests.benchmarks.terminal import Response

__all__ = ["Response", "Terminal"]


class Terminal(terminal.Terminal):
    """Waits for the program's first frame when it is entered."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.wait_until(str.strip)
        self.wait_until_quiet(idle=1.0)
        return self
