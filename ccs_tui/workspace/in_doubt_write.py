"""A write led to its end: sent, and after an answer that was lost or put off, read and decided.

Nothing is sent twice without a reading in between: a bot may have written the same property
meanwhile, or the document may have expired and been begun anew (`ccs-api.md` 5).
"""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Protocol

from ccs_tui.client.errors import CcsError, NotDoneError, OutcomeUnknownError
from ccs_tui.local.journal import Outcome
from ccs_tui.model.expiry import format_duration
from ccs_tui.model.log import LOG
from ccs_tui.workspace.journal_history import AGAIN
from ccs_tui.workspace.journal_record import Record, Recorder, is_in_doubt
from ccs_tui.workspace.write_queue import WriteQueue
from ccs_tui.workspace.write_verdict import Verdict

PAUSES = (1.0, 5.0, 10.0)
"""Seconds before the second attempt and those after it, if the service asks for no more [RP]."""
PATIENCE_SECONDS = 60.0
"""The seconds that a write waits between its attempts, all pauses together."""


class Write(Protocol):
    """A write that can be looked for afterwards."""

    @property
    def what(self) -> str:
        """Its doing, for a sentence: `saving s1`."""

    @property
    def calls(self) -> int:
        """The calls of an attempt: over v1 alone each property takes a deletion of its own."""

    @property
    def done_in_part(self) -> str:
        """The parts of the attempt that the last look found done; empty if all or none were."""

    def record(self) -> Record | None:
        """Return the record of the next attempt for the journal; None if it keeps none of this.

        Raises ChangedMeanwhileError where that attempt must not be made any more.
        """

    async def send(self) -> None:
        """Make one attempt. Raises CcsError."""

    async def look(self, *, in_doubt: bool) -> Verdict:
        """Read the service, and return its verdict on this write. Raises CcsError.

        With `in_doubt` an attempt may have been done since the last look.
        """


@dataclass(frozen=True, slots=True)
class Decided:
    """A write that is done. With `read_back` a reading showed it, and no answer.

    `entry` is the last attempt's in the journal, None if it was not recorded. `unrecorded` says why
    the journal does not show the write as done, and is None where it does.
    """

    read_back: bool
    entry: int | None
    unrecorded: str | None = None


_LEARNT = {
    Verdict.DONE: "Read afterwards: it had arrived.",
    Verdict.AS_COMPARED: "Read afterwards: it was as before.",
    Verdict.OTHER: "Read afterwards: others had written it.",
}
_UNREAD = "It could not be read afterwards."
_STOPPED = {
    Verdict.DONE: "It arrived all the same.",
    Verdict.AS_COMPARED: "Nothing was changed: it is as before.",
    Verdict.OTHER: "Others have written it meanwhile.",
}
_NOBODY_KNOWS = "It can't be read either, so it isn't known whether it was done."


class WriteStoppedError(Exception):
    """A write that stopped before it was done.

    `cause` says why. With `unknown` the write may be there in part or whole. `found` is the verdict
    of the last reading, None without one, and `unread` says why that reading failed. `in_part` is
    what that reading found done.
    """

    def __init__(
        self,
        cause: CcsError,
        *,
        unknown: bool,
        found: Verdict | None,
        unread: CcsError | None = None,
        in_part: str = "",
    ) -> None:
        self.cause = cause
        self.unknown = unknown
        self.found = found
        self.unread = unread
        said = _STOPPED[found] if found else (_NOBODY_KNOWS if unknown else "")
        if in_part and found is Verdict.AS_COMPARED:
            said = f"Read afterwards, {in_part} was as wanted, and the rest as before."
        super().__init__(f"{cause} {said}".strip())


def _kinds(error: CcsError) -> str:
    """Return the kind of an error, and that of its cause, for the log."""
    cause = getattr(error, "cause", None)
    return type(error).__name__ if cause is None else f"{type(error).__name__} ({_kinds(cause)})"


