"""Drafts: open edits on disk within a second, and back again."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from ccs_tui.local.drafts import Drafts, StoredDraft
from ccs_tui.local.explorer_slots import BEAT_SECONDS, Slot
from ccs_tui.local.state import StateError
from ccs_tui.model.changes import Edit
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["DraftKeeper", "FoundDraft", "StoredDraft", "Whose"]

PAUSE_SECONDS = 0.5
"""The seconds for which edits are gathered; with the writing they stay below one second."""
RETRY_SECONDS = 2.0
"""The seconds after which a draft that could not be written is tried again."""


class Whose(Enum):
    """The owner of a draft: this explorer, another that runs, or one that ended."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class FoundDraft:
    """A draft on this machine."""

    draft: StoredDraft
    whose: Whose


@dataclass(frozen=True, slots=True)
class _Open:
    """The open edits of a document, to be written or written already."""

    edits: "Mapping[str, Edit]"
    whole: Edit | None = None


_NOTHING = _Open(MappingProxyType({}))


class DraftKeeper:
    """Keeps the open edits of one profile on disk, in the `slot` of this explorer.

    `troubled` is told a sentence when a draft can't be written, and None once one can again.
    `on_screen` is asked for the documents that are typed into, at each writing.
    """

    def __init__(self, drafts: Drafts, profile: str, slot: Slot) -> None:
        self._drafts = drafts
        self._profile = profile
        self._slot = slot
        self.troubled: Callable[[str | None], None] = lambda _: None
        self.on_screen: Callable[[], Iterable[OpenDocument]] = lambda: ()
        self._touched: dict[DocumentKey, OpenDocument] = {}
        self._written: dict[DocumentKey, _Open] = {}
        self._doubted: set[DocumentKey] = set()
        """The drafts of which nobody knows whether they are still in the file."""
        self._writing: asyncio.Task[None] | None = None
        self._beating: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._in_trouble = False
        self._is_closed = False

    def touch(self, document: OpenDocument) -> None:
        """Note that a document changed: its edits are on disk within a second."""
        self._touched[document.key] = document
        if self._is_closed:
            return
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())

    def doubt(self) -> None:
        """Note that the drafts may be gone from the file: each is written as a whole next time."""
        self._doubted.update(self._written)

    async def _write_soon(self) -> None:
        pause = PAUSE_SECONDS
        while self._touched:
            await asyncio.sleep(pause)
            await self.flush()
            pause = RETRY_SECONDS if self._in_trouble else PAUSE_SECONDS

    async def _beat(self) -> None:
        """Show other explorers that this one runs, from its first edit on."""
        while True:
            await asyncio.to_thread(self._slot.beat)
            await asyncio.sleep(BEAT_SECONDS)

    async def flush(self) -> None:
        """Write all edits that are not on disk yet. Never raises: `troubled` is told.

        Cancelling the caller does not cancel the writing. Its thread would go on all the same, and
        could write over what is written next.
        """
        await asyncio.shield(asyncio.create_task(self._flush()))

    async def _flush(self) -> None:
        async with self._one_at_a_time:
            for document in self.on_screen():
                self._touched[document.key] = document
            for key, document in list(self._touched.items()):
                try:
                    if await self._write(document):
                        self._tell(None)
                except StateError as error:
                    # The file may have been begun anew, without the drafts that were in the old
                    # one.
                    self.doubt()
                    self._tell(str(error))
                    return
                if self._written.get(key, _NOTHING) == _open(document):
                    self._touched.pop(key, None)

    async def _write(self, document: OpenDocument) -> bool:
        """Write what is not on disk yet of one document; False if there was nothing."""
        key, now = document.key, _open(document)
        written = self._written.get(key, _NOTHING)
        changed = {
            name: edit
            for name, edit in now.edits.items()
            if key in self._doubted or written.edits.get(name) != edit
        }
        dropped = {n: edit for n, edit in written.edits.items() if n not in now.edits}
        anything = bool(changed or dropped) or now.whole != written.whole
        if anything or (key in self._doubted and now.whole is not None):
            await asyncio.to_thread(
                self._drafts.keep,
                self._profile,
                key,
                changed,
                dropped,
                slot=self._slot.name,
                whole=now.whole,
            )
        self._doubted.discard(key)
        if now == _NOTHING:
            self._written.pop(key, None)
        else:
            self._written[key] = now
        return anything

    def _tell(self, sentence: str | None) -> None:
        if sentence is not None or self._in_trouble:
            self.troubled(sentence)
        self._in_trouble = sentence is not None

    # ── what is there ──────────────────────────────────────────────────────────────────────────

    async def of(self, key: DocumentKey) -> list[FoundDraft]:
        """Return the drafts of a document, newest first; an empty list if they can't be read."""
        with suppress(StateError):
            return await asyncio.to_thread(
                lambda: self._with_whose(self._drafts.of(self._profile, key))
            )
        return []

    async def all(self) -> list[FoundDraft]:
        """Return this profile's drafts, newest first. Raises StateError."""
        return await asyncio.to_thread(lambda: self._with_whose(self._drafts.all(self._profile)))

    def _with_whose(self, drafts: list[StoredDraft]) -> list[FoundDraft]:
        runs = {slot: self._slot.is_running(slot) for slot in {draft.slot for draft in drafts}}
        return [
            FoundDraft(
                draft,
                Whose.HERE
                if draft.slot == self._slot.name
                else Whose.ELSEWHERE
                if runs[draft.slot]
                else Whose.LEFT,
            )
            for draft in drafts
        ]

    async def discard(self, draft: StoredDraft) -> None:
        """Throw a draft away. Raises StateError."""
        if draft.slot == self._slot.name:
            await self.discard_here(draft.key)
        else:
            await asyncio.to_thread(self._drafts.discard, self._profile, draft.key, draft.slot)

    async def discard_here(self, key: DocumentKey) -> None:
        """Throw away this explorer's draft of a document. Raises StateError."""
        async with self._one_at_a_time:
            self._touched.pop(key, None)
            self._written.pop(key, None)
            await asyncio.to_thread(self._drafts.discard, self._profile, key, self._slot.name)

    async def take_up(self, draft: StoredDraft, document: OpenDocument) -> StoredDraft | None:
        """Make a draft this explorer's, and lay its edits over a document that was read.

        Return the draft as it was when it was taken, None if it does not exist any more. An edit of
        the whole document is left to the caller; it stays on disk until the caller says otherwise.
        """
        async with self._one_at_a_time:
            try:
                taken = await asyncio.to_thread(self._drafts.take_over, draft, self._slot.name)
            except StateError:
                # The draft is then offered again; newer typed text is written as soon as that
                # works.
                taken = draft
            if taken is None:
                return None
            edits = taken.edits
            document.recorded(lambda: document.reopen(edits))
            before = self._written.get(document.key, _NOTHING)
            whole = taken.whole or before.whole
            self._written[document.key] = _Open({**before.edits, **edits}, whole)
        self.touch(document)
        return taken

    async def close(self) -> None:
        """Write what is not on disk yet, for the last time."""
        self._is_closed = True
        for task in (self._writing, self._beating):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await self.flush()


def _open(document: OpenDocument) -> _Open:
    return _Open(document.edits_as_typed(), document.whole_as_typed())
