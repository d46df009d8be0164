"""What stays on this machine, opened for a workspace: drafts, the journal, exports."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ccs_tui.local.paths import state_dir
from ccs_tui.local.state import State, StateError
from ccs_tui.model.expiry import Clock

STATE_FILE = "state.db"
DRAFT_DAYS = 30
"""How long a draft is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The open state, and the folder of exports; without a folder nothing outlives this run.

    `notice` is a sentence for the screen: what is wrong with the state on this machine, or None.
    """

    state: State
    exports: Path | None = None
    notice: str | None = None


def open_kept(
    environment: Mapping[str, str], clock: Clock, journal_days: int, *, anew: str | None = None
) -> Kept:
    """Open what is kept on this machine, and remove from it what is old. Blocks.

    Where that can't be, it is kept in memory, and `notice` says why. `anew` is a profile whose
    service is a new one each time: its journal is emptied.
    """
    folder = state_dir(environment)
    try:
        state = State.open(folder / STATE_FILE, clock)
    except StateError as error:
        return Kept(
            State.open(None, clock),
            notice=f"{error} Then start again: this run's drafts and journal end with it.",
        )
    with suppress(StateError):
        # What is too old can go another time.
        state.drafts.forget_old(DRAFT_DAYS)
        state.journal.retain(journal_days)
        if anew is not None:
            state.journal.clear(anew)
    return Kept(state, folder / "exports", state.notice)
