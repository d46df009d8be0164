"""Bytes to a terminal of 120×40: ours, and Textual's widgets with and without the same layer."""

import sys
from collections.abc import Iterator

from tests.benchmarks.table import Row, median
from tests.benchmarks.terminal import Terminal

DOWN, HOME, ESCAPE, NEXT, TICK = "\x1b[B", "\x1b[H", "\x1b", "\x1b[19~", "\x1b[20~"
TIMES, ROWS = 12, 36
BUDGET, TICK_BUDGET, SCROLL_BUDGET = 400, 600, 1_200
IDLE_SECONDS = 10.0
MESSAGE_SECONDS = 12.0
"""Longer than the message stands that says what is watched: its end sends bytes of its own."""


def measure() -> Iterator[Row]:
    """Yield the bytes of each key in the demo, then of the same keys in Textual's own widgets."""
    yield from _measure_demo()
    for name, which in (("Textual as it is", "stock"), ("only changed cells", "changed")):
        yield from _measure_widgets(name, which)


def _measure_demo() -> Iterator[Row]:
    with Terminal([sys.executable, "-m", "ccs_tui", "demo"]) as terminal:
        terminal.wait_until_shown("__default__")
        terminal.wait_until_quiet(0.5)
        _settle(terminal, "2")
        yield _moves(terminal, "sessions")
        yield _scrolls(terminal, "sessions")
        _settle(terminal, "/")
        typed = [_cost(terminal, character) for character in "01a"]
        yield Row("demo: a character of a filter", median(typed), None, "bytes")
        _settle(terminal, ESCAPE)
        _settle(terminal, "3")
        yield _moves(terminal, "properties, with the text below")
        _settle(terminal, "e")
        typed = [_cost(terminal, character) for character in "rebooking a"]
        yield Row("demo: a character in the editor", median(typed), BUDGET, "bytes")
        _settle(terminal, ESCAPE)
        _settle(terminal, "1")
        _settle(terminal, "t")
        terminal.wait_until_shown("Expiry · airlineBot")
        yield _moves(terminal, "TTL view")
        yield _scrolls(terminal, "TTL view")
        seconds = len(terminal.read_for(TIMES)) / TIMES
        yield Row("demo: a second of the TTL view", seconds, TICK_BUDGET, "bytes")
        _settle(terminal, ESCAPE)
        yield _moves(terminal, "namespaces")
        for key in "/vip\r":
            _settle(terminal, key)
        terminal.wait_until_shown("Sessions · vipList")
        terminal.wait_until_quiet(1.5)
        idle = len(terminal.read_for(IDLE_SECONDS))
        yield Row("demo: idle for 10 s, no countdown due", idle, 0, "bytes")
        for key in ("2", "*", "w", "\t", "\r"):
            _settle(terminal, key)
        terminal.wait_until_shown("watched")
        terminal.wait_until_quiet(MESSAGE_SECONDS)
        watched = len(terminal.read_for(IDLE_SECONDS))
        yield Row("demo: 26 documents watched for 10 s", watched, 0, "bytes")


def _moves(terminal: Terminal, where: str) -> Row:
    """Return what a move costs: the least of a few, since some also open what is there."""
    moves = [_cost(terminal, key) for key in (DOWN, DOWN, DOWN)]
    return Row(f"demo: a cursor move in the {where}", min(moves), BUDGET, "bytes")


def _scrolls(terminal: Terminal, where: str) -> Row:
    """Return what a row costs where the view goes along: the mean of a page, then to the top."""
    terminal.send(DOWN * ROWS)
    terminal.wait_until_quiet(1.0)
    sent = sum(terminal.press(DOWN, idle=0.02).bytes for _ in range(ROWS))
    terminal.send(HOME)
    terminal.wait_until_quiet(1.0)
    return Row(f"demo: scrolling the {where} by a row", sent / ROWS, SCROLL_BUDGET, "bytes")


def _measure_widgets(name: str, which: str) -> Iterator[Row]:
    with Terminal([sys.executable, "-m", "tests.benchmarks.wire_bytes_child", which]) as terminal:
        terminal.wait_until_shown("3f2c9d1e-7b0a-0001")
        terminal.wait_until_quiet(1.0)
        yield Row(f"{name}: the first frame", len(terminal.output), None, "bytes")
        ticks = [_cost(terminal, TICK) for _ in range(TIMES)]
        budget = TICK_BUDGET if which == "changed" else None
        yield Row(f"{name}: a tick of 40 countdowns", median(ticks), budget, "bytes")
        budget = BUDGET if which == "changed" else None
        for widget in ("OptionList", "DataTable", "Tree"):
            moves = [_cost(terminal, DOWN) for _ in range(TIMES)]
            yield Row(f"{name}: {widget}, cursor down", median(moves), budget, "bytes")
            _settle(terminal, NEXT)
        typed = [_cost(terminal, character) for character in "rebook a flig"]
        yield Row(f"{name}: TextArea, a character", median(typed), budget, "bytes")
        idle = len(terminal.read_for(IDLE_SECONDS))
        yield Row(f"{name}: idle for 10 s", idle, 0 if which == "changed" else None, "bytes")


def _cost(terminal: Terminal, key: str) -> int:
    return terminal.press(key, idle=0.04).bytes


def _settle(terminal: Terminal, keys: str) -> None:
    """Send keys, and wait for all that comes of it."""
    terminal.send(keys)
    terminal.wait_until_quiet(0.6)
