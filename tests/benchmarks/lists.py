"""Lists of 100,000 rows in a real pseudo-terminal, beside Textual's own in the same run."""

import sys
from collections.abc import Iterator

from tests.benchmarks.editor_terminal import Terminal
from tests.benchmarks.lists_child import ROWS
from tests.benchmarks.table import Row, median, p95

SHOW, TICK, ADD = "\x1b[20~", "\x1b[21~", "\x1b[19~"
DOWN, PAGE_DOWN, BACKSPACE = "\x1b[B", "\x1b[6~", "\x7f"
TIMES = 30
PLAIN = ("3", "f2", "a1", "7e", "0")
"""Queries with many and few substring matches, from nothing to the last character."""
RANKED = ("3f2c9d", "abz", "77z")
"""Queries that no row has as a substring, from their last character on."""


def measure() -> Iterator[Row]:
    """Yield the figures of the budget, and the same of OptionList and DataTable."""
    yield from _measure_ours()
    for name, which in (("OptionList", "options"), ("DataTable", "table")):
        yield from _measure_stock(name, which)


def _measure_ours() -> Iterator[Row]:
    with _run("ours") as terminal:
        before = terminal.memory()
        yield Row(
            "100,000 rows: to the first paint", terminal.press(SHOW, 0.5).milliseconds, 50, "ms"
        )
        added = terminal.memory() - before
        yield Row("100,000 rows: memory beyond the ids", added, 40, "MB")
        yield Row("100,000 rows: memory a row", added * 1_048_576 / ROWS, 400, "bytes")
        moves = [terminal.press(DOWN) for _ in range(TIMES)]
        yield Row("cursor down", median(move.milliseconds for move in moves), None, "ms")
        yield Row("cursor down", median(move.bytes for move in moves), 400, "bytes")
        pages = [terminal.press(PAGE_DOWN) for _ in range(TIMES)]
        yield Row("page down", median(page.milliseconds for page in pages), None, "ms")
        yield Row("page down", median(page.bytes for page in pages), None, "bytes")
        ticks = [terminal.press(TICK) for _ in range(TIMES)]
        yield Row("a tick of 40 countdowns", median(tick.bytes for tick in ticks), 600, "bytes")
        pages = [terminal.press(ADD) for _ in range(TIMES // 2)]
        yield Row(
            "a page of 1,000 rows comes", median(page.milliseconds for page in pages), None, "ms"
        )
        ready = [terminal.press("/").milliseconds for _ in range(5)]
        yield Row("filter begun", median(ready), None, "ms")
        plain = [ms for query in PLAIN for ms in _type(terminal, query)]
        yield Row("filter keystroke, substring", median(plain), 25, "ms")
        yield Row("filter keystroke, substring, p95", p95(plain), None, "ms")
        ranked = [_type(terminal, query)[-1] for query in RANKED * 3]
        yield Row("filter keystroke, ranked", median(ranked), 60, "ms")
        yield Row("filter keystroke, ranked, p95", p95(ranked), None, "ms")


def _measure_stock(name: str, which: str) -> Iterator[Row]:
    with _run(which) as terminal:
        before = terminal.memory()
        yield Row(f"{name}: to the first paint", terminal.press(SHOW, 2.0).milliseconds, None, "ms")
        yield Row(f"{name}: memory beyond the ids", terminal.memory() - before, None, "MB")
        moves = [terminal.press(DOWN) for _ in range(TIMES)]
        yield Row(f"{name}: cursor down", median(move.milliseconds for move in moves), None, "ms")
        yield Row(f"{name}: cursor down", median(move.bytes for move in moves), None, "bytes")
        typed = [terminal.press(character, 1.0).milliseconds for character in "3f2"]
        yield Row(f"{name}: filter keystroke, substring", median(typed), None, "ms")


def _type(terminal: Terminal, query: str) -> list[float]:
    """Type a query from an empty filter; return what each of its keys took."""
    terminal.press(BACKSPACE, idle=0.15)
    terminal.press("/", idle=0.15)
    return [terminal.press(character, idle=0.15).milliseconds for character in query]


def _run(which: str) -> Terminal:
    return Terminal([sys.executable, "-m", "tests.benchmarks.lists_child", which])
