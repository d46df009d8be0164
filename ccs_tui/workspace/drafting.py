"""Drafts: open edits on disk within a second, and back again."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from ccs_tui.local.drafts import DraftEdit, Drafts, StoredDraft
from ccs_tui.local.state import StateError
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.working_copy import OpenEdit, WorkingCopy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAUSE_SECONDS = 0.7
"""How long edits are gathered before they are written: with the writing it stays below a second."""


class Drafting:
    """Keeps the open edits of one profile on disk.

    `troubled` is told a sentence when a draft can't be written, and None once one can again.
    `collect` is called before edits are read: what is typed but not yet in a working copy.
    """

    def __init__(self, drafts: Drafts, profile: str) -> None:
        self._drafts = drafts
        self._profile = profile
        self.troubled: Callable[[str | None], None] = lambda _: None
        self.collect: Callable[[], None] = lambda: None
        self._touched: dict[DocumentKey, WorkingCopy] = {}
        self._written: dict[DocumentKey, Mapping[str, OpenEdit]] = {}
        self._writing: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._in_trouble = False

    def touch(self, copy: WorkingCopy) -> None:
        """Say that a working copy changed: its edits are on disk within a second."""
        self._touched[copy.key] = copy
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    async def keep(self, copy: WorkingCopy) -> None:
        """Write a working copy's edits now. Never raises: `troubled` is told."""
        self._touched[copy.key] = copy
        await self.flush()

    async def _write_soon(self) -> None:
        while self._touched:
            await asyncio.sleep(PAUSE_SECONDS)
            await self.flush()
            if self._in_trouble:
                # Asked again with the next key, and not in a loop.
                return

    async def flush(self) -> None:
        """Write all edits that are not on disk yet. Never raises: `troubled` is told."""
        async with self._one_at_a_time:
            self.collect()
            while self._touched:
                key, copy = next(iter(self._touched.items()))
                try:
                    await self._write(copy)
                except StateError as error:
                    # A file that broke is begun anew, without what was written before.
                    self._written.clear()
                    self._tell(str(error))
                    return
                if self._written.get(key, {}) == copy.open_edits():
                    self._touched.pop(key, None)
            self._tell(None)

    async def _write(self, copy: WorkingCopy) -> None:
        edits = copy.open_edits()
        written = self._written.get(copy.key, {})
        changed = {
            name: DraftEdit(edit.text, edit.origin)
            for name, edit in edits.items()
            if written.get(name) != edit
        }
        dropped = written.keys() - edits.keys()
        if changed or dropped:
            await asyncio.to_thread(self._drafts.keep, self._profile, copy.key, changed, dropped)
        if edits:
            self._written[copy.key] = edits
        else:
            self._written.pop(copy.key, None)

    def _tell(self, sentence: str | None) -> None:
        if sentence is not None or self._in_trouble:
            self.troubled(sentence)
        self._in_trouble = sentence is not None

    async def find(self, key: DocumentKey) -> StoredDraft | None:
        """Return the draft of a document, None if there is none or it can't be read."""
        with suppress(StateError):
            return await asyncio.to_thread(self._drafts.find, self._profile, key)
        return None

    async def all(self) -> list[StoredDraft]:
        """Return this profile's drafts, newest first. Raises StateError."""
        return await asyncio.to_thread(self._drafts.all, self._profile)

    async def discard(self, key: DocumentKey) -> None:
        """Throw a draft away. Raises StateError."""
        self._touched.pop(key, None)
        self._written.pop(key, None)
        await asyncio.to_thread(self._drafts.discard, self._profile, key)

    def take_up(self, draft: StoredDraft, copy: WorkingCopy) -> None:
        """Lay a draft's edits over a document that was read."""
        edits = {name: OpenEdit(edit.text, edit.origin) for name, edit in draft.edits.items()}
        copy.recorded(lambda: copy.reopen(edits))
        self._written[copy.key] = edits
        self.touch(copy)

    async def close(self) -> None:
        """Write what is not on disk yet."""
        if self._writing is not None:
            self._writing.cancel()
            with suppress(asyncio.CancelledError):
                await self._writing
        await self.flush()
