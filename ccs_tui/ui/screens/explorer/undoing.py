"""`u`, the journal, and what can be taken back from it."""

import asyncio
from typing import TYPE_CHECKING

from ccs_tui.local.journal import Entry, Journal, Kind, Outcome
from ccs_tui.local.state import StateError
from ccs_tui.model.names import DocumentKey
from ccs_tui.ui.dialogs.confirm import ConfirmDialog
from ccs_tui.ui.views.bulk import BulkScreen
from ccs_tui.ui.views.journal import GoTo, JournalScreen, TakeBack
from ccs_tui.workspace.bulk import take_back_each
from ccs_tui.workspace.namespaces import restore_namespace
from ccs_tui.workspace.problems import WRITE_PROBLEMS
from ccs_tui.workspace.undoing import note_undone, take_back

if TYPE_CHECKING:
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen

FEW = 3
"""Up to how many documents an operation is taken back in one review; more go one by one."""


class Undoing:
    """Takes back what the journal has."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen

    @property
    def _journal(self) -> Journal:
        return self._screen.workspace.kept.state.journal

    @property
    def _profile(self) -> str:
        return self._screen.workspace.recorder.profile

    @property
    def _account(self) -> str:
        return self._screen.workspace.account

    async def last(self) -> None:
        """Take the last write back."""
        try:
            entry = await asyncio.to_thread(
                self._journal.last_undoable, self._profile, self._account
            )
        except StateError as error:
            self._screen.alarm(str(error))
            return
        if entry is None:
            self._screen.notify("The journal has no write to take back.", markup=False)
            return
        await self.operation(entry.operation)

    async def journal(self) -> None:
        """Show the journal, and do what is chosen there."""
        screen = self._screen
        answer = await screen.app.push_screen_wait(
            JournalScreen(self._journal, self._profile, screen.clock, self._account)
        )
        if isinstance(answer, GoTo):
            screen.reading.by_name(answer.key)
        elif isinstance(answer, TakeBack):
            try:
                entry = await asyncio.to_thread(self._journal.entry, answer.entry)
            except StateError as error:
                screen.alarm(str(error))
                return
            if entry is not None:
                await self.operation(entry.operation)

    async def operation(self, operation: str) -> None:
        """Take an operation back: all of it that is not taken back yet."""
        screen = self._screen
        if screen.writing.refused_read_only("nothing can be taken back"):
            return
        try:
            every = await asyncio.to_thread(self._journal.operation, operation)
            entries = [e for e in every if e.undone_by is None and e.outcome is not Outcome.FAILED]
            if not entries:
                screen.notify("It is taken back already.", markup=False)
            elif entries[0].kind is Kind.DELETE_NAMESPACE:
                await self._restore_namespace(entries[0])
            elif entries[0].kind is Kind.CREATE_NAMESPACE and len(entries) == 1:
                await screen.deleting.namespace(entries[0].namespace)
            else:
                await self._documents([e for e in entries if e.kind is not Kind.CREATE_NAMESPACE])
        except WRITE_PROBLEMS as error:
            screen.alarm(str(error))

    async def _documents(self, entries: list[Entry]) -> None:
        screen = self._screen
        keys = {DocumentKey(e.account, e.namespace, e.session): None for e in entries}
        if len(keys) > FEW:
            await self._each(entries, list(keys))
            return
        with screen.document.waiting("reading what is there"):
            saving = await take_back(screen.workspace, entries)
            review = await saving.read()
        if review.is_empty and not review.conflicts:
            await asyncio.to_thread(note_undone, screen.workspace, entries)
            screen.notify("It is already as it was before, so nothing was sent.", markup=False)
            return
        saved = await screen.saving.run(saving)
        if saved is None:
            review = saving.review()
            if review.is_empty and not review.conflicts:
                # All of it was left as others made it, so it is not asked about again.
                await asyncio.to_thread(note_undone, screen.workspace, entries)
            return
        screen.saving.report(saved)
        for part in saved.parts:
            exists = part.document is None or part.document.exists
            screen.show_written(part.key, exists=exists)

    async def _each(self, entries: list[Entry], keys: list[DocumentKey]) -> None:
        screen = self._screen
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Take back what was done to {len(keys):,} documents?",
            "Each is read, and written as it was before. What others changed since stays as it "
            "is, and is listed at the end.",
            f"Take back {len(keys):,} documents",
        ))  # fmt: skip
        if sure:
            await screen.writing.many(BulkScreen(
                "Taking back", keys,
                lambda: take_back_each(screen.workspace, entries), screen.clock,
                done="taken back",
            ))  # fmt: skip
            screen.action_refresh()

    async def _restore_namespace(self, entry: Entry) -> None:
        screen, name = self._screen, entry.namespace
        sure = await screen.app.push_screen_wait(ConfirmDialog(
            f"Write the namespace {name} anew?",
            "Its documents come back from the export that was made before it was deleted, each "
            "with what is left of its expiry. What exists again by now stays as it is.",
            "Write it anew",
        ))  # fmt: skip
        if not sure:
            return
        await screen.writing.many(BulkScreen(
            f"Writing {name} anew", (),
            lambda: restore_namespace(screen.workspace, entry), screen.clock, done="written",
        ))  # fmt: skip
        screen.reading.namespaces()
