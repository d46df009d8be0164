"""The state on this machine that a workspace has, opened when it is first needed.

A command that only reads needs none of it, and opening it takes longer than reading a document.
"""

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from ccs_tui.model.profile import DEMO

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccs_tui.model.expiry import Clock
    from ccs_tui.workspace.draft_keeper import DraftKeeper
    from ccs_tui.workspace.journal_record import Recorder
    from ccs_tui.workspace.kept_expiry import KeptExpiries
    from ccs_tui.workspace.local_state import Kept


class KeptWhenNeeded:
    """The base of a workspace: its drafts, journal and expiries, each made at the first look.

    `kept_as` is the name that they have on this machine. `kept` is the open state, or opens it;
    None keeps nothing, by `clock`. `with_values` has the values of writes in the journal.
    """

    def __init__(
        self,
        kept_as: str,
        kept: "Kept | Callable[[], Kept] | None",
        clock: "Clock",
        *,
        with_values: bool,
    ) -> None:
        self.kept_as = kept_as
        """The name under which the drafts are kept."""
        self._given = kept
        self._clock = clock
        self._with_values = with_values

    @cached_property
    def kept(self) -> "Kept":
        """The open state. The first look may open it, which blocks."""
        if callable(self._given):
            return self._given()
        if self._given is not None:
            return self._given
        from ccs_tui.local.state import State
        from ccs_tui.workspace.local_state import Kept

        return Kept(State.open(None, self._clock))

    @cached_property
    def recorder(self) -> "Recorder":
        """The journal, as the writes of this workspace are recorded in it."""
        from ccs_tui.workspace.journal_record import Recorder
        from ccs_tui.workspace.local_state import journal_of_slot

        name = self.kept_as
        return Recorder(
            self.kept.state.journal,
            journal_of_slot(DEMO, self.kept.slot) if name == DEMO else name,
            keeps_values=self._with_values,
        )

    @cached_property
    def expiries(self) -> "KeptExpiries":
        """The expiries that saves are to keep."""
        from ccs_tui.workspace.kept_expiry import KeptExpiries

        return KeptExpiries(self.recorder.kept_expiry)

    @cached_property
    def drafting(self) -> "DraftKeeper":
        """The drafts."""
        from ccs_tui.workspace.draft_keeper import DraftKeeper

        return DraftKeeper(self.kept.state.drafts, self.kept_as, self.kept.slot)

    async def close_drafts(self) -> None:
        """Write the drafts, if there can be any."""
        if "drafting" in vars(self):
            await self.drafting.close()

    async def close_kept(self) -> None:
        """Close the state, if it is open."""
        if "kept" in vars(self) or not (self._given is None or callable(self._given)):
            await asyncio.to_thread(self.kept.close)
