"""One step of a save as a write that can be decided: sent, recorded, and looked for."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.journal import Kind
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import remaining_seconds, ttl_to_keep
from ccs_tui.model.expiry_slack import CLOCK_SLACK, TTL_SLACK
from ccs_tui.model.json_text import JsonText
from ccs_tui.workspace.journal_record import Record
from ccs_tui.workspace.review import ExpiryChoice, Part, SaveStep
from ccs_tui.workspace.save_outcome import DocumentStep, count_of, describe
from ccs_tui.workspace.write_verdict import ChangedMeanwhileError, Verdict, found_of, happened

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


class SaveWrite:
    """A call for one document. `compared` is the last reading of it, before the next attempt."""

    def __init__(
        self,
        workspace: "Workspace",
        part: Part,
        step: SaveStep,
        compared: Document,
        *,
        operation: str,
        undoes: int | None,
    ) -> None:
        self._workspace = workspace
        self._operation = operation
        self._undoes = undoes
        self.part = part
        self.step = step
        self.compared = compared
        self.names = self._tried = step.names
        """The properties that are still to be written."""
        self.read = compared
        """The last reading, whatever its verdict."""
        self.expires_at = part.expiry.at
        """The instant that its TTL aims at; None where the TTL itself is wanted."""
        self.only_after: tuple[SaveWrite, ...] = ()
        """The writes whose documents must not have expired when it is sent: a move deletes last."""
        self.failure: CcsError | None = None
        """The error of the last attempt; None before the first, and after one that was done."""
        self._first_sent: datetime | None = None
        self._last_ended: datetime | None = None
        self._ttls: set[int] = set()

    @property
    def to_write(self) -> DocumentStep:
        """The subject of the step, for sentences: what is, or was, to be written."""
        return DocumentStep(self.part.key, replace(self.step, names=self.names))

    @property
    def names_done(self) -> tuple[str, ...]:
        """The properties of the step of which a reading showed that nothing is left to write."""
        return tuple(name for name in self.step.names if name not in self.names)

    @property
    def what(self) -> str:
        """Its doing, for a sentence."""
        return describe(self.to_write, "saving", "removing", "deleting")

    @property
    def calls(self) -> int:
        """The number of its calls: over v1 alone every property is deleted by a call of its own."""
        by_name = self.step.kind is Kind.DELETE_PROPERTIES
        return len(self.names) if by_name and not self._workspace.capabilities.v2 else 1

    @property
    def wanted(self) -> dict[str, JsonText | None]:
        """The value that it gives each property; None removes one."""
        upserts = self.step.kind is Kind.SAVE
        return {name: self.part.plan.upsert[name] if upserts else None for name in self.step.names}

    @property
    def done_in_part(self) -> str:
        """The parts of the last attempt that a reading found done; empty if all or none were."""
        found = [name for name in self._tried if name not in self.names]
        return count_of(found) if found and self.names else ""

    # ── an attempt ─────────────────────────────────────────────────────────────────────────────

    def record(self) -> Record:
        """Return the journal's record of the next attempt.

        Raises ChangedMeanwhileError where the document has expired since: its TTL is not for the
        one that others may have begun in its place.
        """
        now = self._workspace.clock()
        at = self.expires_at
        if self.step.kind is Kind.SAVE and at is not None and not remaining_seconds(at, now):
            if self.compared.exists and self.part.expiry.choice is ExpiryChoice.KEPT:
                before = replace(self.compared, expires_at=at)
                raise ChangedMeanwhileError(happened(before, Document.absent(before.key), now))
            raise ChangedMeanwhileError("The expiry that was to be set has passed meanwhile")
        for write in self.only_after:
            write.check_there(now)
        self._tried = self.names
        there, wanted = self.compared.properties, self.wanted
        upserts = self.step.kind is Kind.SAVE
        return Record(
            operation=self._operation,
            key=self.part.key,
            kind=self.step.kind,
            before={name: there.get(name) for name in self.names},
            after={name: wanted[name] for name in self.names},
            expires_before=self._expires_before(),
            ttl_seconds=self._ttl(now) if upserts else None,
            existed=self.compared.exists,
            undoes=self._undoes,
        )

    def check_there(self, now: datetime) -> None:
        """Raise ChangedMeanwhileError if what it wrote has expired since, as far as is known."""
        at = self.expires_at
        if self.step.kind is Kind.SAVE and at is not None and not remaining_seconds(at, now):
            written = replace(self.compared, exists=True, expires_at=at)
            raise ChangedMeanwhileError(happened(written, Document.absent(written.key), now))

    def _expires_before(self) -> datetime | None:
        if self.part.expiry.choice is ExpiryChoice.KEPT:
            return self.expires_at
        return self.compared.expires_at

    def _ttl(self, now: datetime) -> int | None:
        at = self.expires_at
        return self.part.expiry.ttl_seconds if at is None else ttl_to_keep(at, now)

    async def send(self) -> None:
        """Make one attempt, with a TTL that counts from right now."""
        try:
            await self._send()
        except CcsError as failure:
            self.failure = failure
            raise
        finally:
            self._last_ended = self._workspace.clock()

    async def _send(self) -> None:
        client, key = self._workspace.client, self.part.key
        if self.step.kind is Kind.DELETE_DOCUMENT:
            await client.delete_document(key.namespace, key.session)
        elif self.step.kind is Kind.DELETE_PROPERTIES:
            await client.delete_properties(key.namespace, key.session, self.names)
        else:
            now = self._workspace.clock()
            ttl = self._ttl(now)
            self._first_sent = self._first_sent or now
            if ttl is not None:
                self._ttls.add(ttl)
            values = {name: self.part.plan.upsert[name] for name in self.names}
            await client.save_properties(key.namespace, key.session, values, ttl)

    async def look(self, *, in_doubt: bool) -> Verdict:
        """Read the document, and return the verdict on the step."""
        self.read = document = await self._workspace.open(self.part.key)
        found = self.found(document, in_doubt=in_doubt)
        if found is Verdict.AS_COMPARED:
            self.compare_with(document)
        return found

    def compare_with(self, document: Document) -> None:
        """Take a reading, with the expiry that others set, as what the next attempt replaces."""
        now = self._workspace.clock()
        keeps = self.step.kind is Kind.SAVE and self.part.expiry.choice is ExpiryChoice.KEPT
        if keeps and document.expires_at != self.compared.expires_at:
            self.expires_at = self._workspace.expiries.purpose_of(document, now) or self.expires_at
        self.compared = document

    def found(self, document: Document, *, in_doubt: bool) -> Verdict:
        """Return the verdict of a reading on the step; it leaves out what needs no writing."""
        found, left = found_of(
            self.step.kind,
            self.wanted,
            self.compared,
            document,
            self._workspace.clock(),
            in_doubt=in_doubt,
            expiry_is_there=not self._sets_expiry or self._can_be_ours(document.expires_at),
        )
        if found is Verdict.AS_COMPARED:
            if not self.step.names and self._can_be_ours(document.expires_at):
                return Verdict.DONE
            self.names = left
        return found

    @property
    def _sets_expiry(self) -> bool:
        """True if it is to change the expiry."""
        return self.step.kind is Kind.SAVE and self.part.expiry.choice is ExpiryChoice.SET

    # ── afterwards ─────────────────────────────────────────────────────────────────────────────

    def is_ours(self, expires_at: datetime | None) -> bool:
        """Return whether an expiry that was read just now is what this step made it."""
        return self._is_within(expires_at, CLOCK_SLACK)

    def missed(self, expires_at: datetime | None) -> timedelta | None:
        """Return how far an expiry is from the one that it set on purpose; None if it is that."""
        last, ttl = self._last_ended, max(self._ttls, default=0)
        if not self._sets_expiry or expires_at is None or last is None:
            return None
        if self._can_be_ours(expires_at):
            return None
        return expires_at - (self.expires_at or last + timedelta(seconds=ttl))

    def _can_be_ours(self, expires_at: datetime | None) -> bool:
        """Return whether it may be ours, as well as the service's time is known."""
        uncertainty = self._workspace.client.service_time.uncertainty
        if uncertainty is None and self._ttls and expires_at != self.compared.expires_at:
            # Without the service's time any other expiry may be ours.
            return expires_at is not None
        return self._is_within(
            expires_at, max(CLOCK_SLACK, TTL_SLACK + (uncertainty or timedelta()))
        )

    def _is_within(self, expires_at: datetime | None, slack: timedelta) -> bool:
        first, last = self._first_sent, self._last_ended
        if expires_at is None or first is None or last is None:
            return False
        return any(
            first - slack <= expires_at - timedelta(seconds=ttl) <= last + slack
            for ttl in self._ttls
        )

    def is_undone_by(self, document: Document) -> bool:
        """Return whether a reading shows that an acknowledged step was not done.

        It was not done if all is as before, or if a value that was to be removed is there, whatever
        others made of the rest. Nobody knows whether it is there still or again.
        """
        if self.step.kind is not Kind.SAVE:
            before, there = self.compared.properties, document.properties
            if any(n in there and there[n] == before.get(n) for n in self.names):
                if self.step.kind is Kind.DELETE_PROPERTIES:
                    self.names = tuple(name for name in self.names if name in there)
                return True
        found = self.found(document, in_doubt=True)
        if found is not Verdict.AS_COMPARED:
            return False
        return self.step.kind is not Kind.SAVE or document.expires_at == self.compared.expires_at