class DecidedWrite:
    """Leads one write from attempt to attempt, and reads the service before each but the first.

    Without a `recorder` nothing is written to the journal.
    """

    def __init__(self, write: Write, recorder: Recorder | None, queue: WriteQueue) -> None:
        self._write = write
        self._recorder = recorder
        self._queue = queue
        self._entry: int | None = None
        self._waits = 0
        self._waited = 0.0
        self._given_up = False
        self._noted = (Outcome.SENT, "")
        """The outcome and the answer that were noted last, of the attempt."""

    async def run(self) -> Decided:
        """Send the write until it is there.

        Raises WriteStoppedError, StateError before an attempt, and ChangedMeanwhileError where
        `record` raises it.
        """
        while True:
            cause = await self._attempt()
            if cause is None:
                unrecorded = await self._note(Outcome.DONE, "")
                return Decided(False, self._entry, unrecorded)
            found = await self._decide(cause)
            if found is Verdict.DONE:
                return Decided(True, self._entry)

    async def _attempt(self) -> CcsError | None:
        """Send the write once; return the error that leaves its outcome open, or None."""
        record = self._write.record()
        self._entry = None
        if self._recorder is not None and record is not None:
            self._entry = await self._recorder.begin(record)
        LOG.info("write: %s", self._write.what)
        try:
            await self._write.send()
        except CcsError as cause:
            LOG.warning("write: %s: %s", self._write.what, _kinds(cause))
            return cause
        LOG.info("write: %s: done", self._write.what)
        return None

    async def _decide(self, cause: CcsError) -> Verdict:
        """Return DONE if the write is there, AS_COMPARED if it is to be sent again."""
        in_doubt = is_in_doubt(cause, calls=self._write.calls)
        await self._note(Outcome.UNKNOWN if in_doubt else Outcome.FAILED, str(cause))
        # A write that may be there is looked for at once, another one right before it is sent
        # again.
        found, unread = await self._look(cause, in_doubt) if in_doubt else (None, None)
        while found is not Verdict.DONE:
            if found is Verdict.OTHER or not await self._wait(cause):
                return await self._last_look(cause, in_doubt, found, unread)
            found, unread = await self._look(cause, in_doubt)
            if found is Verdict.AS_COMPARED:
                await self._note_again()
                return found
        return Verdict.DONE

    async def _last_look(
        self, cause: CcsError, in_doubt: bool, found: Verdict | None, unread: CcsError | None
    ) -> Verdict:
        """Return DONE if the write is there, though no attempt is left. Raises otherwise."""
        if in_doubt and found is None:
            found, unread = await self._look(cause, in_doubt)
        if found is Verdict.DONE:
            return found
        unknown = in_doubt and found is not Verdict.AS_COMPARED
        raise WriteStoppedError(
            cause, unknown=unknown, found=found, unread=unread, in_part=self._write.done_in_part
        ) from cause

    async def _look(
        self, cause: CcsError, in_doubt: bool
    ) -> tuple[Verdict | None, CcsError | None]:
        doubt = self._queue.in_doubt(f"{self._write.what}: no answer, reading whether it arrived")
        try:
            with doubt if in_doubt else nullcontext():
                found = await self._write.look(in_doubt=in_doubt)
        except CcsError as unread:
            await self._learn(cause, in_doubt, None)
            return None, unread
        LOG.info("write: %s: read afterwards: %s", self._write.what, found.name)
        await self._learn(cause, in_doubt, found)
        return found, None

    async def _learn(self, cause: CcsError, in_doubt: bool, found: Verdict | None) -> None:
        """Note in the attempt's entry what was learnt of it since."""
        outcome = Outcome.FAILED
        if in_doubt:
            outcome = Outcome.DONE if found is Verdict.DONE else Outcome.UNKNOWN
        await self._note(outcome, f"{cause} {self._learnt(found)}")

    def _learnt(self, found: Verdict | None) -> str:
        if found is Verdict.AS_COMPARED and (part := self._write.done_in_part):
            return f"Read afterwards, {part} was as wanted, and the rest as before."
        return _LEARNT[found] if found else _UNREAD

    async def _wait(self, cause: CcsError) -> bool:
        """Wait for the next attempt, as long as the service asks; False if there is to be none."""
        if not isinstance(cause, (OutcomeUnknownError, NotDoneError)):
            return False
        if self._waits >= len(PAUSES) or self._given_up:
            return False
        asked = cause.wait_seconds if isinstance(cause, NotDoneError) else None
        seconds = max(PAUSES[self._waits], asked or 0.0)
        if self._waited + seconds > PATIENCE_SECONDS:
            return False
        self._waits += 1
        self._waited += seconds
        why = f"{self._write.what}: trying again in {format_duration(round(seconds))}"
        noted = self._noted
        await self._note_again()
        self._given_up = not await self._queue.pause(seconds, why)
        if self._given_up:
            await self._note(*noted)
        return not self._given_up

    async def _note_again(self) -> None:
        """Note of an attempt that failed that it was not to be the last."""
        outcome, answer = self._noted
        if outcome is Outcome.FAILED:
            await self._note(outcome, f"{AGAIN}{answer}")

    async def _note(self, outcome: Outcome, answer: str) -> str | None:
        self._noted = outcome, answer
        if self._recorder is None:
            return None
        return await self._recorder.answered(self._entry, outcome, answer)
