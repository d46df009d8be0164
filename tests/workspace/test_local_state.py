"""What is kept on this machine, by several explorers at once."""

import os
from contextlib import closing

from ccs_tui.local.journal import Journal, Kind
from ccs_tui.model.expiry import system_clock
from ccs_tui.model.profile import DEMO, USUAL
from ccs_tui.workspace.local_state import LocalState, journal_of_slot, open_local_state


def start_demo() -> LocalState:
    return open_local_state(os.environ, system_clock, USUAL, anew=DEMO)


def record(journal: Journal, profile: str) -> None:
    journal.record(
        operation="o", profile=profile, account="a", namespace="n", session=None,
        kind=Kind.SAVE, before={}, after={},
    )  # fmt: skip


def test_a_second_demo_leaves_the_journal_of_the_first_and_empties_those_that_ended() -> None:
    with closing(start_demo()) as ended:
        record(ended.state.journal, journal_of_slot(DEMO, ended.slot))
        # As of a version that had one journal for all demos.
        record(ended.state.journal, DEMO)
        record(ended.state.journal, "mine")
    with closing(start_demo()) as first:
        record(first.state.journal, journal_of_slot(DEMO, first.slot))
        with closing(start_demo()) as second:
            assert second.slot.name != first.slot.name
            assert set(second.state.journal.profiles()) == {
                "mine", journal_of_slot(DEMO, first.slot),
            }  # fmt: skip
