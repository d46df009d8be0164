"""The editor at 800,000 characters, in a real pseudo-terminal, beside Textual's own when empty."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.editor_shapes import shapes
from tests.benchmarks.editor_terminal import Response, Terminal
from tests.benchmarks.table import Row, median, p95

OPEN, MIDDLE, FIND = "\x1b[20~", "\x1b[21~", "\x06"
ENTER, BACKSPACE, PAGE_DOWN, UNDO, TO_END = "\r", "\x7f", "\x1b[6~", "\x15", "\x1b[1;5F"
HOME = "\x1b[H"
TIMES = 60
BATCH = 20
"""Keys of which one 95th percentile is taken: the median of several is told, since one moment in
which the machine was busy elsewhere would decide that of all."""


def measure() -> Iterator[Row]:
    """Yield the figures of the budget, each shape for itself."""
    with _run("stock") as terminal:
        stock = [terminal.press("a") for _ in range(TIMES)]
    stock_ms = median(response.milliseconds for response in stock)
    yield Row("stock TextArea, empty: a character", stock_ms, None, "ms")
    yield Row(
        "stock TextArea, empty: a character", median(response.bytes for response in stock), None,
        "bytes",
    )  # fmt: skip
    for shape, text in shapes():
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            yield from _measure_stock(shape, Path(file.name))
            yield from _measure_shape(shape, Path(file.name), stock_ms)


def _measure_stock(shape: str, file: Path) -> Iterator[Row]:
    """Yield what Textual's own editor takes for the same text, without any colours."""
    with _run("stock", file) as terminal:
        yield Row(
            f"stock TextArea, {shape}: open", terminal.press(OPEN, 2.0).milliseconds, None, "ms"
        )
        terminal.press(MIDDLE, 1.0)
        for keys, what in (("abcde", "a character"), (ENTER * 3, "enter")):
            pressed = [terminal.press(key, idle=0.5) for key in keys]
            middle = median(response.milliseconds for response in pressed)
            yield Row(f"stock TextArea, {shape}: {what}", middle, None, "ms")


def _measure_shape(shape: str, file: Path, stock_ms: float) -> Iterator[Row]:
    with _run("ours", file) as terminal:
        opened = []
        for _ in range(20):
            opened.append(terminal.press(OPEN, idle=0.5).milliseconds)
            terminal.press(MIDDLE, idle=0.5)
        yield Row(f"{shape}: open", median(opened), 100, "ms")
        typed = [terminal.press(character) for character in "abcde, " * (TIMES // 6)][:TIMES]
        yield Row(f"{shape}: a character, p95", _p95(typed), 16, "ms")
        yield Row(
            f"{shape}: a character, against stock when empty",
            median(response.milliseconds for response in typed) / stock_ms, 2, "×",
        )  # fmt: skip
        yield Row(f"{shape}: a character", median(r.bytes for r in typed), 400, "bytes")
        quotes = [terminal.press('"') for _ in range(20)]
        yield Row(f"{shape}: a quote, p95", _p95(quotes), 16, "ms")
        broken, joined, taken_back = [], [], []
        for _ in range(TIMES):
            broken.append(terminal.press(ENTER))
            terminal.send(HOME + HOME)
            terminal.wait_until_quiet(0.06)
            joined.append(terminal.press(BACKSPACE))
            taken_back += [terminal.press(UNDO), terminal.press(UNDO)]
        yield Row(f"{shape}: enter, p95", _p95(broken), 33, "ms")
        yield Row(f"{shape}: backspace over a line end, p95", _p95(joined), 33, "ms")
        yield Row(f"{shape}: undo, p95", _p95(taken_back), 33, "ms")
        pages = [terminal.press(PAGE_DOWN) for _ in range(TIMES)]
        yield Row(f"{shape}: page down, p95", _p95(pages), 33, "ms")
        ends = []
        for _ in range(TIMES):
            ends.append(terminal.press(TO_END))
            terminal.press(MIDDLE)
        yield Row(f"{shape}: to the end, p95", _p95(ends), 33, "ms")
        terminal.press(FIND)
        found = [terminal.press(character, idle=0.2) for character in "latitude"]
        yield Row(f"{shape}: a character of what to find", _p95(found), 100, "ms")
        terminal.wait_until_quiet(1.0)
        yield Row(f"{shape}: idle for 2 s", len(terminal.wait_until_quiet(2.0)), 0, "bytes")
        yield Row(f"{shape}: memory", terminal.memory(), None, "MB")


def _run(which: str, *arguments: Path) -> Terminal:
    module = "tests.benchmarks.editor_child"
    return Terminal([sys.executable, "-m", module, which, *map(str, arguments)])


def _p95(responses: list[Response]) -> float:
    times = [response.milliseconds for response in responses]
    return median(p95(times[at : at + BATCH]) for at in range(0, len(times), BATCH))
