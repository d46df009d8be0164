"""Run every benchmark, or those named, and print one table, then that of the budgets.

With `--markdown` the second alone, as README has it.
"""

import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

from tests import benchmarks
from tests.benchmarks._budgets import budget_lines, machine
from tests.benchmarks.table import Row, print_table


def main(names: Sequence[str]) -> int:
    """Print the table of the named benchmarks, else of all; 1 if a row is over its budget."""
    only_budgets = "--markdown" in names
    names = [name for name in names if name != "--markdown"]
    modules = sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    if unknown := set(names) - set(modules):
        print(f"There is no benchmark {', '.join(sorted(unknown))}.")
        return 2
    rows: list[Row] = []
    for name in names or modules:
        if name.startswith("_"):
            continue
        measure = getattr(import_module(f"{benchmarks.__name__}.{name}"), "measure", None)
        if measure is not None:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            rows += measure()
    if not only_budgets:
        print_table(rows)
        print()
    print(*budget_lines(rows), sep="\n")
    print(f"\n{machine()}")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
