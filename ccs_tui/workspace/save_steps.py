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
from ccs_tui.workspace.in_doubt_write import Decided, DecidedWrite, WriteStoppedError
from ccs_tui.workspace.intent import Intent, as_sent
from ccs_tui.workspace.review import Part
from ccs_tui.workspace.save_expiry import SaveExpiry
from ccs_tui.workspace.save_outcome import (
    DocumentStep,
    Saved,
    SavedPart,
    SaveStoppedError,
    replaced_words,
)
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
        self._writes = [
            SaveWrite(
                workspace, part, step, _as_there(part), operation=operation, undoes=intent.undoes
            )
            for intent, part in pairs
            for step in part.steps
        ]
        moved = {id(part) for intent, part in pairs if intent.must_match}
        for write in self._writes:
            if id(write.part) in moved:
                write.only_after = tuple(w for w in self._writes if id(w.part) not in moved)
        self._done: dict[SaveWrite, Decided] = {}
        self._expiry = SaveExpiry(workspace.expiries, workspace.recorder, self._writes)

    @property
    def is_tried(self) -> bool:
        """True if any attempt was made to send something."""
        return bool(self._done) or any(write.failure for write in self._writes)

    async def run(self) -> Saved:
        """Send all steps, and read the documents.

        Raises ChangedMeanwhileError where others were quicker, and StateError where the journal
        can't be written, both if nothing is done yet; otherwise SaveStoppedError.
        """
        for write in self._writes:
            try:
                await self._write(write)
            except WriteStoppedError as stopped:
                await self._stopped(write, stopped)
            except ChangedMeanwhileError as changed:
                await self._changed(write, changed)
            except StateError as unrecorded:
                await self._unwritten(write, unrecorded)
        parts = tuple([await self._saved(intent, part) for intent, part in self._pairs])
        missing = next((done.unrecorded for done in self._done.values() if done.unrecorded), None)
        if self._unrecorded:
            missing = "It is not in the journal, as you chose."
        return Saved(parts, self._operation, missing)

    async def _write(self, write: SaveWrite) -> None:
        recorder = None if self._unrecorded else self._workspace.recorder
        if write is not self._writes[0]:
            # The document may have changed since it was compared, before the first step.
            try:
                found = await self._compare(write)
            except CcsError as cause:
                raise WriteStoppedError(cause, unknown=False, found=None, unread=cause) from cause
            if found is Verdict.DONE:
                self._done[write] = Decided(True, None)
                return
        self._done[write] = await DecidedWrite(write, recorder, self._workspace.writes).run()

    async def _compare(self, write: SaveWrite) -> Verdict:
        """Read the document before a further step. Raises ChangedMeanwhileError."""
        before = write.compared
        done = [other for other in self._done if other.part is write.part]
        if done:
            # The changes of the steps before this one are not others'.
            write.compared = as_sent(write.part, tuple(other.step for other in done))
        document = await self._workspace.open(write.part.key)
        found = write.found(document, in_doubt=False)
        if found is Verdict.OTHER:
            now = self._workspace.clock()
            raise ChangedMeanwhileError(happened(before, document, now))
        write.compare_with(document)
        return found

    # ── stopped ────────────────────────────────────────────────────────────────────────────────

    async def _changed(self, write: SaveWrite, changed: ChangedMeanwhileError) -> None:
        """Raise that others were quicker, with the steps that are done by then."""
        if not self._done and not write.names_done:
            # The document was read since the attempt, and has nothing of it.
            tried = f"{write.failure.what}. " if write.failure else ""
            rest = "it was not sent again" if tried else "nothing was sent"
            raise ChangedMeanwhileError(f"{tried}{changed}, so {rest}.") from None
        await self._stop(write, ChangedMeanwhileError(f"{changed}."), unknown=False)

    async def _unwritten(self, write: SaveWrite, error: StateError) -> None:
        """Raise that the journal can't be written, with the steps that are done by then."""
        if not self._done and not write.names_done:
            raise error
        await self._stop(write, error, unknown=False)

    async def _stopped(self, write: SaveWrite, stopped: WriteStoppedError) -> None:
        """Raise the reason why a step was not done."""
        found, unknown = stopped.found, stopped.unknown
        if found is Verdict.OTHER and not self._done:
            # This is a conflict like any other, with a word on the part that is not known.
            maybe = ": it isn't known whether the save came before that" if unknown else ""
            what = happened(write.compared, write.read, self._workspace.clock())
            sentence = f"{stopped.cause.what}. By now {what}{maybe}."
            if unknown and (replaced := self._all_replaced()):
                sentence += f" {replaced_words(replaced)}"
            raise ChangedMeanwhileError(sentence) from None
        await self._stop(write, stopped.cause, unknown=unknown, is_read=found is not None)

    async def _stop(
        self, write: SaveWrite, cause: Exception, *, unknown: bool, is_read: bool = True
    ) -> None:
        """Read the documents, and raise SaveStoppedError.

        A document with an unknown outcome is not read, so that an edit of it stays open.
        """
        overwritten: list[Change[JsonText]] = []
        moved: timedelta | None = None
        for intent, part in self._pairs:
            nobody_knows = part is write.part and unknown and not is_read
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
                await self._expiry.note(part, document, self._done)
            else:
                intent.document.rebase(document)
        done = [DocumentStep(other.part.key, other.step) for other in self._done]
        if write.names_done:
            done.append(DocumentStep(write.part.key, replace(write.step, names=write.names_done)))
        left = [o.to_write for o in self._writes if o is not write and o not in self._done]
        replaced = self._all_replaced()
        raise SaveStoppedError(
            cause,
            done,
            write.to_write,
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
        writes = [
            write
            for write, decided in self._done.items()
            if write.part is part and not decided.read_back and write.is_undone_by(document)
        ]
        for write in writes:
            entry = self._done.pop(write).entry
            if entry is not None:
                cause = str(_not_seen(write))
                await self._workspace.recorder.answered(entry, Outcome.UNKNOWN, cause)
        return writes[0] if writes else None

    def _all_replaced(self) -> list[Change[JsonText]]:
        return [change for changes in self._replaced.values() for change in changes]

    # ── done ───────────────────────────────────────────────────────────────────────────────────

    async def _saved(self, intent: Intent, part: Part) -> SavedPart:
        writes = [write for write in self._done if write.part is part]
        read_back = any(self._done[write].read_back for write in writes)
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
        if (write := await self._disproved(part, document)) is not None:
            await self._stop(write, _not_seen(write), unknown=False)
        moved = self._expiry.moved(part, document, part.expiry.before)
        moved = moved or next(
            filter(None, (write.missed(document.expires_at) for write in writes)), None
        )
        is_ours = await self._expiry.note(part, document, self._done)
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
    return Document.absent(part.key) if part.gone else part.there


def _not_seen(write: SaveWrite) -> ProtocolError:
    label = write.part.key.label
    is_save = write.step.kind is Kind.SAVE
    if is_save and write.names_done:
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
