"""A save, from what is wanted to what is there: read again, reviewed, sent in steps, read again.

The service has no versions and no locks: only a write of others to the same property between the
last read and the call itself goes unseen.
"""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ccs_tui.client.errors import DocumentTooLargeError
from ccs_tui.model.changes import Change, SavePlan
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import instant_problem, remaining_seconds, ttl_to_keep
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.size import LIMIT
from ccs_tui.workspace.intent import Intent, changes_of_others, plan_of, plan_over, steps_of
from ccs_tui.workspace.journal_record import operation_id
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.review import Expiry, ExpiryChoice, Part, Review
from ccs_tui.workspace.save_outcome import Saved
from ccs_tui.workspace.save_steps import SaveSteps
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError, change_since, happened

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


class Saving:
    """One save under way: `read` it, let the user decide, `send` it.

    With `unrecorded` it is sent although the journal can't be written.
    """

    def __init__(self, workspace: "Workspace", intents: list[Intent]) -> None:
        self._workspace = workspace
        self.intents = intents
        self.unrecorded = False
        self.left_out: tuple[str, ...] = ()
        """The sentences on what it leaves as it is, and why."""
        self.undoes = ""
        """The words for the write that it takes back, with its time; "" where it is no undo."""
        self.settled: set[str] = set()
        """The properties about whose conflicts the user has decided."""
        self.has_nothing_left = False
        """True once a review, after all was decided, had nothing to send."""
        self.creates: set[str] = set()
        """The namespaces that it creates, once that was asked about where it has to be."""
        self._reviewed: Review | None = None
        self._replaced: dict[int, tuple[Change[JsonText], ...]] = {}
        """The values of others that ours may have replaced since the reviews, until they are told.
        """
        self.operation = operation_id()
        self._is_tried = False

    @property
    def not_sent(self) -> str:
        """The words for a save that ends unsent: one before it may have been tried."""
        return "nothing more was sent" if self._is_tried else "nothing was sent"

    @property
    def what(self) -> str:
        """Its doing, for a sentence: `saving s1`."""
        verb = "deleting" if all(intent.delete_document for intent in self.intents) else "saving"
        return f"{verb} {', '.join(intent.document.key.label for intent in self.intents)}"

    async def read(self) -> Review:
        """Read the documents again and return what a save would send now.

        Raises InvalidEditError while a property is not JSON, RefusedError where a document is not
        as it must be, and CcsError.
        """
        await self._read()
        return self.review()

    def review(self) -> Review:
        """Return what a save would send now, by the last readings and the decisions since.

        Raises as `read`, without a call to the service.
        """
        parts = []
        for at, intent in enumerate(self.intents):
            document = intent.document
            if document.base.exists and not document.gone:
                intent.found()
            decided = document.gone or intent.delete_document
            if not decided:
                self._replaced[at] = (*self._replaced.get(at, ()), *_undecided(intent))
                intent.keep_mine()
            plan = plan_of(intent)
            renames = ((name, document.other_name(name)) for name in plan.delete)
            parts.append(
                replace(
                    self._part(intent, document.base, plan, gone=document.gone),
                    conflicts=() if decided else document.conflicts(),
                    theirs=changes_of_others(intent),
                    asks_again=document.gone
                    and intent.again is None
                    and not intent.delete_document,
                    renames={old: new for old, new in renames if new is not None},
                )
            )
        self._reviewed = Review(tuple(parts))
        return self._reviewed

    async def _read(self) -> list[Document]:
        """Read the documents at the same time; none counts as read before all are."""
        try:
            async with asyncio.TaskGroup() as group:
                reads = [
                    group.create_task(self._workspace.open(i.document.key)) for i in self.intents
                ]
        except ExceptionGroup as failed:
            # The other readings were cancelled, and one reason is enough.
            raise failed.exceptions[0] from None
        documents = [read.result() for read in reads]
        for document in documents:
            await self._workspace.expiries.recall(document.key)
        for intent, document in zip(self.intents, documents, strict=True):
            intent.document.rebase(document)
        for intent, document in zip(self.intents, documents, strict=True):
            self._check_match(intent, document)
        return documents

    def _check_match(self, intent: Intent, document: Document) -> None:
        opened = intent.opened
        if intent.must_match and (
            document.exists is not opened.exists or document.properties != opened.properties
        ):
            what = happened(opened, document, self._workspace.clock())
            advice = "Start again from what is there now." if document.exists else ""
            raise RefusedError(f"{what}, so {self.not_sent}. {advice}".strip())

    def _part(self, intent: Intent, there: Document, plan: SavePlan, *, gone: bool) -> Part:
        exists = there.exists and not gone
        expiry = self._expiry(intent, there, plan, exists=exists)
        return Part(there, plan, expiry, steps_of(intent, there, plan, exists=exists), gone=gone)

    def _expiry(self, intent: Intent, there: Document, plan: SavePlan, *, exists: bool) -> Expiry:
        now = self._workspace.clock()
        before = self._workspace.expiries.purpose_of(there, now)
        unsure = self._workspace.client.service_time.difference is None
        if intent.ttl_seconds is not None:
            return Expiry(ExpiryChoice.SET, before, intent.ttl_seconds)
        at = intent.expires_at
        if intent.is_chosen and at is not None and (problem := instant_problem(at, now)):
            raise RefusedError(f"{problem} So {self.not_sent}. Choose another expiry.")
        if at is not None and remaining_seconds(at, now):
            return Expiry(ExpiryChoice.SET, before, ttl_to_keep(at, now), at, unsure)
        if intent.delete_document or (exists and not plan.upsert):
            return Expiry(ExpiryChoice.UNTOUCHED, before)
        if not exists or before is None:
            return Expiry(ExpiryChoice.CONFIGURED, before if exists else None)
        if unsure and not remaining_seconds(before, now):
            # The service still has the document, so it is this machine's clock that is ahead.
            return Expiry(ExpiryChoice.CONFIGURED, before, unsure=True)
        ttl = ttl_to_keep(before, now)
        return Expiry(ExpiryChoice.KEPT, before, ttl, before, unsure, intent.earlier)

    async def send(self) -> Saved:
        """Send what was reviewed, step by step, and read the documents afterwards.

        The save is one write of the queue, and goes on if its caller is cancelled. Text that was
        typed since waits for the next save. Raises ChangedMeanwhileError if others changed its
        subject, SaveStoppedError where it stopped, StateError if the journal can't be written
        (nothing is done then), RefusedError and CcsError.
        """
        return await self._workspace.writes.run(self.what, self._send)

    async def _send(self) -> Saved:
        reviewed = self._reviewed
        if reviewed is None or reviewed.conflicts:
            raise ChangedMeanwhileError("There are conflicts to decide first.")
        documents = await self._read()
        pairs: list[tuple[Intent, Part]] = []
        for at, (intent, part, document) in enumerate(
            zip(self.intents, reviewed.parts, documents, strict=True)
        ):
            if what := change_since(part, document, self._workspace.clock(), intent.mine):
                raise ChangedMeanwhileError(f"{what}, so {self.not_sent}.")
            self._replaced[at] = (*self._replaced.get(at, ()), *_replaced(intent, part, document))
            if not part.gone and not intent.delete_document:
                intent.keep_mine()
            there = part.there if part.gone else document
            now_part = self._part(intent, there, plan_over(part, there), gone=part.gone)
            pairs.append((intent, now_part))
        for _, part in pairs:
            if part.excess:
                raise DocumentTooLargeError(
                    f"{part.key.label} would have {part.plan.size_after:,} characters, "
                    f"{part.excess:,} over the limit of {LIMIT:,}",
                    f"{self.not_sent.capitalize()}.",
                    size=part.plan.size_after,
                )
        sending = SaveSteps(
            self._workspace, self.operation, pairs, self._replaced, unrecorded=self.unrecorded
        )
        try:
            return await sending.run()
        finally:
            self._is_tried = self._is_tried or sending.is_tried


def saving_of(workspace: "Workspace", document: OpenDocument) -> Saving:
    """Return the save of a document's open edits: to be read, reviewed and sent."""
    return Saving(workspace, [Intent(document)])


def _undecided(intent: Intent) -> tuple[Change[JsonText], ...]:
    """Return the changes by others, in any reading since, that ours replace as decided."""
    return tuple(
        Change(conflict.name, conflict.there, conflict.wanted)
        for conflict in intent.document.conflicts()
        if conflict.name in intent.mine
    )


def _replaced(intent: Intent, part: Part, there: Document) -> tuple[Change[JsonText], ...]:
    """Return the changes by others since the review that ours replace all the same, as decided."""
    if part.gone:
        return ()
    before = part.there.properties
    return tuple(
        Change(change.name, there.properties.get(change.name), change.after)
        for change in part.changes
        if change.name in intent.mine
        and there.properties.get(change.name) not in (before.get(change.name), change.after)
    )
