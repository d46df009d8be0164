"""A document that is watched: since when, what was read of it last, and what is wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ccs_tui.client.last_answer import LastAnswer
from ccs_tui.local.lookout import Look

if TYPE_CHECKING:
    from ccs_tui.client.errors import CcsError
    from ccs_tui.local.recording_rows import StepMark
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey

Sleep = Callable[[float], Awaitable[None]]

LATE_SECONDS = 2.0
"""The seconds that a reading may be late before the stretch counts as a gap."""
SEEN_SECONDS = 30.0
"""The seconds after which it is noted with the recording when a document was read."""
PROMISE_SECONDS = 3 * LATE_SECONDS
"""The seconds that the next reading may take and be late, and the clocks of two processes differ,
before others that record the document count what this one missed as unseen."""


@dataclass(slots=True)
class Watch:
    """A document that is watched.

    `since` is when that began, `read_at` when it was read last, both by the service's clock;
    `problem` is a sentence while it can't be read, or its steps can't be kept; `steps` is the
    number of those recorded since, by this process or another.
    """

    key: "DocumentKey"
    since: datetime
    read_at: datetime | None = None
    gap_since: datetime | None = None
    """The beginning of the next gap: `read_at`, or the end of the gap that a late answer was."""
    problem: str | None = None
    error: "CcsError | None" = field(default=None, repr=False)
    """The error of the last reading, None if that came."""
    steps: int = 0
    interval: float = 0.0
    document: "Document | None" = field(default=None, repr=False)
    last: LastAnswer = field(default_factory=LastAnswer, repr=False)
    step: "StepMark | None" = None
    """The last step of the recording after the last reading."""
    noted_at: datetime | None = None
    """The reading that was noted last with the recording."""
    look: Look | None = None
    """The look that the other lookouts are told of."""
    missed: str | None = None
    """Why readings failed since the last good one."""
    wanted: asyncio.Event = field(default_factory=asyncio.Event)

    async def pause(self, sleep: Sleep, seconds: float) -> None:
        """Wait so long, or until a reading is wanted at once."""
        tasks = {
            asyncio.ensure_future(sleep(seconds)),
            asyncio.ensure_future(self.wanted.wait()),
        }
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self.wanted.clear()

    def promise(self, now: datetime, seconds: float) -> None:
        """Have a look for others, where the next reading is in so many seconds."""
        if self.read_at is not None:
            due = None if self.problem else now + timedelta(seconds=seconds + PROMISE_SECONDS)
            self.look = Look(self.read_at, due)
