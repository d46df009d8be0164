"""Sweeps: a namespace read whole, again and again, and the steps of documents that match recorded.

A document that matched once is followed, until it is gone. Its steps are in the same store as those
of watched documents. What is read between two sweeps nobody sees: a step says between which two
readings it happened, and a stretch in which sweeps failed is a gap.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.database import StateError
from ccs_tui.local.recording_rows import StepMark
from ccs_tui.local.recordings import OlderReadingError
from ccs_tui.model.document import Document
from ccs_tui.model.log import LOG
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import Gap, Reading
from ccs_tui.workspace.pace import after_error, may_pass
from ccs_tui.workspace.scan import Scan
from ccs_tui.workspace.step_cause import cause_of, own_changes
from ccs_tui.workspace.watcher import CLOSED

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

MOST_FOLLOWED = 20_000
"""The documents that are followed; further ones that match are counted, and not recorded."""
LONGEST_SECONDS = 900.0
"""The longest wait before a namespace that could not be read is tried again."""
STEPS_BETWEEN = 200
"""The steps after which old ones are dropped."""


@dataclass(slots=True)
class _Followed:
    """A document that is followed: a mark of its values, and when a sweep saw it begin last.

    Both are None before it was read by this run. `step` is the last step that was known before the
    sweep: if there is a later one, what the sweep read may be older. It is None if it isn't known.
    """

    mark: int | None = None
    read_at: datetime | None = None
    sweep: int = 0
    step: StepMark | None = None


class Sweeper:
    """Sweeps one namespace every so many `seconds`; `matches` says which documents are followed.

    `told` is called after each sweep. `sleep` waits. Documents that were recorded by earlier runs
    are followed from the start.
    """

    def __init__(
        self,
        workspace: "Workspace",
        namespace: str,
        matches: Callable[[Document], bool],
        told: Callable[[], None] = lambda: None,
        *,
        seconds: float = 60.0,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.namespace = namespace
        self.sweeps = self.steps = 0
        """The sweeps that were whole, and the steps recorded."""
        self.left_out = 0
        """The matches that the last sweep saw and that are not followed."""
        self.documents = 0
        """The documents that the last sweep looked at."""
        self.error: CcsError | StateError | None = None
        """The reason why the last sweep broke off, or why a step could not be kept."""
        self._workspace = workspace
        self._matches = matches
        self._told = told
        self._seconds = seconds
        self._sleep = sleep
        self._followed: dict[DocumentKey, _Followed] = {}
        self._held: list[Document] = []
        self._number = 0
        self._began = workspace.clock()
        self._missed: str | None = None
        """Why nothing was read since the last whole sweep, None if that was the last one."""
        self._profile = workspace.recorder.profile

    @property
    def followed(self) -> int:
        """The number of documents that are followed."""
        return len(self._followed)

    async def run(self) -> None:
        """Sweep until it is cancelled. Raises the error of a first sweep that would not pass."""
        await self._recall()
        try:
            await self._sweep_on()
        finally:
            await self._note_seen()

    async def _sweep_on(self) -> None:
        wait = self._seconds
        while True:
            await self.sweep()
            if self.error is None:
                wait = self._seconds
            elif not self.sweeps and isinstance(self.error, CcsError) and not may_pass(self.error):
                raise self.error
            else:
                wait = after_error(self.error, wait, self._seconds, LONGEST_SECONDS)
            self._told()
            await self._sleep(wait)

    async def _recall(self) -> None:
        """Follow what earlier runs recorded in this namespace."""
        recordings = self._workspace.kept.recordings
        try:
            infos = await asyncio.to_thread(recordings.all, self._profile)
            for info in infos:
                key = info.key
                if (key.account, key.namespace) == (self._workspace.account, self.namespace):
                    seen = await asyncio.to_thread(recordings.seen_at, self._profile, key)
                    step = await asyncio.to_thread(recordings.last_step, self._profile, key)
                    self._followed[key] = _Followed(read_at=seen, step=step)
                    self._missed = CLOSED
        except StateError as error:
            self.error = error

    async def _note_seen(self) -> None:
        """Note on the disk until when documents were seen, for the gap after a restart."""
        recordings = self._workspace.kept.recordings
        seen = [(key, each.read_at) for key, each in self._followed.items() if each.mark]

        def note() -> None:
            for key, at in seen:
                if at is not None:
                    recordings.saw(self._profile, key, at)

        with suppress(StateError):  # the gap is then told to begin earlier
            await asyncio.to_thread(note)

    async def sweep(self) -> None:
        """Read all of the namespace once, and record what changed; `error` says what went wrong."""
        self.error = None
        self.left_out = 0
        self._number += 1
        self._began = self._workspace.clock()
        unread = set[DocumentKey]()
        scan = Scan(
            self._workspace,
            self.namespace,
            self._take,
            unread=unread.add,
            looked=self._record_held,
        )
        await scan.run()
        await self._record_held()
        self.documents = scan.documents
        if scan.error is not None:
            LOG.info("a sweep broke off: %s", type(scan.error).__name__)
            self.error = scan.error
            self._missed = str(scan.error)
            return
        self.sweeps += 1
        missing = [key for key, each in self._followed.items() if each.sweep != self._number]
        for key in missing:
            await self._keep_gap(key)
        self._missed = None
        # One that is there, and can't be read, keeps no deletion of others from being seen.
        await self._look_for_missing([key for key in missing if key not in unread])

    def _take(self, document: Document) -> None:
        followed = self._followed.get(document.key)
        if followed is None:
            if not self._matches(document):
                return
            if len(self._followed) >= MOST_FOLLOWED:
                self.left_out += 1
                return
            followed = self._followed[document.key] = _Followed()
        followed.sweep = self._number
        if followed.mark != document.mark or self._missed is not None:
            self._held.append(document)
        else:
            followed.read_at = self._began

    async def _record_held(self) -> None:
        """Record the documents that a part of the sweep showed to be different.

        After a sweep that failed all are held, since each has a gap then.
        """
        held, self._held = self._held, []
        for document in held:
            followed = self._followed[document.key]
            if not await self._keep_gap(document.key):
                continue
            if followed.mark == document.mark:
                followed.read_at = self._began
            else:
                await self._record(document)

    async def _keep_gap(self, key: DocumentKey) -> bool:
        """Keep the stretch in which sweeps failed as a gap; return False if the disk took none."""
        since = self._followed[key].read_at
        if self._missed is None or since is None:
            return True
        gap, recordings = Gap(since, self._began, self._missed), self._workspace.kept.recordings
        try:
            await asyncio.to_thread(recordings.add_gap, self._profile, key, gap)
        except StateError as error:
            self.error = error
            return False
        return True

    async def _look_for_missing(self, missing: list[DocumentKey]) -> None:
        """Read by name what no page had, and record what that shows.

        While others write, pages may leave a document out, and with v2 alone there are no pages.
        """
        at_a_time = self._workspace.client.concurrent_reads
        for start in range(0, len(missing), at_a_time):
            keys = missing[start : start + at_a_time]
            await asyncio.gather(*(self._look_by_name(key) for key in keys))
            await self._record_held()
            if self.error is not None:
                return  # the next sweep looks for the others

    async def _look_by_name(self, key: DocumentKey) -> None:
        try:
            document = await self._workspace.glance(key)
        except CcsError as error:
            self.error = error
            return
        # Over v1 an empty document and one that is not there come back the same.
        if document.exists and (document.properties or document.expires_at is not None):
            self._take(document)
        elif await self._record(Document.absent(key)):
            del self._followed[key]

    async def _record(self, document: Document) -> bool:
        """Record what was read of a document; return whether it is on the disk."""
        followed, at = self._followed[document.key], self._workspace.clock()
        recordings = self._workspace.kept.recordings
        try:
            if followed.step is None:
                last = await asyncio.to_thread(recordings.last_step, self._profile, document.key)
                if last.at is not None and last.at >= self._began:
                    return False  # another process was first: as below
                followed.step = last
            own = await own_changes(self._workspace, document.key, followed.read_at, at)
            step = await asyncio.to_thread(
                recordings.record,
                self._profile,
                Reading(at, document),
                followed.read_at,
                lambda changes: cause_of(changes, document.exists, own),
                followed.step,
                self._began,
            )
        except OlderReadingError:
            followed.step = None
            return False  # another process watches it as well: the next sweep reads it again
        except StateError as error:
            self.error = error
            return False
        followed.mark, followed.read_at = document.mark, self._began
        if step is not None:
            followed.step = StepMark(step.number, step.before)
            self.steps += 1
            if self.steps % STEPS_BETWEEN == 0:
                await self._retain()
        return True

    async def _retain(self) -> None:
        preferences = self._workspace.preferences
        try:
            await asyncio.to_thread(
                self._workspace.kept.recordings.retain,
                self._workspace.clock(),
                preferences.recording_days,
                preferences.recording_megabytes,
            )
        except StateError as error:
            self.error = error
