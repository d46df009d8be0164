"""A moment in the field; `FIELD_SECONDS=120`, or `python -m tests.field`, for longer."""

import os
from pathlib import Path

import pytest

from tests.field.rounds import run_round

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("FIELD_SECONDS", "1"))
SEED = int(os.environ.get("FIELD_SEED", "22"))


def test_a_round_in_the_field(tmp_path: Path) -> None:
    report = run_round(tmp_path, SEED, SECONDS)
    print(report)
    assert report.counts["steps"]
    assert report.counts["requests"]
