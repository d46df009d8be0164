"""Sweeps: a namespace read whole, again and again, and the steps of documents that match recorded.

A document that matched once is followed, until it is gone. Its steps are in the same store as those
of watched documents. What is read between two sweeps nobody sees: a step says between which two
readings it happened, and a stretch in which sweeps failed is a gap.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.database import StateError
from ccs_tui.local.lookout import Lookout, Looks
from ccs_tui.local.recording_rows import StepMark
from ccs_tui.local.recordings import OlderReadingError
from ccs_tui.model.document import Document
from ccs_tui.model.log import LOG
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.step import Reading
from ccs_tui.workspace.followed import Followed
from ccs_tui.workspace.pace import after_error, may_pass
from ccs_tui.workspace.recording_cleanup import drop_old_steps
from ccs_tui.workspace.scan import Scan
from ccs_tui.workspace.step_cause import cause_of, own_writes
from ccs_tui.workspace.watch import LATE_SECONDS, PROMISE_SECONDS
from ccs_tui.workspace.watcher import SLEPT

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

MOST_FOLLOWED = 20_000
"""The documents that are followed; further ones that match are counted, and not recorded."""
LONGEST_SECONDS = 900.0
"""The longest wait before a namespace that could not be read is tried again."""
STEPS_BETWEEN = 200
"""The steps after which old ones are dropped."""


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
        self._followed: dict[DocumentKey, Followed] = {}
        self._held: list[Document] = []
        self._number = 0
        self._began = workspace.clock()
        self._missed: str | None = None
        """Why nothing was read since the last whole sweep, None if that was the last one."""
        self._profile = workspace.recorder.profile
        self._lookout = Lookout(workspace.local.recordings, self._profile)
        self._told_at = 0.0
        """When the others that record were told what was read, in ticks of the service's time."""

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
            await self._tell_others(None)
            await asyncio.to_thread(self._lookout.close)

    async def _sweep_on(self) -> None:
        ticks, wait = self._workspace.client.service_time.ticks, self._seconds
        while True:
            begun = ticks()
            await self.sweep()
            if self.error is None:
                wait = self._seconds
            elif not self.sweeps and isinstance(self.error, CcsError) and not may_pass(self.error):
                raise self.error
            else:
                wait = after_error(self.error, wait, self._seconds, LONGEST_SECONDS)
            due = ticks() + wait
            # The next sweep may take longer than this one.
            await self._tell_others(wait + 2 * (ticks() - begun) + PROMISE_SECONDS)
            self._told()
            await self._sleep(wait)
            if ticks() - due > LATE_SECONDS:
                self._missed = self._missed or SLEPT

    async def _recall(self) -> None:
        """Follow what earlier runs recorded in this namespace."""
        recordings = self._workspace.local.recordings
        try:
            for info in await asyncio.to_thread(recordings.all, self._profile):
                key = info.key
                if (key.account, key.namespace) == (self._workspace.account, self.namespace):
                    step = await asyncio.to_thread(recordings.last_step, self._profile, key)
                    self._followed[key] = Followed(step=step)
        except StateError as error:
            self.error = error

    async def _tell_others(self, seconds: float | None) -> None:
        """Tell other lookouts what was read; it is again within so many seconds, if at all."""
        is_on = seconds is not None and self.error is None
        due = self._workspace.clock() + timedelta(seconds=seconds or 0) if is_on else None
        told = {key: each.look(self._began, due) for key, each in self._followed.items()}
        self._told_at = self._workspace.client.service_time.ticks()
        looks = {key: look for key, look in told.items() if look is not None}
        await asyncio.to_thread(self._lookout.tell, looks)

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
        others = await self._others() if self._has_missed(missing) else {}
        if others is not None:
            for key in missing:
                await self._keep_gap(key, others)
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
            followed = self._followed[document.key] = Followed()
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
        missed = self._has_missed([document.key for document in held])
        others = await self._others() if missed else {}
        for document in held:
            followed = self._followed[document.key]
            if others is None or not await self._keep_gap(document.key, others):
                continue
            if followed.mark == document.mark:
                followed.read_at = self._began
            else:
                await self._record(document)
        ticks = self._workspace.client.service_time.ticks
        if missed and ticks() - self._told_at > LATE_SECONDS:
            await self._tell_others(self._seconds + PROMISE_SECONDS)

    def _has_missed(self, keys: Sequence[DocumentKey]) -> bool:
        """Return whether there is a stretch in which one of these documents was not read here."""
        return self._missed is not None or any(not self._followed[key].is_known for key in keys)

    async def _others(self) -> Looks | None:
        """Return what other lookouts read, None if the disk does not tell it."""
        try:
            return await asyncio.to_thread(self._lookout.others)
        except StateError as error:
            self.error = error
            return None

    async def _keep_gap(self, key: DocumentKey, others: Looks) -> bool:
        """Keep the stretch in which nobody read a document; return False if the disk took none."""
        followed, lookout = self._followed[key], self._lookout
        try:
            await asyncio.to_thread(
                followed.keep_gap, key, self._began, self._missed, lookout, others
            )
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
        recordings = self._workspace.local.recordings
        try:
            if followed.step is None:
                last = await asyncio.to_thread(recordings.last_step, self._profile, document.key)
                if last.at is not None and last.at >= self._began:
                    return False  # another process was first: as below
                followed.step = last
            own = await own_writes(self._workspace, document.key, followed.read_at, at)
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
                await self._drop_old_steps()
        return True

    async def _drop_old_steps(self) -> None:
        try:
            await drop_old_steps(self._workspace)
        except StateError as error:
            self.error = error
