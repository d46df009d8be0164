"""The table that every benchmark fills: what was measured, and what it may cost."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. A `budget` is the most it may be; None for one that is shown to compare with.

    `unit` is printed after the figure: `ms`, `bytes`, `MB`, `×` (a ratio taken in one run).
    """

    what: str
    measured: float
    budget: float | None
    unit: str

    @property
    def holds(self) -> bool:
        """Whether the figure is within its budget; one without a budget always is."""
        return self.budget is None or self.measured <= self.budget

    @property
    def figure(self) -> str:
        """What was measured, with its unit."""
        return _figure(self.measured, self.unit)

    @property
    def limit(self) -> str:
        """The budget with its unit, empty if there is none."""
        return "" if self.budget is None else _figure(self.budget, self.unit)


def median(values: Iterable[float]) -> float:
    """Return the middle of the values. Raises ValueError if there is none."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not exceed. Raises ValueError if there is none."""
    if not values:
        raise ValueError("There is no 95th percentile of nothing.")
    return sorted(values)[math.ceil(len(values) * 0.95) - 1]


def print_table(rows: Iterable[Row]) -> None:
    """Print the rows as a Markdown table, the ones over their budget marked."""
    cells = [("what", "measured", "budget", "")]
    cells += [
        (
            row.what,
            row.figure,
            row.limit and f"≤ {row.limit}",
            "" if row.budget is None else "ok" if row.holds else "OVER",
        )
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    cells.insert(1, ("-" * widths[0], "-" * (widths[1] - 1) + ":", "-" * (widths[2] - 1) + ":", ""))
    for what, measured, budget, mark in cells:
        line = f"| {what:{widths[0]}} | {measured:>{widths[1]}} | {budget:>{widths[2]}} |"
        print(f"{line} {mark}".rstrip())


def _figure(value: float, unit: str) -> str:
    """Return a value with three digits that matter: `0.123 ms`, `12.3 ms`, `12,345 bytes`."""
    digits = 0 if value == int(value) or value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()
