"""The open edits: documents that would lose something if they were thrown away, and drafts."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ccs_tui.model.changes import Edit
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import DocumentView, OpenDocument
from ccs_tui.model.profile import DRAFT_DAYS
from ccs_tui.model.tree import Draft, value_of
from ccs_tui.ui.background import later
from ccs_tui.workspace import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ccs_tui.local.drafts import StoredDraft
    from ccs_tui.model.document import Document
    from ccs_tui.ui.dialogs.draft import DraftRow
    from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
    from ccs_tui.workspace.drafting import Drafting, Found

NAMES_SHOWN = 3
EMPTY = "{}"
WHOLE = "the whole document"


class Edits:
    """Keeps what was typed into documents, whichever of them is shown, here and as drafts."""

    def __init__(self, screen: "ExplorerScreen") -> None:
        self._screen = screen
        self._copies: dict[DocumentKey, OpenDocument] = {}
        self._offered: dict[DocumentKey, list[StoredDraft]] = {}
        """Drafts of documents that were read, and that nobody has decided about, newest first."""
        self._elsewhere: set[DocumentKey] = set()
        """The documents that another explorer has edits of."""
        self._offering = False
        self._over: OpenDocument | None = None
        """A document that is typed into in a dialog of its own."""
        self._trouble: str | None = None
        self._notice: str | None = None
        """What was said last of a state file that was kept aside."""

    def __contains__(self, key: object) -> bool:
        return key in self._copies

    def has(self, copy: OpenDocument) -> bool:
        """Whether these are the open edits of a document, and not another copy of it."""
        return self._copies.get(copy.key) is copy

    @property
    def _drafting(self) -> "Drafting":
        return self._screen.workspace.drafting

    def begin(self) -> None:
        """Keep drafts from now on: the workspace is open."""
        self._drafting.on_screen = self._on_screen
        self._drafting.troubled = self._troubled
        self._notice = self._screen.workspace.kept.state.notice

    def _troubled(self, sentence: str | None) -> None:
        if sentence is None:
            self._screen.notify("Drafts are on disk again.", markup=False)
            self._write_all()
        elif sentence != self._trouble:
            self._screen.alarm(f"{sentence} What you typed is on this screen only.")
        self._trouble = sentence

    def tick(self) -> None:
        """Say that the state file was kept aside, as soon as it was, and have all drafts written.

        The journal may be the first that finds it broken.
        """
        notice = self._screen.workspace.kept.state.notice
        if notice is not None and notice != self._notice:
            self._screen.alarm(notice)
            self._drafting.doubt()
            self._write_all()
        self._notice = notice

    def _write_all(self) -> None:
        for copy in self._copies.values():
            self._drafting.touch(copy)

    def on_top_of(self, document: "Document") -> OpenDocument:
        """Return a document that was read, with the edits that are open."""
        copy = self._copies.get(document.key)
        if copy is None:
            open_ = self._on_screen()
            copy = next((other for other in open_ if other.key == document.key), None)
        if copy is None:
            return OpenDocument(document)
        copy.rebase(document)
        return copy

    def keep(self, copy: OpenDocument) -> None:
        """Keep an open document as long as it has edits, and mark its document in the list."""
        was_kept = copy.key in self._copies
        if copy.is_edited:
            self._copies[copy.key] = copy
        else:
            self._copies.pop(copy.key, None)
        if copy.is_edited or was_kept:
            self._drafting.touch(copy)
        self._mark()

    def typed(self, copy: OpenDocument) -> None:
        """Have a draft written of what was typed, also where it is not in the copy yet."""
        self._drafting.touch(copy)

    def copy_for_typing(self, copy: OpenDocument) -> OpenDocument:
        """Return the open document that is kept under the key of `copy`, else that one."""
        shown = self._screen.document.copy
        kept = self._copies.get(copy.key)
        if kept is None and shown is not None and shown.key == copy.key:
            kept = shown
        return kept or copy

    @contextmanager
    def typed_over(
        self, copy: OpenDocument, typed: "Callable[[], Mapping[str, str]]"
    ) -> "Iterator[None]":
        """Draft what is typed in a dialog, while it is open, as edits of a document."""
        self._over = copy
        try:
            with copy.views.including(_Merged(copy, typed)):
                yield
        finally:
            self._over = None
            self.typed(copy)

    def _on_screen(self) -> "Iterator[OpenDocument]":
        yield from self._screen.document.documents()
        if self._over is not None:
            yield self._over

    def forget(self, key: "DocumentKey") -> None:
        """Throw the edits of a deleted document away."""
        if self._copies.pop(key, None) is not None:
            self._screen.run_worker(later(self._drafting.discard_here, key), exit_on_error=False)
        self._mark()

    def forget_namespace(self, name: str) -> None:
        """Throw the edits in a deleted namespace away."""
        for key in [key for key in self._copies if key.namespace == name]:
            self.forget(key)

    def _mark(self) -> None:
        shown = self._screen.reading.namespace
        self._screen.sessions.show_edited([k.session for k in self._copies if k.namespace == shown])

    # ── drafts of earlier ──────────────────────────────────────────────────────────────────────

    async def look_for_draft(self, key: DocumentKey) -> None:
        """Look whether there are drafts of a document that is about to be shown."""
        from ccs_tui.workspace.drafting import Whose

        found = await self._drafting.of(key)
        left = [one.draft for one in found if one.whose is Whose.LEFT]
        if left:
            self._offered[key] = left
        else:
            self._offered.pop(key, None)
        if any(one.whose is Whose.ELSEWHERE for one in found):
            if key not in self._elsewhere:
                self._screen.notify(
                    f"{key.label} is being edited in another explorer, too.", markup=False
                )
            self._elsewhere.add(key)
        else:
            self._elsewhere.discard(key)

    def draft_of(self, key: DocumentKey) -> "StoredDraft | None":
        """Return the newest draft of a document that nobody has decided about, or None."""
        return next(iter(self._offered.get(key, ())), None)

    def is_edited_elsewhere(self, key: DocumentKey) -> bool:
        """Whether another explorer had edits of a document when it was read."""
        return key in self._elsewhere

    async def offer(self, copy: OpenDocument) -> None:
        """Ask whether the drafts of the document shown are to be taken up, the newest first."""
        from ccs_tui.ui.dialogs.draft import Discard, DraftDialog, TakeUp

        if self._offering:
            return
        self._offering = True
        try:
            while (draft := self.draft_of(copy.key)) is not None:
                answer = await self._screen.app.push_screen_wait(
                    DraftDialog(
                        copy.key.label, draft.saved_at, self._screen.now(), draft_rows(draft, copy)
                    )
                )
                if answer is None:
                    break
                self._offered[copy.key].remove(draft)
                if isinstance(answer, TakeUp):
                    await self._take_up(draft, copy)
                elif isinstance(answer, Discard):
                    await self._throw_away(draft)
        finally:
            self._offering = False
        self._screen.show_draft_note()

    async def _take_up(self, draft: "StoredDraft", copy: OpenDocument) -> None:
        taken = await self._drafting.take_up(draft, copy)
        if taken is None:
            self._screen.notify(
                f"The draft of {copy.key.label} is not there any more: another explorer took it up "
                f"or discarded it.",
                severity="warning",
                markup=False,
            )
            return
        self._screen.show_copy(copy)
        if taken.whole is not None and taken.whole.text is not None:
            began = taken.whole.origin or EMPTY
            self._screen.document.edits.take_up_whole(copy, taken.whole.text, began)

    async def _throw_away(self, draft: "StoredDraft") -> None:
        from ccs_tui.local.state import StateError

        try:
            await self._drafting.discard(draft)
        except StateError as error:
            self._screen.alarm(str(error))
        else:
            self._screen.notify(f"The draft of {draft.key.label} is gone.", markup=False)

    async def show_drafts(self) -> None:
        """Show the drafts on this machine, and open the one that is chosen."""
        from ccs_tui.ui.views.drafts import DraftsScreen

        self._screen.document.take_typed()
        await self._drafting.flush()
        chosen = await self._screen.app.push_screen_wait(DraftsScreen(self, self._screen.clock))
        self._screen.show_draft_note()
        if chosen is not None:
            self._screen.reading.by_name(chosen)

    async def all(self) -> "list[Found]":
        """Return the drafts, the newest first. Raises StateError."""
        return await self._drafting.all()

    async def discard(self, found: "Found") -> None:
        """Throw a draft away, and with it the edits, where they are open. Raises StateError."""
        from ccs_tui.workspace.drafting import Whose

        await self._drafting.discard(found.draft)
        key = found.draft.key
        offered = [d for d in self._offered.pop(key, ()) if d.slot != found.draft.slot]
        if offered:
            self._offered[key] = offered
        copy = self._copies.pop(key, None) if found.whose is Whose.HERE else None
        if copy is not None:
            copy.discard()
            self._screen.show_copy(copy)

    # ── leaving ────────────────────────────────────────────────────────────────────────────────

    async def may_be_lost(self) -> bool:
        """Ask before open edits are left behind; True at once if there are none."""
        if not self._screen.is_open:
            return True
        document = self._screen.document
        document.take_typed()
        if document.copy is not None:
            # At once: what it tells by a message comes later.
            self.keep(document.copy)
        count = len(self._copies)
        if not count:
            return True
        from ccs_tui.ui.dialogs.confirm import ConfirmDialog

        await self._drafting.flush()
        names = ", ".join(key.label for key in list(self._copies)[:NAMES_SHOWN])
        documents = "1 document" if count == 1 else f"{count} documents"
        what = f"Unsaved edits in {names}{', …' if count > NAMES_SHOWN else ''}"
        if self._trouble is None and self._screen.workspace.kept.exports is not None:
            sure = await self._screen.app.push_screen_wait(ConfirmDialog(
                f"Quit without saving {documents}?",
                f"{what} stay on this machine as drafts for {DRAFT_DAYS} days, and are offered "
                f"when the document is opened again.",
                "Quit and keep the drafts",
            ))  # fmt: skip
        else:
            sure = await self._screen.app.push_screen_wait(ConfirmDialog(
                f"Quit without saving {documents}?",
                f"{what} would be lost: drafts can't be kept on this machine.",
                "Quit and lose the edits",
            ))  # fmt: skip
        return sure is True


class _Merged(DocumentView):
    """What is merged by hand in a dialog."""

    def __init__(self, document: OpenDocument, typed: "Callable[[], Mapping[str, str]]") -> None:
        self._document, self._typed = document, typed

    def typed(self) -> "Mapping[str, Edit]":
        origin = self._document.origin
        return {name: Edit(text, origin(name)) for name, text in self._typed().items()}


def draft_rows(draft: "StoredDraft", copy: OpenDocument) -> "tuple[DraftRow, ...]":
    """Return what a draft makes of the properties of a document that was read."""
    from ccs_tui.ui.dialogs.draft import DraftRow

    edits = dict(draft.edits)
    rows = []
    if draft.whole is not None and draft.whole.text is not None:
        typed = whole.edits_of(draft.whole.text, draft.whole.origin or EMPTY, edits)
        if typed is None:
            rows.append(DraftRow(WHOLE, "not JSON", changed_on_service=False))
        edits |= typed or {}
    stored, here = copy.base.properties, copy.edits
    for name, edit in edits.items():
        changed = stored.get(name) != edit.origin
        replaces = name in here and here[name] != edit
        if edit.text is None:
            rows.append(DraftRow(name, "removed", changed, replaces))
        elif isinstance(value_of(edit.text), Draft):
            rows.append(DraftRow(name, "not JSON", changed, replaces))
        else:
            rows.append(DraftRow(name, "changed" if name in stored else "added", changed, replaces))
    return tuple(rows)
