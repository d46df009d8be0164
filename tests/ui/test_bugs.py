"""A bug of our own, in a sentence: and what is none, though it looks like one."""

from importlib import import_module

import pytest

from ccs_tui.ui.bugs import describe_bug


def test_what_an_update_took_away_is_no_bug_of_ours() -> None:
    with pytest.raises(ImportError) as raised:
        import_module("ccs_tui.ui.commands.taken_away")
    told = describe_bug(raised.value)
    assert "can't be loaded (ccs_tui.ui.commands.taken_away)" in told
    assert "updated or removed while it ran" in told
    assert "start it again" in told
    assert "bug" not in told
