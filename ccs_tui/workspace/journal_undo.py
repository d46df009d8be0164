"""Operations of the journal undone: each becomes a save, to be reviewed like any other."""

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ccs_tui.local.journal import Entry, Kind, Outcome
from ccs_tui.model.changes import Change, edits_of
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import remaining_seconds
from ccs_tui.model.expiry_slack import KEPT_SLACK
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_history import (
    ALREADY_BACK,
    LEFT,
    History,
    document_of,
    what_of,
    when_of,
)
from ccs_tui.workspace.journal_record import operation_id
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.workspace.journal import JournalReader
    from ccs_tui.workspace.workspace import Workspace

CALL = timedelta(seconds=30)
"""The most that a call takes, from its record to the service's answer."""

FEW = 3
"""The most documents of an operation that one review takes back; more go one by one."""

OF_DOCUMENTS = frozenset({Kind.SAVE, Kind.DELETE_PROPERTIES, Kind.DELETE_DOCUMENT})


@dataclass
class _Written:
    """One document as an operation left it."""

    entry: int
    existed: bool
    expires_before: datetime | None
    before: dict[str, JsonText | None] = field(default_factory=dict, repr=False)
    after: dict[str, JsonText | None] = field(default_factory=dict, repr=False)
    expires_after: datetime | None = None
    """The expiry that it was sent with, on the service's clock; None if it set no other."""
    deleted: bool = False

    def is_expiry_of(self, document: Document) -> bool:
        """Return whether a document has the expiry still; the call may have taken a while."""
        after, there = self.expires_after, document.expires_at
        return after is None or there is None or -KEPT_SLACK <= there - after <= KEPT_SLACK + CALL


def left_to_take_back(entries: Iterable[Entry]) -> list[Entry]:
    """Return an operation's entries without those that changed nothing or are taken back."""
    return [e for e in entries if e.undone_by is None and e.outcome is not Outcome.FAILED]


async def why_settled(journal: "JournalReader", entries: Sequence[Entry]) -> str:
    """Say why none of an operation's entries is left to take back. Raises StateError."""
    history = History()
    for id in {entry.undone_by for entry in entries if entry.undone_by is not None}:
        if (settled := await journal.entry(id)) is not None:
            history.add([settled])
    history.add(reversed(entries))
    why = history.why_not(entries[0], journal.profile, journal.account) if entries else None
    return why or "It was undone already."


async def saving_of_undo(workspace: "Workspace", entries: Sequence[Entry]) -> Saving:
    """Return the save that takes an operation's entries back. Nothing is sent yet.

    What others changed since shows as a conflict in its review. A document that is gone is not made
    anew from the part of it that the journal has: of several it is left out, as `left_out` of the
    save tells. Raises RefusedError where none is left, or the values are not kept, and CcsError.
    """
    # The last entry comes first, so that a moved value is back before it leaves its target.
    difference = workspace.client.service_time.difference or timedelta()
    intents, gone = [], []
    for key, written in reversed(_by_document(entries, difference).items()):
        document = await workspace.open(key)
        if _is_gone(workspace, document, written):
            gone.append(_gone(key))
        else:
            intents.append(_intent(workspace, document, written))
    if gone and not intents:
        raise RefusedError(" ".join(gone))
    saving = Saving(workspace, intents)
    saving.left_out = tuple(gone)
    saving.undoes = _words_of(workspace, entries)
    return saving


def _words_of(workspace: "Workspace", entries: Sequence[Entry]) -> str:
    """Return what an operation did, and when: `saved intent of s1, 14:02`."""
    done = (f"{what_of(entry)} of {document_of(entry).label}" for entry in entries)
    return f"{'; '.join(dict.fromkeys(done))}, {when_of(entries[0], workspace.machine_clock())}"


def changed_since(workspace: "Workspace", entries: Sequence[Entry], saving: Saving) -> str | None:
    """Return what became of a document since that no conflict shows; None if nothing did.

    Others set its expiry, or it would have expired: `saving` takes the entries back, and would set
    the old expiry all the same, or none. To be asked where no review shows that.
    """
    measured = workspace.client.service_time.difference
    difference, now = measured or timedelta(), workspace.clock()
    documents = _by_document(entries, difference)
    for intent in saving.intents:
        written = documents[intent.opened.key]
        document, before = intent.opened, written.expires_before
        label = document.key.label
        if written.deleted and not document.exists:
            if before is not None and not remaining_seconds(before, now):
                return f"{label} would have expired since, and was left deleted."
        elif intent.expires_at and measured is not None and not written.is_expiry_of(document):
            return f"The expiry of {label} was set by others since, and was left alone."
    return None


