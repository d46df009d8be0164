"""The open edits: the documents that would lose something if they were thrown away, and drafts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ccs_tui.local.state import StateError
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import DocumentView, OpenDocument
from ccs_tui.model.words import agreeing, counted
from ccs_tui.workspace.desk_events import DraftsChanged, EditsChanged, Event, Said, Tone
from ccs_tui.workspace.dialog_typing_view import DialogTypingView
from ccs_tui.workspace.draft_keeper import FoundDraft, StoredDraft, Whose

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.workspace.tasks import Tasks
    from ccs_tui.workspace.workspace import Workspace


class OpenEdits:
    """Keeps the edits of open documents, shown or not, in memory and as drafts.

    It is a view of each of them, so whoever edits one need not report it. `tell` is told where
    other documents have edits than before.
    """

    def __init__(
        self, workspace: "Workspace", tell: Callable[[Event], None], tasks: "Tasks"
    ) -> None:
        self._workspace, self._tell, self._tasks = workspace, tell, tasks
        self._documents: dict[DocumentKey, OpenDocument] = {}
        """The documents that have edits, in the order in which these began."""
        self._typed_into: list[OpenDocument] = []
        """The documents that may be typed into, whether they have edits or not."""
        self._offered: dict[DocumentKey, list[StoredDraft]] = {}
        """Drafts of documents that were read, and that nobody has decided about, newest first."""
        self.drafted: set[DocumentKey] = set()
        """The documents with drafts that an earlier explorer left."""
        self._elsewhere: set[DocumentKey] = set()
        """The documents with edits in another explorer."""
        self._is_looking = False
        """True while it is looked whether an edit of another explorer is still one."""
        self.is_offering = False
        """True while the user is being asked about a draft."""
        self._trouble: str | None = None
        self._notice = workspace.local.state.notice  # drafts of a state file that was kept aside
        self._drafting = workspace.drafting
        self._drafting.on_screen = self._on_screen
        self._drafting.troubled = self._troubled

    # ── what is open ───────────────────────────────────────────────────────────────────────────

    def __contains__(self, key: object) -> bool:
        return key in self._documents

    @property
    def keys(self) -> tuple[DocumentKey, ...]:
        """The documents that have open edits."""
        return tuple(self._documents)

    def of(self, key: DocumentKey) -> OpenDocument | None:
        """Return the open edits of a document, None if there are none."""
        return self._documents.get(key)

    def has(self, document: OpenDocument) -> bool:
        """Return whether this is the open document of its key, and not another with that key."""
        return self._documents.get(document.key) is document

    def on_top_of(
        self, document: "Document", shown: OpenDocument | None, *, tells_news: bool = False
    ) -> OpenDocument:
        """Return a document that was read as an open one, with the edits that are open.

        `shown` is the open document that is shown, of this key or another.
        """
        open_document = self._documents.get(document.key)
        if open_document is None:
            open_ = (*self._on_screen(), *(() if shown is None else (shown,)))
            open_document = next((other for other in open_ if other.key == document.key), None)
        if open_document is None:
            open_document = OpenDocument(document)
            self.keep_edits_of(open_document)
        else:
            open_document.rebase(document, tells_news=tells_news)
        return open_document

    def keep_edits_of(self, document: OpenDocument) -> None:
        """Keep the edits of an open document from now on: those it has, and all to come."""
        self._may_be_typed_into(document)
        if not any(isinstance(view, _EditsView) for view in document.views):
            document.views.append(_EditsView(self, document))
        if document.is_edited:
            self.changed(document)

    def document_for_typing(
        self, document: OpenDocument, shown: OpenDocument | None
    ) -> OpenDocument:
        """Return the open document of the same key that is kept or shown, or else this one."""
        kept = self._documents.get(document.key)
        if kept is None and shown is not None and shown.key == document.key:
            kept = shown
        return kept or document

    def changed(self, document: OpenDocument) -> None:
        """Keep a document that was changed as long as it has edits, and have them drafted."""
        kept = self._documents.get(document.key)
        if document.is_edited:
            self._documents[document.key] = document
        elif kept is document:
            del self._documents[document.key]
        else:
            return
        self._drafting.touch(document)
        if (kept is document) is not document.is_edited:
            self._tell(EditsChanged())

    def typing_changed(self, document: OpenDocument) -> None:
        """Have a draft written of typed text that is not in the document yet."""
        self._drafting.touch(document)

    @contextmanager
    def typed_over(
        self, document: OpenDocument, typed: Callable[[], Mapping[str, str]]
    ) -> Iterator[None]:
        """Draft the text typed in a dialog, while it is open, as edits of a document.

        It stays a draft where that is cancelled: the program ends, and then writes its drafts.
        """
        self._may_be_typed_into(document)
        view = DialogTypingView(document, typed, self.typing_changed)
        document.views.append(view)
        yield
        document.views.remove(view)
        self.typing_changed(document)

    def _may_be_typed_into(self, document: OpenDocument) -> None:
        others = (one for one in self._typed_into if one is not document)
        self._typed_into = [one for one in others if one.is_edited or _is_on_screen(one)]
        self._typed_into.append(document)

    def _on_screen(self) -> list[OpenDocument]:
        return [document for document in self._typed_into if _is_on_screen(document)]

    def forget(self, key: DocumentKey) -> None:
        """Throw the edits of a deleted document away."""
        if self._documents.pop(key, None) is not None:
            self._tasks.begin(lambda: self._drafting.discard_here(key))
        self._tell(EditsChanged())

    def forget_namespace(self, name: str) -> None:
        """Throw the edits in a deleted namespace away."""
        for key in [key for key in self._documents if key.namespace == name]:
            self.forget(key)

    # ── the file of drafts ─────────────────────────────────────────────────────────────────────

    @property
    def are_kept(self) -> bool:
        """True if drafts are on this machine's disk."""
        return self._trouble is None and self._workspace.local.exports is not None

    async def flush(self) -> None:
        """Write all drafts that are not on disk yet."""
        await self._drafting.flush()

    def check_file(self) -> None:
        """Say once that the state file was kept aside, and have all drafts written.

        The journal may be the first to find the file broken.
        """
        notice = self._workspace.local.state.notice
        if notice is not None and notice != self._notice:
            self._tell(Said(notice, Tone.ALARM))
            self._drafting.doubt()
            self._write_all()
        self._notice = notice

    def _troubled(self, sentence: str | None) -> None:
        if sentence is None:
            self._tell(Said("Drafts are on disk again."))
            self._write_all()
        elif sentence != self._trouble:
            self._tell(Said(f"{sentence} What you typed is on this screen only.", Tone.ALARM))
        self._trouble = sentence

    def _write_all(self) -> None:
        for document in self._documents.values():
            self._drafting.touch(document)

    # ── drafts of earlier ──────────────────────────────────────────────────────────────────────

    async def look_for_draft(self, key: DocumentKey) -> None:
        """Read the drafts of a document that is about to be shown."""
        found = await self._drafting.of(key)
        left = [one.draft for one in found if one.whose is Whose.LEFT]
        if left:
            self._offered[key] = left
        else:
            self._offered.pop(key, None)
        self._note_drafts(key)
        if any(one.whose is Whose.ELSEWHERE for one in found):
            if key not in self._elsewhere:
                self._tell(Said(f"{key.label} is being edited in another explorer, too."))
            self._elsewhere.add(key)
        else:
            self._elsewhere.discard(key)

    async def tell_of_drafts(self) -> None:
        """Say, at the start, of how many documents there are drafts from before."""
        with suppress(StateError):
            await self._look_for_drafts()
            if count := len(self.drafted):
                what = f"{counted(count, 'document')} {agreeing(count, 'has', 'have')}"
                self._tell(Said(f"{what} drafts that were never sent. O lists them."))

    async def _look_for_drafts(self) -> None:
        found = await self._drafting.all()
        self.drafted = {one.draft.key for one in found if one.whose is Whose.LEFT}
        self._tell(EditsChanged())

    def _note_drafts(self, key: DocumentKey) -> None:
        """Note whether drafts of a document are left that nobody has decided about."""
        (self.drafted.add if self._offered.get(key) else self.drafted.discard)(key)
        self._tell(EditsChanged())

    def check_elsewhere(self, key: DocumentKey | None) -> None:
        """Look, if a document is edited in another explorer, whether that has ended."""
        if key is not None and key in self._elsewhere and not self._is_looking:
            self._is_looking = True
            self._tasks.begin(lambda: self._look_elsewhere(key), "elsewhere")

    async def _look_elsewhere(self, key: DocumentKey) -> None:
        try:
            found = await self._drafting.of(key)
        finally:
            self._is_looking = False
        if key in self._elsewhere and all(one.whose is not Whose.ELSEWHERE for one in found):
            await self.look_for_draft(key)
            is_left = self.draft_of(key) is not None
            what = "3 offers what was typed there." if is_left else "It has no edits left."
            done = f"The other explorer that edited {key.label} is done. {what}"
            self._tell(Said(done, Tone.CHANGE))
            self._tell(DraftsChanged())

    def draft_of(self, key: DocumentKey) -> "StoredDraft | None":
        """Return the newest draft of a document that is still to be decided about, or None."""
        return next(iter(self._offered.get(key, ())), None)

    def is_edited_elsewhere(self, key: DocumentKey) -> bool:
        """Return whether another explorer had edits of a document when it was read."""
        return key in self._elsewhere

    async def take_up(self, draft: "StoredDraft", document: OpenDocument) -> "StoredDraft | None":
        """Lay a draft's edits over a document; return the draft, None if it is gone."""
        self._offered[document.key].remove(draft)
        self._note_drafts(document.key)
        return await self._drafting.take_up(draft, document)

    async def throw_away(self, draft: "StoredDraft") -> None:
        """Throw a draft away that was offered. Raises StateError."""
        self._offered[draft.key].remove(draft)
        self._note_drafts(draft.key)
        await self._drafting.discard(draft)

    async def all(self) -> list[FoundDraft]:
        """Return the drafts, the newest first. Raises StateError."""
        return await self._drafting.all()

    async def discard(self, found: FoundDraft) -> None:
        """Throw a draft away, and its edits, if they are open here. Raises StateError."""
        await self._drafting.discard(found.draft)
        key = found.draft.key
        offered = [d for d in self._offered.pop(key, ()) if d.slot != found.draft.slot]
        if offered:
            self._offered[key] = offered
        await self._look_for_drafts()
        self._tell(DraftsChanged())
        document = self._documents.get(key) if found.whose is Whose.HERE else None
        if document is not None:
            document.discard()


def _is_on_screen(document: OpenDocument) -> bool:
    """Return whether anything but the desk is a view of a document."""
    return any(not isinstance(view, _EditsView) for view in document.views)


class _EditsView(DocumentView):
    """The desk as a view of an open document: it keeps and drafts the edits, whoever makes them."""

    def __init__(self, edits: OpenEdits, document: OpenDocument) -> None:
        self._edits, self._document = edits, document

    def document_changed(self, names: frozenset[str] | None) -> None:
        if names is None or names:
            self._edits.changed(self._document)

    def typing_changed(self) -> None:
        self._edits.typing_changed(self._document)
