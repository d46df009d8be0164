"""README's test command, from beginning to end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.benchmarks.table import Row

ROOT = Path(__file__).parents[2]


def measure() -> Iterator[Row]:
    """Yield the seconds that the quick tests take on all cores. Raises CalledProcessError."""
    # The folders of the benchmark are none of the tests'.
    variables = {k: v for k, v in os.environ.items() if not k.startswith("CCS_")}
    start = perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "-q"], check=True, cwd=ROOT, env=variables,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    yield Row("README's tests", perf_counter() - start, 150, "s")
