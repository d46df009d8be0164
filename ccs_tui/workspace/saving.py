"""A save, from what is wanted to what is there: read again, reviewed, sent in steps, read again.

The service has no versions and no locks: only a write of others to the same property between the
last read and the call itself goes unseen.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, DocumentTooLargeError
from ccs_tui.local.journal import Kind
from ccs_tui.model.changes import SavePlan
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import remaining_seconds, ttl_to_keep
from ccs_tui.model.size import LIMIT
from ccs_tui.workspace.intent import (
    Intent,
    as_sent,
    changes_of_others,
    differs,
    plan_of,
    plan_over,
    steps_of,
)
from ccs_tui.workspace.outcome import Saved, SavedPart, SaveStoppedError, Sent
from ccs_tui.workspace.recording import Record, may_have_arrived, operation_id
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.review import Expiry, ExpiryChoice, Part, PropertyChange, Review, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ccs_tui.model.json_text import JsonText
    from ccs_tui.workspace.workspace import Workspace

EXPIRY_SLACK = timedelta(seconds=3)
"""How far an expiry that is kept may be off: TTLs are whole seconds, and a call takes time."""


class ChangedMeanwhileError(Exception):
    """What the review showed is not what is there any more; nothing was sent. Review it again."""


class Saving:
    """One save under way: `read` it, decide what has to be decided, `send` it.

    With `unrecorded` it is sent although the journal can't be written.
    """

    def __init__(self, workspace: "Workspace", intents: list[Intent]) -> None:
        self._workspace = workspace
        self.intents = intents
        self.unrecorded = False
        self._reviewed: Review | None = None
        self.operation = operation_id()

    async def read(self) -> Review:
        """Read the documents again and return what a save would send now.

        Raises InvalidEditError while a property is not JSON, RefusedError where an expiry can't be
        kept, and CcsError.
        """
        await asyncio.gather(*map(self._read, self.intents))
        return self.review()

    def review(self) -> Review:
        """Return what a save would send now over what was read last, and after what was decided.

        Raises as `read`, without the service.
        """
        parts = []
        for intent in self.intents:
            copy = intent.copy
            decided = copy.gone or intent.delete_document
            parts.append(
                replace(
                    self._part(intent, copy.base, plan_of(intent), gone=copy.gone),
                    conflicts=() if decided else copy.conflicts(),
                    theirs=changes_of_others(intent),
                )
            )
        self._reviewed = Review(tuple(parts))
        return self._reviewed

    async def _read(self, intent: Intent) -> Document:
        document = await self._workspace.open(intent.copy.key)
        intent.copy.rebase(document)
        if intent.must_match and document.properties != intent.opened.properties:
            raise RefusedError(
                f"{document.key.label} was changed by others meanwhile, so nothing was sent. "
                f"Begin again with what is there now."
            )
        return document

    def _part(self, intent: Intent, there: Document, plan: SavePlan, *, gone: bool) -> Part:
        exists = there.exists and not gone
        expiry = self._expiry(intent, there, plan, exists=exists)
        return Part(there, plan, expiry, steps_of(intent, there, plan, exists=exists), gone=gone)

    def _expiry(self, intent: Intent, there: Document, plan: SavePlan, *, exists: bool) -> Expiry:
        before = there.expires_at
        if intent.ttl_seconds is not None:
            return Expiry(ExpiryChoice.SET, before, intent.ttl_seconds)
        if intent.delete_document or (exists and not plan.upsert):
            return Expiry(ExpiryChoice.UNTOUCHED, before)
        if not exists or before is None:
            return Expiry(ExpiryChoice.CONFIGURED, before if exists else None)
        now = self._workspace.clock()
        if not remaining_seconds(before, now):
            raise RefusedError(
                f"By this machine's clock {there.key.label} has expired, but the service still has "
                f"it, so its expiry can't be kept. Set the clock right, then save again."
            )
        return Expiry(ExpiryChoice.KEPT, before, ttl_to_keep(before, now))

    async def send(self) -> Saved:
        """Send what was reviewed, step by step, and read it once more.

        What was typed since waits for the next save. Raises ChangedMeanwhileError if others changed
        what it is about, SaveStoppedError between the steps, StateError if the journal can't be
        written (nothing was sent for that step), RefusedError and CcsError.
        """
        reviewed = self._reviewed
        if reviewed is None or reviewed.conflicts:
            raise ChangedMeanwhileError("There are conflicts to be settled first.")
        documents = await asyncio.gather(*map(self._read, self.intents))
        parts = []
        for (intent, part), document in zip(self._pairs(reviewed), documents, strict=True):
            if differs(part, document):
                raise ChangedMeanwhileError(
                    f"{part.key.label} was changed by others meanwhile, so nothing was sent."
                )
            there = part.there if part.gone else document
            parts.append(self._part(intent, there, plan_over(part, there), gone=part.gone))
        if too_large := next((part for part in parts if part.excess), None):
            raise DocumentTooLargeError(
                f"{too_large.key.label} would have {too_large.plan.size_after:,} characters, "
                f"{too_large.excess:,} over the limit of {LIMIT:,}",
                "Nothing was sent.",
                size=too_large.plan.size_after,
            )
        return await self._send(Review(tuple(parts)))

    async def _send(self, review: Review) -> Saved:
        todo = [
            (intent, part, Sent(part.key, step))
            for intent, part in self._pairs(review)
            for step in part.steps
        ]
        recorder = self._workspace.recorder
        done: list[Sent] = []
        unrecorded: str | None = None
        for at, (intent, part, sent) in enumerate(todo):
            record: int | None = None
            if not self.unrecorded:
                record = await recorder.begin(self._record(part, sent, intent.undoes))
            try:
                await self._call(part, sent.step)
            except CcsError as cause:
                unknown = may_have_arrived(cause, calls=self._calls(sent))
                await recorder.failed(record, cause, unknown=unknown)
                left = [sent for *_, sent in todo[at + 1 :]]
                overwritten = await self._read_after_failure(review, done)
                raise SaveStoppedError(
                    cause, done, sent, left, overwritten, unknown=unknown
                ) from None
            unrecorded = await recorder.succeeded(record) or unrecorded
            done.append(sent)
        parts = tuple([await self._saved(intent, part) for intent, part in self._pairs(review)])
        if self.unrecorded:
            unrecorded = "It is not in the journal, as you chose."
        return Saved(parts, self.operation, unrecorded)

    def _calls(self, sent: Sent) -> int:
        """Return how many calls a step is: over v1 alone every property is deleted by itself."""
        by_name = sent.step.kind is Kind.DELETE_PROPERTIES
        return len(sent.step.names) if by_name and not self._workspace.capabilities.v2 else 1

    def _pairs(self, review: Review) -> list[tuple[Intent, Part]]:
        return list(zip(self.intents, review.parts, strict=True))

    def _record(self, part: Part, sent: Sent, undoes: int | None) -> Record:
        there: Mapping[str, JsonText] = {} if part.gone else part.there.properties
        names = sent.step.names
        upserts = sent.step.kind is Kind.SAVE
        return Record(
            operation=self.operation,
            key=part.key,
            kind=sent.step.kind,
            before={name: there.get(name) for name in names},
            after={name: part.plan.upsert[name] if upserts else None for name in names},
            expires_before=None if part.gone else part.there.expires_at,
            ttl_seconds=part.expiry.ttl_seconds if upserts else None,
            existed=part.there.exists and not part.gone,
            undoes=undoes,
        )

    async def _call(self, part: Part, step: Step) -> None:
        client, key = self._workspace.client, part.key
        if step.kind is Kind.DELETE_DOCUMENT:
            await client.delete_document(key.namespace, key.session)
        elif step.kind is Kind.DELETE_PROPERTIES:
            await client.delete_properties(key.namespace, key.session, step.names)
        else:
            ttl = part.expiry.ttl_seconds
            if part.expiry.choice is ExpiryChoice.KEPT and part.expiry.before is not None:
                # Now, and not when it was read: what came before took its time.
                ttl = ttl_to_keep(part.expiry.before, self._workspace.clock())
            await client.save_properties(key.namespace, key.session, part.plan.upsert, ttl)

    # ── afterwards ─────────────────────────────────────────────────────────────────────────────

    async def _saved(self, intent: Intent, part: Part) -> SavedPart:
        try:
            document = await self._workspace.open(part.key)
        except CcsError:
            intent.copy.sent(as_sent(part, part.steps), part.names)
            return SavedPart(part.key, part.plan, part.expiry, None)
        if intent.delete_document and not document.exists:
            return SavedPart(part.key, part.plan, part.expiry, document)
        overwritten = tuple(_overwritten(part, part.names, document))
        # What others made of it after our call is theirs: the edit itself was done.
        intent.copy.sent(as_sent(part, part.steps), part.names)
        intent.copy.rebase(document)
        return SavedPart(
            part.key, part.plan, part.expiry, document, overwritten, self._moved(part, document)
        )

    def _moved(self, part: Part, document: Document) -> timedelta | None:
        before, after = part.expiry.before, document.expires_at
        if part.expiry.choice is not ExpiryChoice.KEPT or before is None or after is None:
            return None
        moved = after - before
        return moved if abs(moved) > EXPIRY_SLACK else None

    async def _read_after_failure(self, review: Review, done: list[Sent]) -> list[PropertyChange]:
        """Look what is there, and return what others made of the steps that are done."""
        overwritten: list[PropertyChange] = []
        for intent, part in self._pairs(review):
            steps = tuple(sent.step for sent in done if sent.key == part.key)
            names = {name for step in steps for name in step.names}
            if steps:
                # What was acknowledged is there, also if that can't be read now.
                intent.copy.sent(as_sent(part, steps), names)
            with suppress(CcsError):
                document = await self._workspace.open(part.key)
                overwritten += _overwritten(part, names, document)
                intent.copy.rebase(document)
        return overwritten


def _overwritten(part: Part, names: Collection[str], there: Document) -> list[PropertyChange]:
    """Return what is there of properties that were sent, where it is not what was sent."""
    return [
        PropertyChange(change.name, change.after, there.properties.get(change.name))
        for change in part.changes
        if change.name in names and there.properties.get(change.name) != change.after
    ]
