"""The tree of a document at the limit in a real pseudo-terminal, beside Textual's own tree."""

import sys
import time
import tracemalloc
from collections.abc import Iterator

from ccs_tui.model.tree import Tree
from tests.benchmarks import editor_shapes
from tests.benchmarks.editor_terminal import Terminal
from tests.benchmarks.table import Row, median
from tests.benchmarks.tree_child import CHILDREN, value_of

SHOW, CLEAR, HIDE_TEXT, FIND = "\x1b[20~", "\x1b[19~", "\x1b[18~", "\x06"
DOWN, RIGHT, HOME = "\x1b[B", "\x1b[C", "\x1b[H"
TIMES = 20
NEEDLE = "short"


def measure() -> Iterator[Row]:
    """Yield the figures of the budget for each shape, and those of Textual's tree."""
    for shape, _ in editor_shapes.shapes():
        yield from _measure_document(shape)
    yield from _measure_children()
    yield _memory()
    with _run("stock") as terminal:
        terminal.press(SHOW, 3.0)
        expanded = _settled(terminal, RIGHT, 3.0)
        yield Row(f"Tree: expand {CHILDREN:,} children", expanded, None, "ms")


def _measure_document(shape: str) -> Iterator[Row]:
    with _run(shape) as terminal:
        yield Row(f"{shape}: open, to the first paint", _open(terminal), 100, "ms")
        terminal.press(RIGHT, 0.5)
        terminal.press(FIND, 0.3)
        keys = [_settled(terminal, letter) for letter in NEEDLE]
        yield Row(f"{shape}: search, from key to count", median(keys[2:]), 100, "ms")


def _measure_children() -> Iterator[Row]:
    with _run("children") as terminal:
        yield Row(f"{CHILDREN:,} children: open, to the first paint", _open(terminal), 100, "ms")
        expanded = []
        for _ in range(5):
            terminal.press(CLEAR, 0.5)
            terminal.press(SHOW, 0.8)
            expanded.append(_settled(terminal, RIGHT))
        yield Row(f"expand {CHILDREN:,} children", median(expanded), 150, "ms")
        moves = [terminal.press(DOWN, 0.15) for _ in range(TIMES)]
        yield Row("cursor down, with the text below", median(m.bytes for m in moves), None, "bytes")
        terminal.press(HOME, 0.5)
        terminal.press(HIDE_TEXT, 0.5)
        moves = [terminal.press(DOWN, 0.15) for _ in range(TIMES)]
        yield Row("cursor down among them", median(m.milliseconds for m in moves), None, "ms")
        yield Row("cursor down among them", median(m.bytes for m in moves), 400, "bytes")
        terminal.press(FIND, 0.3)
        keys = [_settled(terminal, digit) for digit in "77778"]
        yield Row("search among them, from key to count", median(keys[2:]), 100, "ms")


def _open(terminal: Terminal) -> float:
    """Return what it takes from the answer to the first paint."""
    took = []
    for _ in range(5):
        terminal.press(CLEAR, 0.5)
        took.append(terminal.press(SHOW, 0.8).milliseconds)
    return median(took)


def _settled(terminal: Terminal, keys: str, idle: float = 0.8) -> float:
    """Press keys, and return the milliseconds to the last byte that came for them."""
    start = time.perf_counter()
    terminal.press(keys, idle)
    return (time.perf_counter() - start - idle) * 1_000


def _memory() -> Row:
    """Return what a row takes beyond its text."""
    text = value_of("children")
    tree = Tree()
    tracemalloc.start()
    tree.update({"large": text})
    tree.open(tree.properties[0])
    rows = tree.rows()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    strings = sum(sys.getsizeof(node.own) for node in rows)
    return Row("memory a row beyond its text", (taken - strings) / len(rows), 400, "bytes")


def _run(which: str) -> Terminal:
    return Terminal([sys.executable, "-m", "tests.benchmarks.tree_child", which])
