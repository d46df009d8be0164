"""From the command to the first frame, and to the demo's sessions, beside a bare Textual app."""

import sys
from collections.abc import Iterator

from tests.benchmarks.table import Row, median
from tests.benchmarks.terminal import Terminal

TIMES = 9

BARE = [
    sys.executable,
    "-c",
    """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("here it is")

Bare().run()
""",
]
PANELS = ("╭─ Namespaces ─", "╭─ Sessions ─", "╭─ Document ─")
DEMO = [sys.executable, "-m", "ccs_tui", "demo"]


def measure() -> Iterator[Row]:
    """Yield both figures of the budget, as they are and against the bare app, in turns."""
    bare, first, sessions = [], [], []
    for turn in range(TIMES + 1):
        with Terminal(BARE) as terminal:
            terminal.read_until(b"here it is")
            bare_ms = terminal.wait_until_shown("here it is") * 1_000
        with Terminal(DEMO) as terminal:
            terminal.read_until(b"__default__")
            first_ms = terminal.wait_until(_has_frame) * 1_000
            sessions_ms = terminal.wait_until(_has_sessions) * 1_000
        if turn:  # the first finds nothing in the disk's cache
            bare.append(bare_ms)
            first.append(first_ms)
            sessions.append(sessions_ms)
    yield Row("a bare app with one Static: first frame", median(bare), None, "ms")
    yield Row("ccs-tui demo: first frame", median(first), None, "ms")
    yield Row("ccs-tui demo: first frame, against the bare app", _ratio(first, bare), 1.2, "×")
    yield Row("ccs-tui demo: sessions on the screen", median(sessions), None, "ms")
    yield Row("ccs-tui demo: the same, against the bare app", _ratio(sessions, bare), 2.2, "×")


def _has_frame(screen: str) -> bool:
    """Whether it is the explorer: its title line, the three panels by name, and the keys."""
    return all(part in screen for part in ("ccs-tui", *PANELS, "? Help"))


def _has_sessions(screen: str) -> bool:
    return "airlineBot" in screen and "__default__" in screen


def _ratio(ours: list[float], bare: list[float]) -> float:
    return median(ours) / median(bare)
