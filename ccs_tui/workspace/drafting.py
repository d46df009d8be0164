"""Drafts: open edits on disk within a second, and back again."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from ccs_tui.local.drafts import DraftEdit, Drafts, StoredDraft
from ccs_tui.local.state import StateError
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.working_copy import OnScreen, OpenEdit, WorkingCopy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAUSE_SECONDS = 0.5
"""How long edits are gathered before they are written: with the writing it stays below a second."""
RETRY_SECONDS = 2.0
"""How long after a draft could not be written it is tried again."""


class Drafting:
    """Keeps the open edits of one profile on disk.

    `troubled` is told a sentence when a draft can't be written, and None once one can again.
    `on_screen` is asked for the working copy that is typed into, at each writing.
    """

    def __init__(self, drafts: Drafts, profile: str) -> None:
        self._drafts = drafts
        self._profile = profile
        self.troubled: Callable[[str | None], None] = lambda _: None
        self.on_screen: Callable[[], OnScreen | None] = lambda: None
        self._touched: dict[DocumentKey, WorkingCopy] = {}
        self._written: dict[DocumentKey, Mapping[str, OpenEdit]] = {}
        self._doubted: set[DocumentKey] = set()
        """Of these drafts nobody knows whether what was written is still there."""
        self._writing: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._in_trouble = False

    def touch(self, copy: WorkingCopy) -> None:
        """Say that a working copy changed: its edits are on disk within a second."""
        self._touched[copy.key] = copy
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    def doubt(self) -> None:
        """Say that what was written may be gone: what is touched next is written as a whole."""
        self._doubted.update(self._written)

    async def keep(self, copy: WorkingCopy) -> None:
        """Write a working copy's edits now. Never raises: `troubled` is told."""
        self._touched[copy.key] = copy
        await self.flush()

    async def _write_soon(self) -> None:
        pause = PAUSE_SECONDS
        while self._touched:
            await asyncio.sleep(pause)
            await self.flush()
            pause = RETRY_SECONDS if self._in_trouble else PAUSE_SECONDS

    async def flush(self) -> None:
        """Write all edits that are not on disk yet. Never raises: `troubled` is told."""
        async with self._one_at_a_time:
            shown = self.on_screen()
            if shown is not None:
                self._touched[shown.copy.key] = shown.copy
            for key, copy in list(self._touched.items()):
                try:
                    if await self._write(copy):
                        self._tell(None)
                except StateError as error:
                    # The file may have to be begun anew, without what was written before.
                    self.doubt()
                    self._tell(str(error))
                    return
                if self._written.get(key, {}) == self._open_edits(copy):
                    self._touched.pop(key, None)

    def _open_edits(self, copy: WorkingCopy) -> "Mapping[str, OpenEdit]":
        shown = self.on_screen()
        return copy.open_edits(shown.typed if shown is not None and shown.copy is copy else {})

    async def _write(self, copy: WorkingCopy) -> bool:
        """Write what is not on disk yet of one document; False if there was nothing."""
        key, edits = copy.key, self._open_edits(copy)
        written = self._written.get(key, {})
        changed = {
            name: _stored(edit)
            for name, edit in edits.items()
            if key in self._doubted or written.get(name) != edit
        }
        dropped = {name: _stored(edit) for name, edit in written.items() if name not in edits}
        if changed or dropped:
            await asyncio.to_thread(self._drafts.keep, self._profile, key, changed, dropped)
        self._doubted.discard(key)
        if edits:
            self._written[key] = edits
        else:
            self._written.pop(key, None)
        return bool(changed or dropped)

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
        async with self._one_at_a_time:
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


def _stored(edit: OpenEdit) -> DraftEdit:
    return DraftEdit(edit.text, edit.origin)
