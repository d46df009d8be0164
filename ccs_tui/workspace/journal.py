"""The journal of writes as one workspace reads it: its own profile's entries, or all."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from ccs_tui.local.journal import Entry, Journal, Kind, Outcome
from ccs_tui.model.profile import DEMO, profile_label

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

__all__ = ["Entry", "JournalReader", "Kind", "Outcome", "journal_of"]

PAGE = 1_000
"""The number of entries read at once: the first ones show before the last are read."""


class JournalReader:
    """Reads the journal off the event loop. Every method raises StateError.

    `profile` is the name under which a workspace's writes are kept, `account` its account: only
    what was written with both can be taken back. Without an account any of the profile's counts.
    """

    def __init__(self, journal: Journal, profile: str, account: str | None = None) -> None:
        self._journal = journal
        self.profile = profile
        self.account = account

    @property
    def changes(self) -> int:
        """A number that grows with each write, and each answer, of this process."""
        return self._journal.changes

    @property
    def label(self) -> str:
        """The profile's name for people: the demo's journals have a slot's beside it."""
        return DEMO if self.profile.startswith(f"{DEMO} ") else profile_label(self.profile)

    async def last_undoable(self, without: Collection[str] = ()) -> Entry | None:
        """Return the last write that can be taken back, with its values.

        The operations `without` are passed over.
        """
        return await asyncio.to_thread(
            self._journal.last_undoable, self.profile, self.account, without
        )

    async def operation(self, operation: str) -> list[Entry]:
        """Return the calls of an operation with their values, in their order."""
        return await asyncio.to_thread(self._journal.operation, operation)

    async def entry(self, id: int) -> Entry | None:
        """Return an entry with its values; None if it is not there any more."""
        return await asyncio.to_thread(self._journal.entry, id)

    async def page(self, before_id: int | None, *, of_all: bool) -> list[Entry]:
        """Return up to `PAGE` entries without their values, the newest first.

        The entries are this profile's, or all with `of_all`; `before_id` is the last of the page
        before.
        """
        profile = None if of_all else self.profile
        return await asyncio.to_thread(self._journal.entries, profile, "", PAGE, before_id)


def journal_of(workspace: "Workspace") -> JournalReader:
    """Return the journal of a workspace's profile."""
    journal = workspace.local.state.journal
    return JournalReader(journal, workspace.recorder.profile, workspace.account)
