"""A whole namespace deleted, after an export of it; `namespace_restore` writes it anew."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.export_reader import export_head, exported
from ccs_tui.local.export_writer import ExportWriter
from ccs_tui.local.journal import Kind
from ccs_tui.model.document import Document, Namespace
from ccs_tui.model.expiry import Clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.workspace.export import Export, ExportScope
from ccs_tui.workspace.in_doubt_write import DecidedWrite
from ccs_tui.workspace.journal_record import Record, operation_id
from ccs_tui.workspace.namespace_writes import (
    NamespaceWrite,
    has_sessions,
)
from ccs_tui.workspace.progress import TellProgress
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.write_verdict import Verdict

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


LOOKS_BEFORE = 3
"""The most times that a namespace is looked through again before it is deleted."""


@dataclass
class NamespaceExport:
    """An export of a namespace, with a digest of each document by which a change is noticed."""

    path: Path
    marks: dict[str | None, int] = field(default_factory=dict, repr=False)

    def note(self, document: Document) -> None:
        """Note that a document is in the file, in the state that it has now."""
        self.marks[document.key.session] = document.mark


@dataclass(frozen=True, slots=True)
class NamespaceDeleted:
    """The outcome of a deletion, as it was looked for.

    `is_listed` says whether the service still lists the namespace; `left` are the documents that
    are still there. `unkept` are documents that others wrote meanwhile and that could not be read.
    Writes in the last `blind_seconds` before the deletion were seen by nobody.
    """

    is_listed: bool
    left: tuple[str, ...]
    unkept: tuple[str, ...]
    blind_seconds: float

    @property
    def is_gone(self) -> bool:
        """True if nothing is left of it that can be listed or read."""
        return not self.is_listed and not self.left


async def export_namespace(
    workspace: "Workspace", namespace: str, progress: TellProgress
) -> NamespaceExport:
    """Write every document of a namespace to a new private file.

    A document that is written meanwhile may be missed; `delete_namespace` looks for it. Raises
    RefusedError if one can't be read (then there is no file), ExportError and CcsError.
    """
    folder = workspace.local.exports
    if folder is None:
        raise RefusedError(
            f"{namespace} can't be exported, since nothing can be kept on this machine: "
            f"{workspace.local.notice or 'there is no folder for it.'}"
        )
    stamp = f"{workspace.clock().astimezone(UTC):%Y%m%dT%H%M%S}"
    path = folder / f"{workspace.account}-{namespace}-{stamp}-{operation_id()[:4]}.jsonl"
    ttls = {ttl.session: ttl.ttl_seconds for ttl in await workspace.list_session_ttls(namespace)}
    result = NamespaceExport(path)
    export = Export(
        workspace,
        path,
        ExportScope((namespace,)),
        told=lambda: progress(export.done, export.total),
        noted=result.note,
        session_ttls=ttls,
    )
    try:
        await export.run()
    except BaseException:
        export.part.unlink(missing_ok=True)
        raise
    problem = export.problem
    if export.unreadable:
        problem = problem or export.unreadable[0].problem
    if problem is not None:
        await asyncio.to_thread(_remove, export)
        raise RefusedError(f"{namespace} was not exported, and nothing was deleted: {problem}")
    return result


def _remove(export: Export) -> None:
    """Remove an export that lacks something, so that nobody takes it for all of the namespace."""
    for path in (export.part, export.path):
        path.unlink(missing_ok=True)


async def delete_namespace(
    workspace: "Workspace", namespace: str, export: NamespaceExport
) -> NamespaceDeleted:
    """Delete a namespace that was exported; look for new documents right before and right after.

    These are added to the export. Raises StateError and ExportError before the deletion, and
    WriteStoppedError and CcsError.
    """
    return await workspace.writes.run(
        f"deleting {namespace}", lambda: _delete(workspace, namespace, export)
    )


async def _delete(
    workspace: "Workspace", namespace: str, export: NamespaceExport
) -> NamespaceDeleted:
    unkept: dict[str, None] = {}
    before = await _listed(workspace, namespace)
    looked = monotonic()
    for _ in range(LOOKS_BEFORE):
        looked = monotonic()
        if not await _add_news(workspace, namespace, export, unkept):
            break

    async def look(_: bool) -> Verdict:
        there = await _listed(workspace, namespace)
        if there is None and not await has_sessions(workspace, namespace):
            return Verdict.DONE
        if there is not None and there != before:
            # The namespace was made anew, or has another TTL: others use it, however empty it is.
            return Verdict.OTHER
        seen: set[str | None] = set()
        if await _news(workspace, namespace, export, seen):
            return Verdict.OTHER
        # A document that is gone, deleted or expired, is not as before.
        gone = len(export.marks.keys() - seen)
        write.done_in_part = f"{counted(gone, 'document')} of it" if gone else ""
        return Verdict.AS_COMPARED

    write = NamespaceWrite(
        f"deleting {namespace}",
        Record(
            operation_id(),
            DocumentKey(workspace.account, namespace),
            Kind.DELETE_NAMESPACE,
            {},
            {},
            ttl_seconds=before.ttl_seconds if before else None,
            export=str(export.path),
        ),
        lambda: workspace.client.delete_namespace(namespace),
        look,
    )
    await DecidedWrite(write, workspace.recorder, workspace.writes).run()
    blind = monotonic() - looked
    # The documents that are there now are not lost. New ones are exported all the same; one whose
    # key was exported was begun anew, and must not replace the deleted one in the file.
    await _add_news(workspace, namespace, export, unkept, is_deleted=True)
    is_listed = await _listed(workspace, namespace) is not None
    left = await _left(workspace, namespace)
    if not is_listed:
        await workspace.forget_namespace(namespace)
    return NamespaceDeleted(is_listed, tuple(left), tuple(unkept), blind)


async def _listed(workspace: "Workspace", namespace: str) -> Namespace | None:
    """Return a namespace as the service lists it, None if it does not."""
    listed = await workspace.list_namespaces()
    return next((item for item in listed if item.name == namespace), None)


async def _left(workspace: "Workspace", namespace: str) -> list[str]:
    """Return the names of the documents that are there."""
    left = [s async for page in workspace.list_sessions(namespace) for s in page]
    own = DocumentKey(workspace.account, namespace)
    if workspace.capabilities.can_read_namespace_document and (await workspace.open(own)).exists:
        left.append(own.label)
    return left


async def _news(
    workspace: "Workspace",
    namespace: str,
    export: NamespaceExport,
    seen: set[str | None] | None = None,
) -> list[str | None]:
    """Return the sessions whose documents are not in the export as they are there now.

    `seen` gets all that are there.
    """
    seen = set() if seen is None else seen
    news: list[str | None] = []
    account = workspace.account
    async with aclosing(workspace.client.scan_namespace(namespace)) as rows:
        async for session, properties in rows:
            seen.add(session)
            mark = Document(DocumentKey(account, namespace, session), properties).mark
            if export.marks.get(session) != mark:
                news.append(session)
    if workspace.capabilities.can_read_namespace_document:
        document = await workspace.open(DocumentKey(account, namespace))
        if document.exists:
            seen.add(None)
        if document.exists and export.marks.get(None) != document.mark:
            news.append(None)
    return news


async def _add_news(
    workspace: "Workspace",
    namespace: str,
    export: NamespaceExport,
    unkept: dict[str, None],
    *,
    is_deleted: bool = False,
) -> bool:
    """Add new documents to the export; return whether there were any. `unkept` gets the others.

    With `is_deleted` the export keeps each document that it has.
    """
    documents: list[Document] = []
    news = await _news(workspace, namespace, export)
    if is_deleted:
        news = [session for session in news if session not in export.marks]
    for session in news:
        key = DocumentKey(workspace.account, namespace, session)
        try:
            document = await workspace.open(key)
        except CcsError:
            unkept[key.label] = None
            continue
        if document.exists:
            unkept.pop(key.label, None)
            documents.append(document)
    if documents:
        await asyncio.to_thread(_add, export.path, documents, workspace.clock)
        for document in documents:
            export.note(document)
    return bool(news)


def _add(path: Path, documents: list[Document], clock: Clock) -> None:
    """Write an export once more, with these documents in the place of those of the same keys.

    Its name stays, since the journal has it.
    """
    keys = {document.key for document in documents}
    with ExportWriter.begin(path, export_head(path), clock, replaces=True) as writer:
        for _, each in exported(path):
            if each.document.key not in keys:
                writer.add(each.document, each.read)
        for document in documents:
            writer.add(document)
        writer.finish()
