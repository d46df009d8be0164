"""A TTL as it is typed in a dialog."""

import pytest

from ccs_tui.ui.dialogs.expiry import ttl_problem


@pytest.mark.parametrize("text", ["7s", " 90m ", "2h 30m", "13mo"])
def test_a_ttl_with_its_unit_is_taken(text: str) -> None:
    assert ttl_problem(text) is None


def test_a_bare_number_is_asked_for_its_unit() -> None:
    assert ttl_problem(" 7 ") == "Name the unit: 7s, 7m, 7h or 7d."


@pytest.mark.parametrize("text", ["0", "soon", "-5m", "400d"])
def test_what_is_no_ttl_is_said_to_be_none(text: str) -> None:
    assert ttl_problem(text)
    assert "unit" not in str(ttl_problem(text))
