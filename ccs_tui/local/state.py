"""What this tool keeps for itself on this machine: the drafts and the journal, in one file."""

from pathlib import Path

from ccs_tui.local.database import WAIT_SECONDS, Database, StateError
from ccs_tui.local.drafts import Drafts
from ccs_tui.local.journal import Journal
from ccs_tui.model.expiry import Clock, system_clock

__all__ = ["State", "StateError"]


class State:
    """The drafts and the journal. Its methods block: call them through `asyncio.to_thread`.

    Any thread may call them, and other processes may have the same file open. Each of them raises
    StateError when the file can't be used, and works again when it can.

    `exports` is the folder for the exports that the journal keeps as long as their entries; None
    for a state in memory.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.exports = database.path.parent / "exports" if database.path else None
        self.drafts = Drafts(database)
        self.journal = Journal(database, self.exports)

    @classmethod
    def open(
        cls,
        path: Path | None,
        clock: Clock = system_clock,
        *,
        wait_seconds: float = WAIT_SECONDS,
    ) -> "State":
        """Open the file, or make it (mode 0600, a new folder 0700); None is one in memory.

        One that is damaged is renamed to `<name>.broken-<UTC time>`, and a new one begun; `notice`
        then says so. Locks of other processes are waited for `wait_seconds`, here and later.
        Raises StateError, also where the file is of another program or of a newer version: that
        one is left as it is.
        """
        return cls(Database(path, clock, wait_seconds))

    @property
    def notice(self) -> str | None:
        """A sentence for the screen where a file was kept aside, also later, or None."""
        return self._database.notice

    def close(self) -> None:
        """Close the file once the calls under way are done; later ones raise StateError."""
        self._database.close()
