"""A deleted namespace, written anew from its export: its TTLs, and each of its documents."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.local.export_reader import exported_session_ttls, read_export
from ccs_tui.local.journal import Entry
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import format_duration, remaining_seconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.bulk import ItemDone, Tries
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.journal_record import operation_id
from ccs_tui.workspace.namespace_writes import create_namespace, set_session_ttl
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


async def restore_namespace(workspace: "Workspace", entry: Entry) -> AsyncGenerator[ItemDone, None]:
    """Write a deleted namespace anew from its export, and yield the result of each document.

    A document that exists by now stays as it is and is reported, as is one that has expired since,
    and a TTL that others configured since.
    Raises ExportError and CcsError before the first write.
    """
    if entry.export is None:
        raise RefusedError(f"The journal has no export of {entry.namespace}.")
    path = Path(entry.export)
    ttls = await asyncio.to_thread(exported_session_ttls, path)
    documents = await asyncio.to_thread(_read, path)
    operation = operation_id()
    async for kept in _restore_ttls(workspace, entry, ttls, operation):
        yield kept
    tries = Tries()
    for document in documents:
        yield await tries.of(document.key, _restore(workspace, document, operation, entry))


async def _restore_ttls(
    workspace: "Workspace", entry: Entry, ttls: Mapping[str, int], operation: str
) -> AsyncGenerator[ItemDone, None]:
    """Create the namespace, and configure the TTLs; yield those of others, which stay."""
    name, ttl = entry.namespace, entry.ttl_seconds
    listed = {item.name: item.ttl_seconds for item in await workspace.list_namespaces()}
    if listed.get(name) in (None, ttl):
        await create_namespace(workspace, name, ttl, operation=operation, undoes=entry.id)
    else:
        yield _kept(DocumentKey(workspace.account, name), name, listed[name])
    there = {item.session: item.ttl_seconds for item in await workspace.list_session_ttls(name)}
    for session, seconds in ttls.items():
        if there.get(session, seconds) == seconds:
            await set_session_ttl(
                workspace,
                name,
                session,
                seconds,
                before=there.get(session),
                operation=operation,
                undoes=entry.id,
            )
        else:
            yield _kept(DocumentKey(workspace.account, name, session), session, there[session])


def _kept(key: DocumentKey, name: str, seconds: int | None) -> ItemDone:
    ttl = format_duration(seconds or 0)
    return ItemDone(key, f"{name} was given another TTL since, {ttl}, which was left alone.")


def _read(path: Path) -> Iterator[Document]:
    """Check the whole file, and return its documents to be read one by one."""
    documents = read_export(path)
    first = next(documents, None)
    return documents if first is None else chain([first], documents)


async def _restore(
    workspace: "Workspace", document: Document, operation: str, entry: Entry
) -> None:
    there = await workspace.open(document.key)
    if there.exists:
        raise RefusedError(f"{document.key.label} exists again, and was left alone.")
    expiry = document.expires_at
    if expiry is not None and not remaining_seconds(expiry, workspace.clock()):
        raise RefusedError(f"{document.key.label} has expired since.")
    open_document = OpenDocument(there)
    for name, value in document.properties.items():
        open_document.put(name, value)
    saving = Saving(
        workspace, [Intent(open_document, expires_at=expiry, again=(), undoes=entry.id)]
    )
    saving.operation = operation
    saving.review()
    await saving.send()
