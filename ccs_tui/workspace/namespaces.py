"""A whole namespace: exported before it is deleted, and written anew from its export."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from datetime import UTC
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.client.errors import NotFoundError
from ccs_tui.local.export import ExportWriter, exported_session_ttls, read_export
from ccs_tui.local.journal import Entry, Kind
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import remaining_seconds, ttl_to_keep
from ccs_tui.model.json_text import pretty
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.bulk import ItemDone, tried
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.recording import Record, operation_id
from ccs_tui.workspace.refused import RefusedError
from ccs_tui.workspace.saving import Saving
from ccs_tui.workspace.working_copy import WorkingCopy, edit_of

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

Progress = Callable[[int, int], None]
"""Told how many documents are done, and of how many."""


async def export_namespace(workspace: "Workspace", namespace: str, progress: Progress) -> Path:
    """Write every document of a namespace to a new private file, and return its path.

    Sessions that are made meanwhile may be missed. Raises RefusedError if a document can't be read
    (then there is no file), ExportError and CcsError.
    """
    folder = workspace.kept.exports
    if folder is None:
        raise RefusedError(
            f"{namespace} can't be exported, since nothing can be kept on this machine: "
            f"{workspace.kept.notice or 'there is no folder for it.'}"
        )
    sessions: list[str | None] = [
        s async for page in workspace.list_sessions(namespace) for s in page
    ]
    if workspace.capabilities.can_read_namespace_document:
        sessions.insert(0, None)
    stamp = f"{workspace.clock().astimezone(UTC):%Y%m%dT%H%M%S}"
    path = folder / f"{workspace.account}-{namespace}-{stamp}-{operation_id()[:4]}.jsonl"
    ttls = {ttl.session: ttl.ttl_seconds for ttl in await workspace.list_session_ttls(namespace)}
    with await asyncio.to_thread(ExportWriter.begin, path, ttls) as writer:
        done = 0
        async with aclosing(workspace.client.read_documents(namespace, sessions)) as reads:
            async for read in reads:
                if read.document is not None:
                    await asyncio.to_thread(writer.add, read.document)
                elif not isinstance(read.problem, NotFoundError):
                    raise RefusedError(
                        f"{namespace} was not exported, and nothing was deleted: {read.problem}"
                    )
                done += 1
                progress(done, len(sessions))
        await asyncio.to_thread(writer.finish)
    return path


async def delete_namespace(workspace: "Workspace", namespace: str, export: Path) -> None:
    """Delete a namespace that was exported. Raises StateError before, and CcsError."""
    listed = {item.name: item for item in await workspace.list_namespaces()}
    ttl = listed[namespace].ttl_seconds if namespace in listed else None
    record = Record(
        operation_id(), DocumentKey(workspace.account, namespace), Kind.DELETE_NAMESPACE,
        {}, {}, ttl_seconds=ttl, export=str(export),
    )  # fmt: skip
    async with workspace.recorder.recorded(record):
        await workspace.client.delete_namespace(namespace)


async def restore_namespace(workspace: "Workspace", entry: Entry) -> AsyncGenerator[ItemDone, None]:
    """Write a deleted namespace anew from its export, and yield what came of each document.

    What exists by now stays as it is, and is reported; so is what has expired since. Raises
    ExportError and CcsError before the first.
    """
    if entry.export is None:
        raise RefusedError(f"The journal has no export of {entry.namespace}.")
    path = Path(entry.export)
    ttls = await asyncio.to_thread(exported_session_ttls, path)
    documents = await asyncio.to_thread(_read, path)
    operation = operation_id()
    record = Record(
        operation, DocumentKey(workspace.account, entry.namespace), Kind.CREATE_NAMESPACE,
        {}, {}, ttl_seconds=entry.ttl_seconds, existed=False, undoes=entry.id,
    )  # fmt: skip
    async with workspace.recorder.recorded(record):
        await workspace.client.create_namespace(entry.namespace, entry.ttl_seconds)
    for session, seconds in ttls.items():
        await workspace.client.set_session_ttl(entry.namespace, session, seconds)
    for document in documents:
        yield await tried(document.key, _restore(workspace, document, operation, entry))


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
        raise RefusedError(f"{document.key.label} exists again, and was left as it is.")
    expiry, ttl = document.expires_at, None
    if expiry is not None:
        if not remaining_seconds(expiry, workspace.clock()):
            raise RefusedError(f"{document.key.label} has expired since.")
        ttl = ttl_to_keep(expiry, workspace.clock())
    copy = WorkingCopy(there)
    for name, value in document.properties.items():
        copy.edit(name, edit_of(pretty(value)))
    saving = Saving(workspace, [Intent(copy, ttl, again=(), undoes=entry.id)])
    saving.operation = operation
    saving.review()
    await saving.send()
