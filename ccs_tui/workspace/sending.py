"""The steps of a save, sent one after the other: compared before each, and read in the end."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, ProtocolError
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.model.changes import Change
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace.comparing import ChangedMeanwhileError, Found, happened
from ccs_tui.workspace.decided_write import Decided, DecidedWrite, WriteStoppedError
from ccs_tui.workspace.intent import Intent, as_sent
from ccs_tui.workspace.outcome import Saved, SavedPart, SaveStoppedError, Sent, replaced_words
from ccs_tui.workspace.review import ExpiryChoice, Part
from ccs_tui.workspace.step_write import CLOCK_SLACK, StepWrite

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

Pair = tuple[Intent, Part]


class Sending:
    """One sending of what was reviewed and has just been compared.

    `replaced` is what others wrote, since the review, to properties that are ours whatever they
    make of them. With `unrecorded` the journal has nothing of it.
    """

    def __init__(
        self,
        workspace: "Workspace",
        operation: str,
        pairs: list[Pair],
        replaced: dict[int, tuple[Change[JsonText], ...]],
        *,
        unrecorded: bool,
    ) -> None:
        self._workspace = workspace
        self._operation = operation
        self._pairs = pairs
        self._replaced = replaced
        self._unrecorded = unrecorded
        self._steps = [
            StepWrite(
                workspace, part, step, _as_there(part), operation=operation, undoes=intent.undoes
            )
            for intent, part in pairs
            for step in part.steps
        ]
        self._done: dict[StepWrite, Decided] = {}

    async def run(self) -> Saved:
        """Send all steps, and read the documents.

        Raises ChangedMeanwhileError where others were quicker and nothing of it is done,
        SaveStoppedError where it stopped otherwise, and StateError.
        """
        for step in self._steps:
            try:
                await self._step(step)
            except WriteStoppedError as stopped:
                await self._stopped(step, stopped)
            except ChangedMeanwhileError as changed:
                await self._changed(step, changed)
        parts = tuple([await self._saved(intent, part) for intent, part in self._pairs])
        unrecorded = next(
            (done.unrecorded for done in self._done.values() if done.unrecorded), None
        )
        if self._unrecorded:
            unrecorded = "It is not in the journal, as you chose."
        return Saved(parts, self._operation, unrecorded)

    async def _step(self, step: StepWrite) -> None:
        recorder = None if self._unrecorded else self._workspace.recorder
        if step is not self._steps[0]:
            # What was compared before the first step is another by now, perhaps.
            try:
                found = await self._compare(step)
            except CcsError as cause:
                raise WriteStoppedError(cause, unknown=False, found=None, unread=cause) from cause
            if found is Found.DONE:
                self._done[step] = Decided(True, None)
                return
        self._done[step] = await DecidedWrite(step, recorder, self._workspace.writes).run()

    async def _compare(self, step: StepWrite) -> Found:
        """Read the document before a further step. Raises ChangedMeanwhileError."""
        before = step.compared
        done = [other for other in self._done if other.part is step.part]
        if done:
            # What the steps before made of it is no change of others.
            step.compared = as_sent(step.part, tuple(other.step for other in done))
        document = await self._workspace.open(step.part.key)
        found = step.found(document, in_doubt=False)
        if found is Found.OTHER:
            now = self._workspace.clock()
            raise ChangedMeanwhileError(happened(before, document, now))
        step.compare_with(document)
        return found

    # ── stopped ────────────────────────────────────────────────────────────────────────────────

    async def _changed(self, step: StepWrite, changed: ChangedMeanwhileError) -> None:
        """Tell that others were quicker, and what is done by then. Raises."""
        if not self._done:
            raise ChangedMeanwhileError(f"{changed}, so nothing was sent.") from None
        await self._stop(step, ChangedMeanwhileError(f"{changed}."), unknown=False)

    async def _stopped(self, step: StepWrite, stopped: WriteStoppedError) -> None:
        """Tell why a step did not come to its end; return where a last look finds it done."""
        found, unknown = stopped.found, stopped.unknown
        if unknown and found is None:
            with suppress(CcsError):
                found = await step.look(in_doubt=True)
            unknown = found is not Found.AS_COMPARED
        if found is Found.DONE:
            self._done[step] = Decided(True, None)
            return
        if found is Found.OTHER and not self._done:
            # A conflict like any other, with a word on what is not known.
            maybe = ": whether the save came before that, nobody knows" if unknown else ""
            what = happened(step.compared, step.read, self._workspace.clock())
            sentence = f"{stopped.cause.what}. By now {what}{maybe}."
            if unknown and (replaced := self._all_replaced()):
                sentence += f" {replaced_words(replaced)}"
            raise ChangedMeanwhileError(sentence) from None
        await self._stop(step, stopped.cause, unknown=unknown, is_read=found is not None)

    async def _stop(
        self, step: StepWrite, cause: Exception, *, unknown: bool, is_read: bool = True
    ) -> None:
        """Look what is there, and raise SaveStoppedError.

        What nobody knows of is not looked at: an edit that is open stays open then.
        """
        left = [other.sent for other in self._steps[self._steps.index(step) + 1 :]]
        overwritten: list[Change[JsonText]] = []
        moved: timedelta | None = None
        for intent, part in self._pairs:
            writes = [done for done in self._done if done.part is part]
            steps = tuple(done.step for done in writes)
            names = {name for each in steps for name in each.names}
            if steps:
                # What was acknowledged is there, also if that can't be read now.
                intent.copy.sent(as_sent(part, steps), names)
            if part is step.part and unknown and not is_read:
                continue
            try:
                document = await self._workspace.open(part.key)
            except CcsError:
                if writes:
                    self._note_unread_expiry(part)
                continue
            overwritten += _overwritten(part, names, document)
            moved = moved or self._moved(part, document, self._aim(part))
            if writes:
                self._note_expiry(part, document, writes)
            intent.copy.rebase(document)
        done = [Sent(other.part.key, other.step) for other in self._done]
        replaced = self._all_replaced()
        raise SaveStoppedError(
            cause, done, step.sent, left, overwritten,
            unknown=unknown, is_read=is_read, expiry_moved=moved, replaced=replaced,
        ) from None  # fmt: skip

    def _all_replaced(self) -> list[Change[JsonText]]:
        return [change for changes in self._replaced.values() for change in changes]

    # ── done ───────────────────────────────────────────────────────────────────────────────────

    async def _saved(self, intent: Intent, part: Part) -> SavedPart:
        steps = [step for step in self._done if step.part is part]
        read_back = any(self._done[step].read_back for step in steps)
        replaced = self._replaced.get(self._pairs.index((intent, part)), ())
        try:
            document = await self._workspace.open(part.key)
        except CcsError:
            intent.copy.sent(as_sent(part, part.steps), part.names)
            self._note_unread_expiry(part)
            return SavedPart(
                part.key, part.plan, part.expiry, None, replaced=replaced, read_back=read_back,
                is_deletion=part.deletes_document,
            )  # fmt: skip
        for step in steps:
            if not self._done[step].read_back and step.is_undone_by(document):
                await self._not_there(step)
        moved = self._moved(part, document, part.expiry.before)
        is_ours = self._note_expiry(part, document, steps)
        if intent.delete_document:
            if not document.exists:
                intent.copy.sent(document, part.names)
        else:
            # What others made of it after our call is theirs: the edit itself was done.
            intent.copy.sent(as_sent(part, part.steps), part.names)
            intent.copy.rebase(document)
        return SavedPart(
            part.key, part.plan, part.expiry, document,
            tuple(_overwritten(part, part.names, document)), moved,
            replaced=replaced, read_back=read_back, is_our_expiry=is_ours,
            is_deletion=part.deletes_document,
        )  # fmt: skip

    async def _not_there(self, step: StepWrite) -> None:
        """Stop where a step was acknowledged, and what is read is as before. Raises."""
        decided = self._done.pop(step)
        cause = ProtocolError(
            f"The service did not refuse it, but read since {step.part.key.label} is as before",
            "Check that the URL is the service's and that no proxy answers in its place.",
        )
        if decided.entry is not None:
            await self._workspace.recorder.answered(decided.entry, Outcome.UNKNOWN, str(cause))
        await self._stop(step, cause, unknown=False)

    def _note_expiry(self, part: Part, document: Document, steps: list[StepWrite]) -> bool:
        """Note which expiry the next save is to keep; return whether that there is now is ours."""
        expiries, expiry = self._workspace.expiries, part.expiry
        is_ours = any(step.is_ours(document.expires_at) for step in steps)
        if is_ours and document.expires_at is not None:
            kept = self._aim(part) or document.expires_at
            expiries.note(part.key, kept, document.expires_at)
        elif expiry.choice is not ExpiryChoice.UNTOUCHED:
            expiries.forget(part.key)
        # One that others set while it waited is sent by us, and theirs.
        return is_ours and self._aim(part) in (expiry.before, expiry.at)

    def _note_unread_expiry(self, part: Part) -> None:
        kept = self._aim(part)
        if part.expiry.choice is ExpiryChoice.KEPT and kept is not None:
            self._workspace.expiries.note(part.key, kept, None)

    def _aim(self, part: Part) -> datetime | None:
        """Return the instant at which a document is to expire; None where a TTL is meant."""
        saves = (s for s in self._steps if s.part is part and s.step.kind is Kind.SAVE)
        return next((step.expires_at for step in saves), part.expiry.at)

    def _moved(self, part: Part, document: Document, kept: datetime | None) -> timedelta | None:
        """Return by how much an expiry that is to be kept is another."""
        if part.expiry.choice is not ExpiryChoice.KEPT or kept is None:
            return None
        after = document.expires_at
        if after is None or after == part.there.expires_at:
            return None
        moved = after - kept
        return moved if abs(moved) > CLOCK_SLACK else None


def _as_there(part: Part) -> Document:
    return Document(part.key, {}, exists=False) if part.gone else part.there


def _overwritten(part: Part, names: Collection[str], there: Document) -> list[Change[JsonText]]:
    """Return what is there of properties that were sent, where it is not what was sent."""
    return [
        Change(change.name, change.after, there.properties.get(change.name))
        for change in part.changes
        if change.name in names and there.properties.get(change.name) != change.after
    ]
