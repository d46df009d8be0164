"""Two documents that are compared: where either comes from, when it was read and when it changed.

A side may be a document of the service, which is live while it is watched, or one in a file.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError
from ccs_tui.local.export_reader import ExportError, export_head, exported
from ccs_tui.model.compared_documents import ComparedDocuments, compared
from ccs_tui.model.document import Document
from ccs_tui.model.export_file import FORMAT
from ccs_tui.model.json_text import JsonError, parse_object
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.refused_error import RefusedError

if TYPE_CHECKING:
    from ccs_tui.model.timeline.muted_paths import Muted
    from ccs_tui.workspace.desk import Desk

MOST_BYTES = 64 * 1024 * 1024
"""The most that is read of a file with a document: a larger file has none."""

Read = Callable[[], Awaitable[Document]]


def _nothing() -> None:
    """Return None: the document is not watched."""


class Side:
    """One of two documents. `read` reads it, `watched` is its newest reading by a watch.

    `title` is its name on the screen, and `key` that of the document if it has one.
    """

    def __init__(
        self,
        title: str,
        key: DocumentKey | None,
        read: Read,
        watched: Callable[[], Document | None] = _nothing,
    ) -> None:
        self.title = title
        self.extent = ""
        """The extent of it in a few words: for a recording, its steps."""
        self.key = key
        self.document: Document | None = None
        """The last reading; None before the first."""
        self.read_at: datetime | None = None
        self.changed_at: datetime | None = None
        """When a reading first showed other values than those shown before it."""
        self.problem: str | None = None
        """Why the last reading failed; what was read before stays."""
        self._read = read
        self._watched = watched
        self._was_live = False

    @property
    def is_live(self) -> bool:
        """True if it is watched, so that a change shows by itself."""
        return self._watched() is not None

    async def read(self, clock: Callable[[], datetime]) -> None:
        """Read it once; an error is its `problem` then."""
        try:
            document = await self._read()
        except (CcsError, RefusedError, ExportError) as error:
            self.problem = str(error)
            return
        self._take(document, clock())

    def look(self, now: datetime) -> bool:
        """Take what a watch read meanwhile; return whether that changes what there is to show."""
        document = self._watched()
        was_live, self._was_live = self._was_live, document is not None
        if document is not None and document is not self.document and self._take(document, now):
            return True
        return was_live is not self._was_live

    def _take(self, document: Document, now: datetime) -> bool:
        before, self.document, self.problem = self.document, document, None
        self.read_at = now
        is_other = before is not None and (
            before.exists is not document.exists or before.properties != document.properties
        )
        if is_other:
            self.changed_at = now
        return is_other


class ComparedSides:
    """Two sides, and what differs between them once both are read."""

    def __init__(
        self, left: Side, right: Side, muted: "Muted", clock: Callable[[], datetime]
    ) -> None:
        self.left, self.right = left, right
        self.said: Sequence[str] = ()
        """The sentences that stand before the values, since the last comparison."""
        self._muted = muted
        self._clock = clock

    async def read(self) -> None:
        """Read both, side by side."""
        await asyncio.gather(self.left.read(self._clock), self.right.read(self._clock))

    def look(self) -> bool:
        """Take what watches read meanwhile; return whether a side is other than before."""
        now = self._clock()
        left, right = self.left.look(now), self.right.look(now)
        return left or right

    def compare(self) -> ComparedDocuments | None:
        """Return what differs, None while a side was never read; call it in a thread."""
        left, right = self.left.document, self.right.document
        if left is None or right is None:
            return None
        return compared(left.properties, right.properties, self._muted)


def document_side(desk: "Desk", key: DocumentKey) -> Side:
    """Return the side of a document of the service."""

    def watched() -> Document | None:
        watch = desk.watching.watched.get(key)
        return None if watch is None else watch.document

    title = f"{key.namespace} · {key.label}"
    return Side(title, key, lambda: desk.workspace.look(key), watched)


def file_side(path: Path, other: DocumentKey) -> Side:
    """Return the side of a document in a file: of an export, that of the same key as `other`.

    One that is alone in its export may have another key: the title has it once it was read.
    """

    async def read() -> Document:
        document = await asyncio.to_thread(_read, path, other)
        if not _is_same(key := document.key, other):
            side.title = f"{path.name} · {key.namespace} · {key.label}"
        return document

    side = Side(path.name, None, read)
    return side


def _read(path: Path, other: DocumentKey) -> Document:
    """Read the document of a file. Raises RefusedError and ExportError."""
    try:
        with path.open("rb") as file:
            first, rest = file.readline(MOST_BYTES), file.read(1)
        if first.startswith(b"\x1f\x8b") or FORMAT.encode() in first[:100]:
            return _of_export(path, other)
        text = first.decode() if not rest else path.read_bytes()[:MOST_BYTES].decode()
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise RefusedError(f"{path} can't be read: {reason}.") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{path} is no JSON document: it is not UTF-8.") from None
    try:
        return _of_text(text, other)
    except JsonError as error:
        raise RefusedError(f"{path} is no JSON document: {error}.") from None


def _of_text(text: str, other: DocumentKey) -> Document:
    """Return the document of a text: its payload, or what is around it.

    Around it is a line of an export, an answer of v2, or an object of `get --json`.
    """
    fields = parse_object(text)
    if "payload" in fields and ("namespace" in fields or "documentKey" in fields):
        fields = parse_object(fields["payload"])
    elif "format" in fields and "hash" in fields and "properties" in fields:
        fields = parse_object(fields["properties"])
    return Document(other, fields)


def _is_same(one: DocumentKey, other: DocumentKey) -> bool:
    """Return whether keys are the same but for the account, which an export may have of another."""
    return (one.namespace, one.session) == (other.namespace, other.session)


def _of_export(path: Path, other: DocumentKey) -> Document:
    export_head(path)
    every = (each.document for _, each in exported(path))
    first_two: list[Document] = []
    for document in every:
        if _is_same(document.key, other):
            return document
        if len(first_two) < 2:
            first_two.append(document)
    if len(first_two) == 1:
        return first_two[0]
    raise RefusedError(f"{path} has no document {other.namespace} · {other.label}.")
