"""The steps of a save, sent one after the other: compared before each, and read in the end."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, ProtocolError
from ccs_tui.local.journal import Kind, Outcome
from ccs_tui.local.state import StateError
from ccs_tui.model.changes import Change
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace.decided_write import Decided, DecidedWrite, WriteStoppedError
from ccs_tui.workspace.intent import Intent, as_sent
from ccs_tui.workspace.review import Part
from ccs_tui.workspace.save_expiry import SaveExpiry
from ccs_tui.workspace.save_outcome import Saved, SavedPart, SaveStoppedError, Sent, replaced_words
from ccs_tui.workspace.save_write import SaveWrite
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError, Verdict, happened

if TYPE_CHECKING:
    from datetime import timedelta

    from ccs_tui.workspace.workspace import Workspace

ReviewedIntent = tuple[Intent, Part]


class SaveSteps:
    """One sending of a save that was reviewed and compared.

    `replaced` are values that others wrote since the review to properties that ours replace. With
    `unrecorded` nothing is written to the journal.
    """

    def __init__(
        self,
        workspace: "Workspace",
        operation: str,
        pairs: list[ReviewedIntent],
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
            SaveWrite(
                workspace, part, step, _as_there(part), operation=operation, undoes=intent.undoes
            )
            for intent, part in pairs
            for step in part.steps
        ]
        moved = {id(part) for intent, part in pairs if intent.must_match}
        for step in self._steps:
            if id(step.part) in moved:
                step.after = tuple(s for s in self._steps if id(s.part) not in moved)
        self._done: dict[SaveWrite, Decided] = {}
        self._expiry = SaveExpiry(workspace.expiries, self._steps)

    @property
    def is_tried(self) -> bool:
        """True if any attempt was made to send something."""
        return bool(self._done) or any(step.failure for step in self._steps)

    async def run(self) -> Saved:
        """Send all steps, and read the documents.

        Raises ChangedMeanwhileError where others were quicker, and StateError where the journal
        can't be written, both if nothing is done yet; otherwise SaveStoppedError.
        """
        for step in self._steps:
            try:
                await self._step(step)
            except WriteStoppedError as stopped:
                await self._stopped(step, stopped)
            except ChangedMeanwhileError as changed:
                await self._changed(step, changed)
            except StateError as unrecorded:
                await self._unwritten(step, unrecorded)
        parts = tuple([await self._saved(intent, part) for intent, part in self._pairs])
        missing = next((done.unrecorded for done in self._done.values() if done.unrecorded), None)
        if self._unrecorded:
            missing = "It is not in the journal, as you chose."
        return Saved(parts, self._operation, missing)

    async def _step(self, step: SaveWrite) -> None:
        recorder = None if self._unrecorded else self._workspace.recorder
        if step is not self._steps[0]:
            # The document may have changed since it was compared, before the first step.
            try:
                found = await self._compare(step)
            except CcsError as cause:
                raise WriteStoppedError(cause, unknown=False, found=None, unread=cause) from cause
            if found is Verdict.DONE:
                self._done[step] = Decided(True, None)
                return
        self._done[step] = await DecidedWrite(step, recorder, self._workspace.writes).run()

    async def _compare(self, step: SaveWrite) -> Verdict:
        """Read the document before a further step. Raises ChangedMeanwhileError."""
        before = step.compared
        done = [other for other in self._done if other.part is step.part]
        if done:
            # The changes of the steps before this one are not others'.
            step.compared = as_sent(step.part, tuple(other.step for other in done))
        document = await self._workspace.open(step.part.key)
        found = step.found(document, in_doubt=False)
        if found is Verdict.OTHER:
            now = self._workspace.clock()
            raise ChangedMeanwhileError(happened(before, document, now))
        step.compare_with(document)
        return found

    # ── stopped ────────────────────────────────────────────────────────────────────────────────

    async def _changed(self, step: SaveWrite, changed: ChangedMeanwhileError) -> None:
        """Raise that others were quicker, with the steps that are done by then."""
        if not self._done and not step.names_done:
            # The document was read since the attempt, and has nothing of it.
            tried = f"{step.failure.what}. " if step.failure else ""
            rest = "it was not sent again" if tried else "nothing was sent"
            raise ChangedMeanwhileError(f"{tried}{changed}, so {rest}.") from None
        await self._stop(step, ChangedMeanwhileError(f"{changed}."), unknown=False)

    async def _unwritten(self, step: SaveWrite, error: StateError) -> None:
        """Raise that the journal can't be written, with the steps that are done by then."""
        if not self._done and not step.names_done:
            raise error
        await self._stop(step, error, unknown=False)

    async def _stopped(self, step: SaveWrite, stopped: WriteStoppedError) -> None:
        """Raise the reason why a step was not done."""
        found, unknown = stopped.found, stopped.unknown
        if found is Verdict.OTHER and not self._done:
            # This is a conflict like any other, with a word on the part that is not known.
            maybe = ": it isn't known whether the save came before that" if unknown else ""
            what = happened(step.compared, step.read, self._workspace.clock())
            sentence = f"{stopped.cause.what}. By now {what}{maybe}."
            if unknown and (replaced := self._all_replaced()):
                sentence += f" {replaced_words(replaced)}"
            raise ChangedMeanwhileError(sentence) from None
        await self._stop(step, stopped.cause, unknown=unknown, is_read=found is not None)

    async def _stop(
        self, step: SaveWrite, cause: Exception, *, unknown: bool, is_read: bool = True
    ) -> None:
        """Read the documents, and raise SaveStoppedError.

        A document with an unknown outcome is not read, so that an edit of it stays open.
        """
        overwritten: list[Change[JsonText]] = []
        moved: timedelta | None = None
        for intent, part in self._pairs:
            nobody_knows = part is step.part and unknown and not is_read
            document = None if nobody_knows else await self._read(part)
            if document is not None:
                await self._disproved(part, document)
            writes = [done for done in self._done if done.part is part]
            names = {name for done in writes for name in done.step.names}
            if writes:
                # An acknowledged step is done, even if the document can't be read now.
                steps = tuple(done.step for done in writes)
                intent.document.sent(as_sent(part, steps), names, document)
            if document is None:
                if writes:
                    self._expiry.note_unread(part)
                continue
            overwritten += _overwritten(part, names, document)
            aim = self._expiry.aim(part)
            moved = moved or self._expiry.moved(part, document, aim, wrote=bool(writes))
            if writes:
                self._expiry.note(part, document, writes)
            else:
                intent.document.rebase(document)
        done = [Sent(other.part.key, other.step) for other in self._done]
        if step.names_done:
            done.append(Sent(step.part.key, replace(step.step, names=step.names_done)))
        left = [o.sent for o in self._steps if o is not step and o not in self._done]
        replaced = self._all_replaced()
        raise SaveStoppedError(
            cause,
            done,
            step.sent,
            left,
            overwritten,
            unknown=unknown,
            is_read=is_read,
            expiry_moved=moved,
            replaced=replaced,
        ) from None

    async def _read(self, part: Part) -> Document | None:
        try:
            return await self._workspace.open(part.key)
        except CcsError:
            return None

    async def _disproved(self, part: Part, document: Document) -> SaveWrite | None:
        """Count acknowledged steps as not done, where a reading shows the document as before.

        Return the first of them, None without one.
        """
        steps = [
            step
            for step, decided in self._done.items()
            if step.part is part and not decided.read_back and step.is_undone_by(document)
        ]
        for step in steps:
            entry = self._done.pop(step).entry
            if entry is not None:
                cause = str(_not_seen(step))
                await self._workspace.recorder.answered(entry, Outcome.UNKNOWN, cause)
        return steps[0] if steps else None

    def _all_replaced(self) -> list[Change[JsonText]]:
        return [change for changes in self._replaced.values() for change in changes]

    # ── done ───────────────────────────────────────────────────────────────────────────────────

    async def _saved(self, intent: Intent, part: Part) -> SavedPart:
        steps = [step for step in self._done if step.part is part]
        read_back = any(self._done[step].read_back for step in steps)
        replaced = self._replaced.get(self._pairs.index((intent, part)), ())
        document = await self._read(part)
        if document is None:
            intent.document.sent(as_sent(part, part.steps), part.names)
            self._expiry.note_unread(part)
            return SavedPart(
                part.key,
                part.plan,
                part.expiry,
                None,
                replaced=replaced,
                read_back=read_back,
                is_deletion=part.deletes_document,
            )
        if (step := await self._disproved(part, document)) is not None:
            await self._stop(step, _not_seen(step), unknown=False)
        moved = self._expiry.moved(part, document, part.expiry.before)
        moved = moved or next(filter(None, (s.missed(document.expires_at) for s in steps)), None)
        is_ours = self._expiry.note(part, document, steps)
        if intent.delete_document:
            if not document.exists:
                intent.document.sent(document, part.names)
        else:
            # A change by others after our call is theirs; our edit was done.
            intent.document.sent(as_sent(part, part.steps), part.names, document)
        return SavedPart(
            part.key,
            part.plan,
            part.expiry,
            document,
            tuple(_overwritten(part, part.names, document)),
            moved,
            replaced=replaced,
            read_back=read_back,
            is_our_expiry=is_ours,
            is_deletion=part.deletes_document,
        )


def _as_there(part: Part) -> Document:
    return Document(part.key, {}, exists=False) if part.gone else part.there


def _not_seen(step: SaveWrite) -> ProtocolError:
    label = step.part.key.label
    is_save = step.step.kind is Kind.SAVE
    if is_save and step.names_done:
        label = f"the expiry of {label}"
    there = f"{label} is as before" if is_save else f"{label} has still what was to go"
    return ProtocolError(
        f"The service accepted it, but read afterwards {there}",
        "Check that the URL is the service's and that no proxy answers in its place.",
    )


def _overwritten(part: Part, names: Collection[str], there: Document) -> list[Change[JsonText]]:
    """Return the properties that were sent and have another value there now."""
    return [
        Change(change.name, change.after, there.properties.get(change.name))
        for change in part.changes
        if change.name in names and there.properties.get(change.name) != change.after
    ]
