"""A document that the sweeps of its namespace follow."""

from dataclasses import dataclass
from datetime import datetime

from ccs_tui.local.lookout import Look, Lookout, Looks
from ccs_tui.local.recording_rows import StepMark
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import Gap
from ccs_tui.workspace.watcher import CLOSED


@dataclass(slots=True)
class Followed:
    """A document that is followed: a mark of its values, and when the sweep began that read it.

    Before this run read it, the mark is None, and `read_at` of an earlier run or another process.
    `step` is the last step that was known before the sweep: if there is a later one, what the sweep
    read may be older. It is None if it isn't known.
    """

    mark: int | None = None
    read_at: datetime | None = None
    sweep: int = 0
    step: StepMark | None = None
    is_known: bool = False
    """True once `read_at` was asked for, and the stretch since then is kept."""

    def keep_gap(
        self,
        key: DocumentKey,
        until: datetime,
        missed: str | None,
        lookout: Lookout,
        others: Looks,
    ) -> None:
        """Keep the stretch up to a reading in which nobody read it; it blocks.

        `missed` is why this run did not, None if it missed nothing. Raises StateError.
        """
        if not self.is_known:
            self.read_at, missed = lookout.seen_at(key, others), missed or CLOSED
        if missed is not None and self.read_at is not None:
            lookout.add_gap(key, Gap(self.read_at, until, missed), others)
        self.is_known = True

    def look(self, began: datetime, due: datetime | None) -> Look | None:
        """Return what other lookouts are told: `due` if the sweep that began then has read it."""
        if self.read_at is None:
            return None
        is_read = self.mark is not None and self.read_at >= began
        return Look(self.read_at, due if is_read else None)
