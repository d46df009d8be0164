"""Watching: documents read again and again, and every change of them recorded.

A document that doesn't change is read less and less often, down to once in `pace.SLOWEST` usual
intervals, and one that does as often as usual again. A stretch in which a reading failed, or came
much later than it should have, is a gap in the recording.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.database import StateError
from ccs_tui.local.lookout import Lookout
from ccs_tui.local.recording_rows import StepMark
from ccs_tui.local.recordings import OlderReadingError
from ccs_tui.model.log import LOG
from ccs_tui.model.timeline.step import Gap, Reading, Step
from ccs_tui.workspace.desk_events import DocumentSeen, Event, GapSeen, StepSeen, WatchChanged
from ccs_tui.workspace.pace import after_error, after_nothing_new, jittered
from ccs_tui.workspace.recording_cleanup import drop_old_steps
from ccs_tui.workspace.step_cause import cause_of, own_writes
from ccs_tui.workspace.watch import LATE_SECONDS, SEEN_SECONDS, Sleep, Watch

if TYPE_CHECKING:
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.workspace import Workspace

STEPS_BETWEEN = 200
"""The steps of a document after which old ones are dropped: a run may last for days."""
CLOSED = "ccs-tui did not watch it"
BROKEN = "It is watched no longer, since ccs-tui failed. Watch it again."
SLOW = "the answer took long"
SLEPT = "nothing could be read: this machine slept, or was too busy"


class Watcher:
    """The documents that a workspace watches; `tell` is told of each step, gap and change.

    `sleep` waits, and ends early by being cancelled. Blocking work is done in threads.
    """

    def __init__(
        self,
        workspace: "Workspace",
        tell: Callable[[Event], None],
        sleep: Sleep = asyncio.sleep,
        random: Random | None = None,
    ) -> None:
        self._workspace = workspace
        self._tell = tell
        self._sleep = sleep
        self._random = random or Random()
        self._profile = workspace.recorder.profile
        self._recordings = workspace.local.recordings
        self._lookout = Lookout(self._recordings, self._profile)
        self._telling = asyncio.Lock()
        self._seconds = workspace.preferences.watch_seconds
        self.watched: dict[DocumentKey, Watch] = {}
        """The documents that are watched, in the order that this began."""
        self._tasks: dict[DocumentKey, asyncio.Task[None]] = {}
        self.failed: Callable[[BaseException], None] = lambda _: None
        """It is told of an error that nobody foresaw."""
        self.was_read: Callable[[Watch], None] = lambda _: None
        """It is told of each reading, after its step, and of one that shows nothing new."""

    def watch(self, key: "DocumentKey") -> None:
        """Begin to watch a document, which need not be there; nothing if it is watched already."""
        if key in self.watched:
            return
        watch = Watch(key, self._workspace.clock(), interval=self._seconds)
        self.watched[key] = watch
        self._tasks[key] = asyncio.create_task(self._run(watch))
        self._tasks[key].add_done_callback(partial(self._ended, watch))
        self._tell(WatchChanged(key))

    def _ended(self, watch: Watch, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._set_problem(watch, BROKEN)
            self.failed(error)

    async def stop(self, key: "DocumentKey") -> None:
        """Watch a document no longer; its recording stays."""
        watch, task = self.watched.pop(key, None), self._tasks.pop(key, None)
        if watch is None or task is None:
            return
        task.cancel()
        await asyncio.wait([task])
        await self._note_seen(watch)
        await self._tell_others()
        self._tell(WatchChanged(key))

    async def close(self) -> None:
        """End all watches, without a word."""
        self._tell = lambda _: None
        for key in list(self.watched):
            await self.stop(key)
        await asyncio.to_thread(self._lookout.close)

    def wake(self, key: "DocumentKey") -> None:
        """Read a watched document at once, for example since it was just saved."""
        if (watch := self.watched.get(key)) is not None:
            watch.interval = self._seconds
            watch.wanted.set()

    # ── one document ───────────────────────────────────────────────────────────────────────────

    async def _run(self, watch: Watch) -> None:
        watch.read_at = watch.gap_since = await self._seen_before(watch)
        if watch.read_at is not None:
            watch.missed = CLOSED
        ticks = self._workspace.client.service_time.ticks
        due = ticks()
        while True:
            await self._read(watch, due)
            seconds = jittered(watch.interval, self._random)
            due = ticks() + seconds
            watch.promise(self._workspace.clock(), seconds)
            await self._tell_others()
            await watch.pause(self._sleep, seconds)

    async def _read(self, watch: Watch, due: float) -> None:
        """Read a document once, and record what that shows, or that it shows nothing.

        `due` is when it should have been read, in ticks of the service's time.
        """
        ticks = self._workspace.client.service_time.ticks
        try:
            begun_at = await asyncio.to_thread(self._recordings.last_step, self._profile, watch.key)
        except StateError as error:
            self._set_problem(watch, f"What changes is not recorded. {error}")
            return
        asked = ticks()
        try:
            document = await self._workspace.open(watch.key, watch.last)
        except CcsError as error:
            await self._missed(watch, error)
            return
        watch.error = None
        # The service's clock may be known from this answer only, so it is asked afterwards.
        took, came_at = ticks() - asked, self._workspace.clock()
        asked_at = came_at - timedelta(seconds=took)
        if watch.missed or asked - due > LATE_SECONDS:
            await self._keep_gap(watch, asked_at, watch.missed or SLEPT)
        if took > LATE_SECONDS:
            await self._keep_gap(watch, came_at, watch.missed or SLOW)
        is_first = watch.document is None
        try:
            steps = await self._recorded_elsewhere(watch, begun_at)
            step = await self._record(watch, Reading(came_at, document), begun_at, asked_at)
        except StateError as error:
            self._set_problem(watch, f"What changes is not recorded. {error}")
            return
        except OlderReadingError:
            watch.wanted.set()  # another explorer watches it as well, and was first
            return
        # The next gap begins here: the document as it was when it was asked for is known.
        watch.read_at, watch.missed = asked_at, None
        watch.gap_since = came_at if took > LATE_SECONDS else asked_at
        self._set_problem(watch, None)
        await self._note_seen_now_and_then(watch)
        steps += [] if step is None else [step]
        after_nothing = after_nothing_new(watch.interval, self._seconds)
        watch.interval = self._seconds if steps else after_nothing
        if steps or is_first:
            self._tell(DocumentSeen(watch.key))
        await self._tell_steps(watch, steps)
        self.was_read(watch)

    async def _recorded_elsewhere(self, watch: Watch, last: StepMark) -> list[Step]:
        """Return the steps that another process recorded since the last reading, up to a last."""
        if watch.step is None or watch.step == last:
            return []
        return await asyncio.to_thread(
            self._recordings.steps_between, self._profile, watch.key, watch.step, last
        )

    async def _tell_steps(self, watch: Watch, steps: list[Step]) -> None:
        before = watch.steps // STEPS_BETWEEN
        watch.steps += len(steps)
        for step in steps:
            self._tell(StepSeen(watch.key, step))
        if watch.steps // STEPS_BETWEEN != before:
            with suppress(StateError):  # it can be done another time
                await drop_old_steps(self._workspace)

    async def _record(
        self, watch: Watch, reading: Reading, begun_at: StepMark, asked_at: datetime
    ) -> Step | None:
        before, document = watch.document, reading.document
        if (
            before is not None
            and watch.step == begun_at  # else another explorer recorded a state that is over
            and before.exists is document.exists
            and before.properties == document.properties
            and before.expires_at == document.expires_at
        ):
            return None
        own = await own_writes(self._workspace, watch.key, watch.read_at, reading.at)
        step = await asyncio.to_thread(
            self._recordings.record,
            self._profile,
            reading,
            watch.read_at,
            lambda changes: cause_of(changes, document.exists, own),
            begun_at,
            asked_at,
        )
        if step is not None:
            watch.noted_at = asked_at
        watch.document = document
        watch.step = begun_at if step is None else StepMark(step.number, step.before)
        return step

    async def _missed(self, watch: Watch, error: CcsError) -> None:
        """Take note that a document could not be read, and wait longer for the next try."""
        LOG.info("a watched document could not be read: %s", type(error).__name__)
        watch.missed, watch.error = str(error), error
        # Until there is an answer nobody knows the service's clock: then the next reading tells.
        if self._workspace.client.service_time.difference is not None:
            await self._keep_gap(watch, self._workspace.clock(), watch.missed)
        watch.interval = after_error(error, watch.interval, self._seconds)
        self._set_problem(watch, str(error))

    async def _keep_gap(self, watch: Watch, until: datetime, why: str) -> None:
        if watch.gap_since is None or until <= watch.gap_since:
            return
        missed, lookout = Gap(watch.gap_since, until, why), self._lookout
        try:
            gap = await asyncio.to_thread(
                lambda: lookout.add_gap(watch.key, missed, lookout.others())
            )
        except StateError as error:
            self._set_problem(watch, f"What changes is not recorded. {error}")
            return
        if gap is not None:
            self._tell(GapSeen(watch.key, gap))

    def _set_problem(self, watch: Watch, problem: str | None) -> None:
        if watch.problem != problem:
            watch.problem = problem
            self._tell(WatchChanged(watch.key))

    # ── what was read last, for the gap after a restart and for others that record ─────────────

    async def _seen_before(self, watch: Watch) -> datetime | None:
        """Return when an earlier run, or another, read the document last, as far as it is noted."""
        lookout, key = self._lookout, watch.key
        try:
            return await asyncio.to_thread(lambda: lookout.seen_at(key, lookout.others()))
        except StateError as error:
            self._set_problem(watch, f"What changes is not recorded. {error}")
            return None

    async def _tell_others(self) -> None:
        async with self._telling:  # what is told last is the latest
            looks = {key: watch.look for key, watch in self.watched.items() if watch.look}
            await asyncio.to_thread(self._lookout.tell, looks)

    async def _note_seen_now_and_then(self, watch: Watch) -> None:
        at, noted = watch.read_at, watch.noted_at
        if at is not None and (noted is None or (at - noted).total_seconds() >= SEEN_SECONDS):
            await self._note_seen(watch)

    async def _note_seen(self, watch: Watch) -> None:
        at = watch.read_at
        if at is None:
            return
        try:
            await asyncio.to_thread(self._recordings.saw, self._profile, watch.key, at)
        except StateError:
            return  # the next step says what is wrong
        watch.noted_at = at
