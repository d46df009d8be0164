"""The files that a workspace keeps on this machine, opened when they are first needed.

A command that only reads needs nothing of it, and to open it takes longer than to read a document.
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
    from ccs_tui.workspace.local_state import LocalState


class LazyLocalState:
    """The base of a workspace: its drafts, journal and expiries, each made at the first look.

    `kept_as` is the name of the profile in the files on this machine. `local` has these files, or
    opens them; with None everything is in memory, by `clock`. With `with_values` the journal has
    the values of each write.
    """

    def __init__(
        self,
        kept_as: str,
        local: "LocalState | Callable[[], LocalState] | None",
        clock: "Clock",
        *,
        with_values: bool,
    ) -> None:
        self.kept_as = kept_as
        """The name under which the drafts are kept."""
        self._given = local
        self._clock = clock
        self._with_values = with_values

    @cached_property
    def local(self) -> "LocalState":
        """The files on this machine. The first look may open them, which blocks."""
        if callable(self._given):
            return self._given()
        if self._given is not None:
            return self._given
        from ccs_tui.local.state import State
        from ccs_tui.workspace.local_state import LocalState

        return LocalState(State.open(None, self._clock))

    @cached_property
    def recorder(self) -> "Recorder":
        """The journal, as the writes of this workspace are recorded in it."""
        from ccs_tui.workspace.journal_record import Recorder
        from ccs_tui.workspace.local_state import journal_of_slot

        name = self.kept_as
        return Recorder(
            self.local.state.journal,
            journal_of_slot(DEMO, self.local.slot) if name == DEMO else name,
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

        return DraftKeeper(self.local.state.drafts, self.kept_as, self.local.slot)

    async def close_drafts(self) -> None:
        """Write the drafts, if there can be any."""
        if "drafting" in vars(self):
            await self.drafting.close()

    async def close_local(self) -> None:
        """Close the files, if they are open."""
        if "local" in vars(self) or not (self._given is None or callable(self._given)):
            await asyncio.to_thread(self.local.close)
