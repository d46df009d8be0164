"""What a person would look at. After a wanted change: `pytest … -n 0 --snapshot-update`."""

from collections.abc import Callable

import pytest

from tests.ui.dialogs import DialogApp
from tests.ui.dialogs_shown import SHOWN

SIZES = [(80, 24), (140, 40)]


@pytest.mark.matrix
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
@pytest.mark.parametrize("name", SHOWN)
def test_looks(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    assert snap_compare(DialogApp(SHOWN[name]), terminal_size=size)
