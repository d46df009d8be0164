"""A save over a network that loses answers; `FIELD_SAVES=200`, or `python -m tests.field.saves`."""

import os
from pathlib import Path

import pytest

from tests.field.saves import run_saves

pytestmark = pytest.mark.slow

SAVES = int(os.environ.get("FIELD_SAVES", "1"))
SEED = int(os.environ.get("FIELD_SEED", "22"))


def test_nothing_is_overwritten_unsaid(tmp_path: Path) -> None:
    report = run_saves(tmp_path, SEED, SAVES)
    print(report)
    assert report.counts["steps"] == SAVES
