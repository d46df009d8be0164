"""What is measured, against what it may cost: `python -m tests.benchmarks [name ...]`.

Each module here with a function `measure() -> Iterable[Row]` is a benchmark; its name is the
module's.
"""
