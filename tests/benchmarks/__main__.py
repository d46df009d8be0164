"""Run every benchmark, or those named, and print one table, then that of the budgets.

With `--markdown` the second alone, as README has it.
"""

import os
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import benchmarks
from tests.benchmarks._budgets import budget_lines, machine
from tests.benchmarks.table import Row, print_table

Measure = Callable[[], Iterable[Row]]


def main(names: Sequence[str]) -> int:
    """Print the table of the named benchmarks, else of all; 1 if a row is over its budget."""
    only_budgets = "--markdown" in names
    names = [name for name in names if name != "--markdown"]
    known = _benchmarks()
    if unknown := set(names) - set(known):
        print(f"There is no benchmark {', '.join(sorted(unknown))}.")
        return 2
    rows: list[Row] = []
    failed = False
    with _own_folders():
        for name in names or known:
            print(f"measuring {name} ...", file=sys.stderr, flush=True)
            try:
                rows += known[name]()
            except TimeoutError as error:
                failed = True
                print(f"{name} ended early. {error}", file=sys.stderr, flush=True)
    if not only_budgets:
        print_table(rows)
        print()
    print(*budget_lines(rows), sep="\n")
    print(f"\n{machine()}")
    return 1 if failed or not all(row.holds for row in rows) else 0


def _benchmarks() -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__)):
        if not name.startswith("_"):
            module = import_module(f"{benchmarks.__name__}.{name}")
            if hasattr(module, "measure"):
                found[name] = module.measure
    return found


@contextmanager
def _own_folders() -> Iterator[None]:
    """Keep what is measured away from the user's own files, and drafts of before away from it."""
    with TemporaryDirectory() as folder:
        os.environ["CCS_STATE_DIR"] = str(Path(folder, "state"))
        os.environ["CCS_CONFIG_DIR"] = str(Path(folder, "config"))
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
