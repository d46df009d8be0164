"""A search of 100,000 sessions on the screen: the first hit, and the keys meanwhile."""

import sys
from collections.abc import Iterator
from time import perf_counter

from tests.benchmarks.search import running_server
from tests.benchmarks.search_child import ACCOUNT, KEY, NAMESPACE
from tests.benchmarks.table import Row, median, p95
from tests.benchmarks.terminal import PATIENCE_SECONDS, Terminal

FIRST_HITS, KEYS = 7, 60


def measure() -> Iterator[Row]:
    """Yield how long the first hit takes from the key on, and a typed character while it runs."""
    with running_server() as url:
        environment = {"CCS_URL": url, "CCS_ACCOUNT": ACCOUNT, "CCS_API_KEY": KEY}
        with Terminal([sys.executable, "-m", "ccs_tui"], environment=environment) as terminal:
            terminal.wait_until_shown(NAMESPACE)
            terminal.wait_until_shown("100,000")
            terminal.press("2")
            yield Row(
                "search: the first hit on the screen, from enter",
                median(_first_hit(terminal) for _ in range(FIRST_HITS)),
                100,
                "ms",
            )
            _begin(terminal)
            busy = _typed(terminal)
            terminal.press("\x1b")  # it stops, and the line keeps the focus
            terminal.press("\x15")
            idle = _typed(terminal)
            yield Row("search: a key typed while it runs, p95", p95(busy), 16, "ms")
            yield Row("search: a key typed while none runs, p95", p95(idle), None, "ms")


def _first_hit(terminal: Terminal) -> float:
    """Return the milliseconds from enter until the first hit is shown, which its page is part of.

    It is the only one of a first page: the scan goes on, and is left.
    """
    terminal.press("\x06")
    terminal.wait_until_shown("Search ·")
    terminal.press("\x15intent=refund")
    began = perf_counter()
    terminal.send("\r")
    took = _seconds_until(terminal, b'"refund"', began)
    terminal.press("\x1b")
    terminal.wait_until_shown("r Go on")
    terminal.press("\x1b")
    terminal.wait_until_shown("Namespaces")
    return 1_000 * took


def _begin(terminal: Terminal) -> None:
    """Begin a search, and go to its line while it runs."""
    terminal.press("\x06")
    terminal.wait_until_shown("Search ·")
    terminal.press("\x15intent=refund\r")
    terminal.press("\x06")


def _typed(terminal: Terminal) -> list[float]:
    """Return the milliseconds until each of some characters is shown."""
    taken = []
    for _ in range(KEYS):
        terminal.read_for(0.03)
        began = perf_counter()
        # No other text on the screen has it, and only cells that change are sent.
        terminal.send("Q")
        taken.append(1_000 * _seconds_until(terminal, b"Q", began))
    return taken


def _seconds_until(terminal: Terminal, text: bytes, began: float) -> float:
    came = b""
    while text not in came:
        came += terminal.read_for(0.001)
        if perf_counter() - began > PATIENCE_SECONDS:
            raise TimeoutError(f"It never came. On the screen is:\n{terminal.shown()}")
    return perf_counter() - began
