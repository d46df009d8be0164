"""Run every benchmark, or those named, and print one table."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

from tests import benchmarks
from tests.benchmarks.table import Row, print_table


def main(names: Sequence[str]) -> int:
    """Print the table of the named benchmarks, else of all; 1 if a row is over its budget."""
    found = {
        module.name: measure
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if not module.name.startswith("_")
        and (
            measure := getattr(
                importlib.import_module(f"{benchmarks.__name__}.{module.name}"), "measure", None
            )
        )
    }
    unknown = set(names) - set(found)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(found)}.")
        return 2
    rows: list[Row] = []
    for name in names or found:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows += found[name]()
    print_table(rows)
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
