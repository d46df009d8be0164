"""An export: documents of a workspace in one file, in the format of `model/export_file.py`.

It may be stopped, and break off, also for a document that may be read later: what was written stays
beside the file, and the same export goes on there, in this process or in a later one. Nothing but a
page of documents is in memory, and the keys of those in the file.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.client.errors import CcsError, NotFoundError
from ccs_tui.local.export_reader import ExportError
from ccs_tui.local.export_writer import ExportWriter, part_of
from ccs_tui.model.export_file import Head
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.value_masking import Masking, masked_values
from ccs_tui.model.words import agreeing, counted
from ccs_tui.workspace.export_scope import ExportScope
from ccs_tui.workspace.scan import MOST_UNREADABLE, Scan, Unreadable
from ccs_tui.workspace.tasks import whole_call
from ccs_tui.workspace.write_problems import content_problem

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.workspace.workspace import Workspace

__all__ = ["Export", "ExportError", "ExportScope"]

MOST_HELD = 500
"""The documents that are held before they are written, and their characters."""
MOST_HELD_CHARACTERS = 500_000


class Export:
    """One export into `path`, which must not exist; `run` goes on where it was.

    With `with_expiry` each document of a whole namespace is read by itself where v2 can, since
    pages have no expiry; without it pages are read, which is quicker. `told` is called after each
    part, `noted` with each document, before it is masked. `session_ttls` are noted in the file.
    """

    def __init__(
        self,
        workspace: "Workspace",
        path: Path,
        wanted: ExportScope,
        *,
        with_expiry: bool = True,
        masking: Masking = Masking.NONE,
        told: Callable[[], None] = lambda: None,
        noted: Callable[["Document"], None] = lambda _: None,
        session_ttls: Mapping[str, int] | None = None,
    ) -> None:
        self.path = path
        self.documents = 0
        """The documents that are in the file."""
        self.total: int | None = None
        """The documents that there are, None while that is not known."""
        self.unfit: list[Unreadable] = []
        """The documents that this run wrote, and that can't be imported as they are, and why."""
        self.error: CcsError | None = None
        """The error that it broke off at, or of a document to be read again; `run` goes on."""
        self.is_complete = False
        """True once the file has its name."""
        self._workspace = workspace
        self._wanted = wanted
        self._with_expiry = with_expiry
        self._masking = masking
        self.told = told
        self._noted = noted
        self._ttls = dict(session_ttls or {})
        self._scans: list[Scan] | None = None
        self._chosen: list[Scan] = []
        """The scans that read the documents asked for by their keys."""
        self._held: list[Document] = []
        self._held_characters = 0
        self._writer: ExportWriter | None = None
        self._running = asyncio.Lock()

    @property
    def problem(self) -> str | None:
        """The text of the error, and how many documents could not be read; None without one."""
        unread = f"{counted(self.unread, 'document')} could not be read. " if self.unread else ""
        return None if self.error is None else f"{unread}{self.error}"

    @property
    def part(self) -> Path:
        """The file as long as it is not whole."""
        return part_of(self.path)

    @property
    def done(self) -> int:
        """The documents that are in the file, or about to be."""
        return self.documents + len(self._held)

    @property
    def rate(self) -> float:
        """The documents a second, so far in this run of the program."""
        scans = self._scans or []
        seconds = sum(scan.seconds for scan in scans)
        return sum(scan.documents for scan in scans) / seconds if seconds else 0.0

    @property
    def unread(self) -> int:
        """The number of documents that could not be read."""
        return sum(scan.unread for scan in self._scans or [])

    @property
    def unreadable(self) -> list[Unreadable]:
        """The first of the documents that could not be read."""
        found = [each for scan in self._scans or [] for each in scan.unreadable]
        return found[:MOST_UNREADABLE]

    @property
    def is_of_known_names(self) -> bool:
        """True if it has only those sessions of a namespace that are known: this can't list."""
        return bool(self._wanted.namespaces) and not self._workspace.capabilities.can_list

    @property
    def missing(self) -> list[DocumentKey]:
        """The documents that were asked for by their keys, and are not there any more."""
        return [key for scan in self._chosen for key in scan.missing]

    @property
    def way_on(self) -> str:
        """A sentence on how an export that was stopped goes on; empty if nothing of it is kept."""
        if self.is_complete or not self.documents:
            return ""
        kept = f"{counted(self.documents, 'document')} {agreeing(self.documents, 'is', 'are')}"
        return f"{kept} in {self.part}: export the same to {self.path} again to go on there."

    async def run(self) -> None:
        """Read and write on to the end, or to an error of the service, its `error` then.

        It may be cancelled, and run again. Raises ExportError where the file can't be written.
        """
        async with self._running:
            await self._run()

    async def stopped(self) -> None:
        """Wait until nothing of it is under way, for example after its task was cancelled."""
        async with self._running:
            pass

    async def _run(self) -> None:
        self.error = None
        try:
            writer = await whole_call(self._open)
            if writer.documents != self.documents or self._passing is not None:
                # Another run of the program wrote it, or a document is to be read again.
                self._scans, self._held, self._held_characters = None, [], 0
            self._count(writer)
            await self._read()
            if self.error is None:
                await self._write()
                await whole_call(writer.finish)
        except CcsError as error:
            self.error = error
        finally:
            await self._leave()

    async def _leave(self) -> None:
        """Write what is held, and keep the file for a next run."""
        if (writer := self._writer) is None:
            return
        try:
            await self._write()
        finally:
            self._writer = None
            self.documents, self.is_complete = writer.documents, writer.is_finished
            await whole_call(writer.keep if writer.documents else writer.abandon)
            self.told()

    def _open(self) -> ExportWriter:
        masked = "" if self._masking is Masking.NONE else self._masking.value
        head = Head(
            self._workspace.account,
            self._workspace.clock(),
            self._wanted.of,
            masked,
            self._ttls,
            service=self._workspace.profile.connection.urls,
            expiries=self._has_expiries,
        )
        self._writer = ExportWriter.go_on(self.path, head, self._workspace.clock)
        return self._writer

    def _count(self, writer: ExportWriter) -> None:
        self.documents = writer.documents
        self.told()

    @property
    def _has_expiries(self) -> bool:
        """True if each document is read by itself, over v2."""
        able = self._workspace.capabilities
        by_page = bool(self._wanted.namespaces) and able.can_list and not self._with_expiry
        return able.can_read_expiry and not by_page

    async def _read(self) -> None:
        if self._scans is None:
            self._scans = await self._plan()
        for scan in self._scans:
            if not scan.is_complete:
                await scan.run_through()
            if scan.error is not None:
                break
        self.error = next((s.error for s in self._scans if s.error), self._passing)

    @property
    def _passing(self) -> CcsError | None:
        """Why a document could not be read that can perhaps be read later, None without one."""
        return next((scan.passing for scan in self._scans or [] if scan.passing), None)

    async def _plan(self) -> list[Scan]:
        """Return the scans that read what is not in the file yet."""
        there = self._writer.keys if self._writer is not None else set()
        account = self._workspace.account
        by_name = self._workspace.capabilities.can_list and self._has_expiries
        scans: list[Scan] = []
        self.total = 0
        for namespace in dict.fromkeys(self._wanted.namespaces):
            if by_name:
                names = await self._names(namespace)
                self.total += len(names)
                left = [n for n in names if DocumentKey(account, namespace, n) not in there]
                scans.append(self._scan(namespace, only=left))
            else:
                known = await self._workspace.remembered_sessions(namespace)
                scans.append(self._scan(namespace, known))
        self._chosen = []
        for namespace, sessions in self._wanted.by_namespace().items():
            names = list(dict.fromkeys(sessions))
            self.total += len(names)
            left = [n for n in names if DocumentKey(account, namespace, n) not in there]
            self._chosen.append(self._scan(namespace, only=left))
        scans += self._chosen
        if self._wanted.namespaces and not by_name:
            self.total = None
        return scans

    def _scan(
        self,
        namespace: str,
        sessions: list[str] | None = None,
        only: list[str | None] | None = None,
    ) -> Scan:
        workspace, told = self._workspace, self.told
        return Scan(
            workspace, namespace, self._take, sessions or (), told, only=only, looked=self._looked
        )

    async def _names(self, namespace: str) -> list[str | None]:
        """Return the documents of a namespace that can be read by name."""
        names: list[str | None] = []
        if self._workspace.capabilities.can_read_namespace_document:
            key = DocumentKey(self._workspace.account, namespace)
            if (await self._workspace.open(key)).exists:
                names.append(None)
        with suppress(NotFoundError):
            async for page in self._workspace.list_sessions(namespace):
                names += page
        return names

    def _take(self, document: "Document") -> None:
        if self._writer is not None and document.key in self._writer.keys:
            return
        self._noted(document)
        self._held.append(document)
        self._held_characters += sum(map(len, document.properties.values()))

    async def _looked(self) -> None:
        if len(self._held) >= MOST_HELD or self._held_characters >= MOST_HELD_CHARACTERS:
            await self._write()

    async def _write(self) -> None:
        """Write what is held, and hand it to the system."""
        writer = self._writer
        if writer is not None and self._held:
            held, self._held, self._held_characters = self._held, [], 0
            try:
                await whole_call(lambda: self._add(writer, held))
            except ExportError:
                # Nobody knows how much of the text arrived: the next run looks into the file.
                self._scans = None
                raise
            self._count(writer)

    def _add(self, writer: ExportWriter, documents: "list[Document]") -> None:
        now = self._workspace.clock()
        for document in documents:
            values = masked_values(document.properties, self._masking)
            written = replace(document, properties=values)
            writer.add(written, now)
            if (problem := content_problem(written)) is not None:
                self.unfit.append(Unreadable(document.key, problem))
        writer.flush()