async def is_back(workspace: "Workspace", saving: Saving, entries: Iterable[Entry]) -> bool:
    """Return whether what a save takes back is as it was before, so that nothing is to be sent.

    The journal notes that, so that the entries count as taken back. `saving` was read. Raises
    StateError.
    """
    if not saving.review().is_empty:
        return False
    await note_nothing_left(workspace, saving, entries)
    return True


async def note_nothing_left(
    workspace: "Workspace", saving: Saving, entries: Iterable[Entry]
) -> None:
    """Record that a save had nothing left to take back, so that nobody is asked about it again.

    Entries of documents that it left out stay as they are. Raises StateError.
    """
    of_saving = {intent.document.key for intent in saving.intents}
    settled = [entry for entry in entries if document_of(entry) in of_saving]
    await to_thread(note_undone, workspace, settled, LEFT if saving.settled else ALREADY_BACK)


def note_undone(workspace: "Workspace", entries: Iterable[Entry], why: str = ALREADY_BACK) -> None:
    """Record that nothing was left to take back, and why, so that the entries are settled.

    Blocks. Raises StateError.
    """
    journal = workspace.local.state.journal
    for entry in entries:
        note = journal.record(
            operation=operation_id(),
            profile=entry.profile,
            account=entry.account,
            namespace=entry.namespace,
            session=entry.session,
            kind=Kind.SAVE,
            before=None,
            after=None,
            existed=entry.existed,
            undoes=entry.id,
            note=why,
        )
        journal.answer(note, Outcome.DONE)


def _by_document(entries: Iterable[Entry], difference: timedelta) -> dict[DocumentKey, _Written]:
    found: dict[DocumentKey, _Written] = {}
    for entry in sorted(entries, key=lambda entry: entry.id):
        if entry.kind not in OF_DOCUMENTS:
            raise RefusedError(f"A “{entry.kind}” can't be undone as a save.")
        if entry.before is None or entry.after is None:
            raise RefusedError(
                f"The journal has no values of entry {entry.id}, so it can't be undone."
            )
        key = document_of(entry)
        written = found.pop(key, None) or _Written(entry.id, entry.existed, entry.expires_before)
        found[key] = written
        # Of several attempts, the last has the values from right before the write.
        written.before |= entry.before
        written.after |= entry.after
        written.deleted = entry.kind is Kind.DELETE_DOCUMENT
        if entry.kind is not Kind.DELETE_PROPERTIES:
            written.existed, written.expires_before = entry.existed, entry.expires_before
            written.expires_after = _expires_after(entry, difference)
    return found


def _expires_after(entry: Entry, difference: timedelta) -> datetime | None:
    """Return the expiry that an entry set, None if it kept the one from before.

    `difference` is the service's clock minus ours.
    """
    if entry.ttl_seconds is None or entry.expires_before is None:
        return None
    after = entry.at + difference + timedelta(seconds=entry.ttl_seconds)
    return after if abs(after - entry.expires_before) > KEPT_SLACK else None


def _is_gone(workspace: "Workspace", document: Document, written: _Written) -> bool:
    """Return whether a document is gone that a write neither made nor deleted.

    The journal has only what the write changed of it, so that more may have gone with it.
    """
    if document.exists or written.deleted or not written.existed:
        return False
    # Over v1 a document that was emptied reads as one that is not there.
    over_v1 = not workspace.capabilities.v2 or workspace.v2_refused is not None
    return not over_v1 or not written.after or any(v is not None for v in written.after.values())


def _gone(key: DocumentKey) -> str:
    return (
        f"{key.label} expired or was deleted since, and was left so. The journal has what that "
        "write changed, and not the whole document. An earlier write can be undone by its entry in "
        "the journal."
    )


def _intent(workspace: "Workspace", document: Document, written: _Written) -> Intent:
    open_document = OpenDocument(document)
    back = [Change(name, written.after[name], value) for name, value in written.before.items()]
    open_document.reopen(edits_of(back))
    intent = Intent(open_document, undoes=written.entry)
    expiry, now = written.expires_before, workspace.clock()
    if not written.existed and not written.deleted:
        # This operation made the document: if others added nothing, all of it goes.
        intent.delete_document = not (document.properties.keys() - written.before.keys()) and all(
            document.properties.get(name) == value for name, value in written.after.items()
        )
    elif (
        (written.expires_after is not None or not document.exists)
        and workspace.capabilities.can_set_ttl_on_save
        and expiry is not None
        and remaining_seconds(expiry, now)
    ):
        intent.expires_at = expiry
    if written.deleted and not document.exists:
        # A document without properties counts, too.
        intent.again = tuple(written.before)
    if (
        written.deleted
        and document.exists
        and expiry is not None
        and remaining_seconds(expiry, now)
    ):
        # Others made the document anew: its expiry is theirs, unless the user wants the earlier
        # one.
        intent.earlier = expiry
    return intent
