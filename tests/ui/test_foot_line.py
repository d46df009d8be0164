"""The foot of a dialog: no key of it is cut, and a sign tells of those that are left out."""

import pytest

from ccs_tui.ui.widgets.foot_line import fitting_parts

KEYS = ("enter sends it", "esc back", "x expiry", "space difference")


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (61, "enter sends it  ·  esc back  ·  x expiry  ·  space difference"),
        (60, "enter sends it · esc back · x expiry · space difference"),
        (54, "enter sends it · esc back · x expiry …"),
        (27, "enter sends it · esc back …"),
        (16, "enter sends it …"),
        (10, "enter sen…"),
    ],
)
def test_the_most_important_keys_come_first(width: int, shown: str) -> None:
    assert fitting_parts(KEYS, width) == shown
