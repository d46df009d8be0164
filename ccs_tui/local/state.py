"""The state: the drafts and the journal, in one file."""

import sqlite3
from pathlib import Path

from ccs_tui.local.database import WAIT_SECONDS, Database, StateError
from ccs_tui.local.draft_rescue import rescue
from ccs_tui.local.drafts import Drafts
from ccs_tui.local.file_kind import FileKind
from ccs_tui.local.journal import Journal
from ccs_tui.local.own_changes import OwnChanges
from ccs_tui.local.state_tables import APPLICATION_ID, OLDER, TABLES, VERSION, update
from ccs_tui.model.expiry import Clock, system_clock

__all__ = ["State", "StateError"]


def _rescue(kept: Path, connection: sqlite3.Connection) -> str:
    drafts = rescue(kept, connection)
    return f" {drafts} of its drafts could be read, and are taken over." if drafts else ""


STATE = FileKind(
    "The drafts and the journal", APPLICATION_ID, VERSION, TABLES, OLDER, update, _rescue
)


class State:
    """The drafts and the journal. Its methods block: call them through `asyncio.to_thread`.

    Any thread may call them, and other processes may have the same file open. Each method raises
    StateError while the file can't be used, and works again when it can.

    `exports` is the folder of the exports, which the journal keeps as long as their entries; it is
    None for a state in memory.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.exports = database.path.parent / "exports" if database.path else None
        self.drafts = Drafts(database)
        self.journal = Journal(database, self.exports)
        self.own_changes = OwnChanges(database)

    @classmethod
    def open(
        cls,
        path: Path | None,
        clock: Clock = system_clock,
        *,
        wait_seconds: float = WAIT_SECONDS,
    ) -> "State":
        """Open the file, or make it (mode 0600, a new folder 0700); None means one in memory.

        A damaged file is renamed to `<name>.broken-<UTC time>`, and a new one begun; `notice` then
        says so. Transactions wait for locks of other processes, at most `wait_seconds`. Raises
        StateError, also for a file of another program or of a newer version, which is not touched.
        """
        return cls(Database(path, clock, wait_seconds, STATE))

    @property
    def notice(self) -> str | None:
        """A sentence for the screen if a damaged file was kept aside, at any time; else None."""
        return self._database.notice

    def close(self) -> None:
        """Close the file after the calls under way; later calls raise StateError."""
        self._database.close()
