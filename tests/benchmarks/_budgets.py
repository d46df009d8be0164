"""The budgets, each with the worst of the rows that it is for: the table that README has."""

import os
import platform
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.table import Row

SHAPES = "(30,000 short lines|one line|one string of 500,000)"


@dataclass(frozen=True, slots=True)
class Budget:
    """What may cost how much. `ours` and `stock` match the names of the rows that say."""

    what: str
    unit: str
    ours: str
    stock: str = ""


BUDGETS = (
    Budget("first frame of `ccs-tui demo`, against a bare app", "×", ".*first frame, against.*"),
    Budget("its namespaces and sessions, against the same", "×", ".*the same, against.*"),
    Budget("`ccs-tui get` of one property, against `curl` and an empty Python", "×",
           "get of one property, against curl.*"),
    Budget("the same, against httpx alone", "×", "get of one property, against httpx.*"),
    Budget("packages that a command imports and does not need", "", "packages that a command .*"),
    Budget("open 800,000 characters, as a tree", "ms",
           f"{SHAPES}: open, to the first paint|100,000 children: open.*"),
    Budget("a keystroke and its count, among 60,000 properties", "ms",
           "60,000 properties: a keystroke.*"),
    Budget("a row edited there, p95", "ms", "60,000 properties: a row.*"),
    Budget("the review of a save there", "ms", "60,000 properties: the review.*"),
    Budget("open 800,000 characters, as text", "ms", f"{SHAPES}: open",
           f"stock TextArea, {SHAPES}: open"),
    Budget("a typed character there, p95", "ms", f"{SHAPES}: a (character|quote), p95",
           f"stock TextArea, {SHAPES}: a character"),
    Budget("the same, against an empty stock editor", "×", f"{SHAPES}: a character, against.*"),
    Budget("enter there, p95", "ms", f"{SHAPES}: enter, p95", f"stock TextArea, {SHAPES}: enter"),
    Budget("backspace over a line end there, p95", "ms", f"{SHAPES}: backspace.*"),
    Budget("page down there, p95", "ms", f"{SHAPES}: page down.*"),
    Budget("go to the end there, p95", "ms", f"{SHAPES}: to the end.*"),
    Budget("undo there, p95", "ms", f"{SHAPES}: undo.*"),
    Budget("a typed character, to the terminal", "bytes",
           f"{SHAPES}: a character|demo: a character in the editor",
           "Textual as it is: TextArea, a character"),
    Budget("a cursor move in a list", "bytes", "demo: a cursor move.*|cursor down.*",
           "OptionList: cursor down|DataTable: cursor down|Textual as it is: .*cursor down"),
    Budget("scrolling a list by a row", "bytes", "demo: scrolling .*"),
    Budget("a tick of 40 countdowns", "bytes",
           "a tick of 40 countdowns|demo: a second of the TTL view",
           "Textual as it is: a tick of 40 countdowns"),
    Budget("idle for 10 s", "bytes", f"demo: idle.*|{SHAPES}: idle.*", "Textual as it is: idle.*"),
    Budget("100,000 sessions, to a usable list", "ms", "100,000 rows: to the first paint",
           "(OptionList|DataTable): to the first paint"),
    Budget("the same, memory beyond the ids", "MB", "100,000 rows: memory beyond.*",
           "(OptionList|DataTable): memory.*"),
    Budget("memory of a row beyond its strings", "bytes",
           "100,000 rows: memory a row|memory a row beyond its text"),
    Budget("a key of a filter of 100,000, substring", "ms", "filter keystroke, substring",
           "(OptionList|DataTable): filter.*"),
    Budget("the same, fuzzy and ranked", "ms", "filter keystroke, ranked"),
    Budget("expand 100,000 children", "ms", "expand 100,000 children", "Tree: expand.*"),
    Budget("a conversation of 3 ids in 30 namespaces, at 20 ms", "s", "a conversation: .*"),
    Budget("the ids in 1 MB of pasted log", "ms", "ids in 1 MB of .*"),
    Budget("search a document, from key to count", "ms",
           f"({SHAPES}: search|search among them), from key to count|{SHAPES}: a character of .*"),
    Budget("search of 100,000 sessions of 1 kB, against a bare httpx loop", "×",
           "search of 100,000, .* / bare httpx"),
    Budget("the same, memory beyond the hits", "MB", "search of 100,000: memory.*"),
    Budget("first hit on the screen, after its page arrived", "ms", "search: the first hit .*"),
    Budget("a key while a search runs, p95", "ms", "search: a key .*"),
    Budget("export of 10,000 documents, against a bare httpx loop", "×",
           "export of 10,000, .* / bare httpx"),
    Budget("export of 100,000: memory at most", "MB", "export of 100,000: memory.*"),
    Budget("watch 20 documents every 2 s, of a core", "%", "watching 20 documents .*"),
    Budget("watch 26 documents for 10 s, unchanged", "bytes", "demo: 26 documents watched .*"),
    Budget("a step of 800,000 characters: seen, stored, laid out", "ms", "a step of .*"),
    Budget("the same on the disk, 1,000 characters changed", "bytes", "the same, of which .*"),
    Budget("10,000 steps: open the timeline", "ms", "10,000 steps: the timeline opened"),
    Budget("the same: go to any step", "ms", "10,000 steps: gone to a step"),
    Budget("the same: take in one more", "ms", "10,000 steps: one more, .*"),
    Budget("README's tests", "s", "README's tests"),
)  # fmt: skip


def budget_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the table of the budgets in Markdown: the worst of ours, and the best of Textual's."""
    yield "| what | budget | ccs-tui | Textual's own | |"
    yield "| --- | ---: | ---: | ---: | --- |"
    for budget in BUDGETS:
        ours = [row for row in _matching(rows, budget.ours, budget.unit) if row.budget is not None]
        stock = _matching(rows, budget.stock, budget.unit)
        if ours:
            worst = max(ours, key=lambda row: (not row.holds, row.measured))
            other = min(stock, key=lambda row: row.measured).figure if stock else ""
            holds = "ok" if all(row.holds for row in ours) else "over"
            yield f"| {budget.what} | ≤ {worst.limit} | {worst.figure} | {other} | {holds} |"


def machine() -> str:
    """Say what the figures were measured on, without its name."""
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.exists() else ""
    speeds = [float(mhz) for mhz in re.findall(r"cpu MHz\s*: ([\d.]+)", text)]
    speed = f" at {max(speeds) / 1_000:.1f} GHz" if speeds else ""
    used = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{os.cpu_count()} {platform.machine()} cores{speed}, {used} of them used; "
        f"Python {platform.python_version()}, Textual {version('textual')}."
    )


def _matching(rows: Sequence[Row], pattern: str, unit: str) -> list[Row]:
    return [row for row in rows if row.unit == unit and re.fullmatch(pattern, row.what)]
