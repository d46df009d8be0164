"""Many documents, one after the other: with progress, stoppable, and a report of each."""

from collections.abc import AsyncGenerator, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ccs_tui.client.errors import (
    CcsError,
    NetworkError,
    ReadOnlyError,
    ServiceUnavailableError,
)
from ccs_tui.local.journal import Entry
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.words import counted
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_record import operation_id
from ccs_tui.workspace.journal_undo import changed_since, is_back, saving_of_undo
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.transfer import saving_of_transfer
from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

if TYPE_CHECKING:
    from ccs_tui.workspace.review import Review
    from ccs_tui.workspace.save_outcome import Saved
    from ccs_tui.workspace.workspace import Workspace


AWAY = (NetworkError, ServiceUnavailableError)
"""The errors of a service that is away: each was tried several times already."""
MOST_AWAY = 3
"""The documents in a row at which it was away, after which no other is tried."""


@dataclass(frozen=True, slots=True)
class ItemDone:
    """The result for one document of many: None if it was done, else why not.

    For a save, `review` is what it was to send, and `saved` what it sent; both are None where
    nothing was.
    """

    key: DocumentKey
    problem: str | None = None
    review: "Review | None" = field(default=None, compare=False)
    saved: "Saved | None" = field(default=None, compare=False)


async def delete_documents(
    workspace: "Workspace", keys: Iterable[DocumentKey]
) -> AsyncGenerator[ItemDone, None]:
    """Delete documents one by one, and yield what came of each; journalled as one operation.

    One that fails does not stop the others. Stop by closing the iterator: what was begun ends.
    """
    operation, tries = operation_id(), Tries()
    for key in keys:
        yield await tries.of(key, _delete(workspace, key, operation))


async def _delete(workspace: "Workspace", key: DocumentKey, operation: str) -> None:
    document = await workspace.open(key)
    if not document.exists:
        raise RefusedError(f"{key.label} is not on the service, so nothing was deleted.")
    saving = Saving(workspace, [Intent(OpenDocument(document), delete_document=True)])
    saving.operation = operation
    saving.review()
    (part,) = (await saving.send()).parts
    if part.document is not None and part.document.exists:
        raise RefusedError(f"{key.label} exists again: others wrote it since.")


async def set_expiries(
    workspace: "Workspace",
    keys: Iterable[DocumentKey],
    ttl_seconds: int | None,
    expires_at: datetime | None,
) -> AsyncGenerator[ItemDone, None]:
    """Give documents another expiry one by one, and yield what came of each; as one operation.

    It is a TTL in seconds from when each is sent, or an instant. One that fails does not stop the
    others. Stop by closing the iterator: what was begun ends.
    """
    operation, tries = operation_id(), Tries()
    for key in keys:
        yield await tries.of(key, _set_expiry(workspace, key, ttl_seconds, expires_at, operation))


async def _set_expiry(
    workspace: "Workspace",
    key: DocumentKey,
    ttl_seconds: int | None,
    expires_at: datetime | None,
    operation: str,
) -> None:
    document = await workspace.open(key)
    if not document.exists:
        raise RefusedError(f"{key.label} is not on the service, so it has no expiry.")
    intent = Intent(OpenDocument(document))
    intent.set_expiry(ttl_seconds, expires_at)
    saving = Saving(workspace, [intent])
    saving.operation = operation
    saving.review()
    await saving.send()


async def transfer_documents(
    workspace: "Workspace", keys: Iterable[DocumentKey], namespace: str, *, move: bool
) -> AsyncGenerator[ItemDone, None]:
    """Write documents to a namespace under their ids, one by one, and yield what came of each.

    A value that the target has otherwise is not overwritten: that document stays as it is, with a
    problem. With `move` each goes from its place once it is written. It is one operation, and one
    that fails does not stop the others. Stop by closing the iterator: what was begun ends.
    """
    operation, tries = operation_id(), Tries()
    for key in keys:
        target = replace(key, namespace=namespace)
        yield await tries.of(key, _transfer(workspace, key, target, operation, move=move))


async def _transfer(
    workspace: "Workspace", source: DocumentKey, target: DocumentKey, operation: str, *, move: bool
) -> None:
    saving = await saving_of_transfer(workspace, source, target, move=move)
    saving.operation = operation
    review = saving.review()
    written = review.parts[0]
    lost = sum(name in written.there.properties for name in written.plan.upsert)
    if lost:
        raise RefusedError(
            f"{target.namespace} has it already, with {counted(lost, 'other value')} that would be "
            f"overwritten. c on it alone shows them first."
        )
    await saving.send()


async def take_back_each(
    workspace: "Workspace", entries: Sequence[Entry], *, sends: bool = True
) -> AsyncGenerator[ItemDone, None]:
    """Take an operation on many documents back, one by one, and yield what came of each.

    A document that others changed since is left as it is, with that as its problem. Where it
    doesn't send, it yields what would come of each.
    """
    operation, tries = operation_id(), Tries()
    by_document: dict[DocumentKey, list[Entry]] = {}
    for entry in entries:
        key = DocumentKey(entry.account, entry.namespace, entry.session)
        by_document.setdefault(key, []).append(entry)
    for key, its in by_document.items():
        yield await tries.of(key, _take_back(workspace, key, its, operation if sends else None))


async def _take_back(
    workspace: "Workspace", key: DocumentKey, entries: Sequence[Entry], operation: str | None
) -> ItemDone:
    saving = await saving_of_undo(workspace, entries)
    if what := changed_since(workspace, entries, saving):
        raise RefusedError(what)
    review = saving.review()
    if review.conflicts:
        raise RefusedError("Others changed it since. Undo it by itself, from the journal.")
    if operation is None:
        return ItemDone(key, review=review)
    if await is_back(workspace, saving, entries):
        return ItemDone(key, review=review)
    saving.operation = operation
    return ItemDone(key, review=review, saved=await saving.send())


class Tries:
    """Does something to documents one after another, as long as the service answers."""

    def __init__(self) -> None:
        self._away = 0
        self._is_locked = False

    async def of(self, key: DocumentKey, doing: Coroutine[Any, Any, ItemDone | None]) -> ItemDone:
        """Do something to one document of many, and return its result.

        Raises RefusedError, and does nothing, where the service was away at the last MOST_AWAY:
        each of those that are left would take its time. So it does once nothing may be written.
        """
        if self._is_locked:
            doing.close()
            raise RefusedError("It is read-only by now, so the rest was not tried.")
        if self._away == MOST_AWAY:
            doing.close()
            raise RefusedError(
                f"{MOST_AWAY} documents in a row failed, as the service was away or in trouble; "
                "the rest was not tried. Do the same again to go on with it."
            )
        try:
            result = await doing or ItemDone(key)
        except WRITE_PROBLEMS as error:
            self._away = self._away + 1 if _is(error, *AWAY) else 0
            self._is_locked = _is(error, ReadOnlyError)
            return ItemDone(key, str(error))
        self._away = 0
        return result


def _is(error: BaseException | None, *classes: type[CcsError]) -> bool:
    """Return whether an error, or the one that it came of, is of one of these classes."""
    while error is not None and not isinstance(error, classes):
        error = getattr(error, "cause", None)
    return error is not None
