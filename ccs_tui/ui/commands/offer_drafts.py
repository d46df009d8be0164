"""The offer of the drafts of the document shown: to be taken up, discarded, or left for later."""

from typing import TYPE_CHECKING

from ccs_tui.model.tree import NotJson, value_of
from ccs_tui.ui.commands.edit_whole import EMPTY, put_whole
from ccs_tui.ui.dialogs.draft import Discard, DraftDialog, DraftRow, EditKind, TakeUp
from ccs_tui.workspace import whole_document
from ccs_tui.workspace.desk_events import DraftsChanged
from ccs_tui.workspace.errors import StateError

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.draft_keeper import StoredDraft

WHOLE = "the whole document"


async def run(desk: "Desk", port: "Port") -> None:
    """Offer the drafts of the document shown, the newest first."""
    document = desk.document
    # The document may come when one looks at something else by then.
    await port.until_uncovered()
    is_shown = document is not None and document is desk.document and document.key == desk.key
    if document is None or not is_shown or desk.edits.is_offering:
        return
    desk.edits.is_offering = True
    try:
        while (draft := desk.edits.draft_of(document.key)) is not None:
            answer = await port.ask(
                DraftDialog(
                    document.key.label,
                    draft.saved_at,
                    desk.now(),
                    draft_rows(draft, document),
                    # Over v1 alone a document that was emptied reads as one that is not there.
                    is_gone=desk.workspace.capabilities.v2 and not document.base.exists,
                )
            )
            if answer is None:
                break
            if isinstance(answer, TakeUp):
                await _take_up(desk, port, draft, document)
            elif isinstance(answer, Discard):
                await _throw_away(desk, port, draft)
    finally:
        desk.edits.is_offering = False
    desk.tell(DraftsChanged())


async def _take_up(
    desk: "Desk", port: "Port", draft: "StoredDraft", document: "OpenDocument"
) -> None:
    taken = await desk.edits.take_up(draft, document)
    if taken is None:
        port.warn(
            f"The draft of {document.key.label} is gone: another explorer restored it "
            f"or discarded it."
        )
        return
    if taken.whole is not None and taken.whole.text is not None:
        await put_whole(port, document, taken.whole.text, taken.whole.origin or EMPTY)


async def _throw_away(desk: "Desk", port: "Port", draft: "StoredDraft") -> None:
    try:
        await desk.edits.throw_away(draft)
    except StateError as error:
        port.alarm(str(error))
    else:
        port.tell(f"The draft of {draft.key.label} is gone.")


def draft_rows(draft: "StoredDraft", document: "OpenDocument") -> tuple[DraftRow, ...]:
    """Return the changes by a draft to the properties of a document that was read."""
    edits = dict(draft.edits)
    rows = []
    if draft.whole is not None and draft.whole.text is not None:
        typed = whole_document.edits_of(draft.whole.text, draft.whole.origin or EMPTY, edits)
        if typed is None:
            rows.append(
                DraftRow(WHOLE, "not JSON", changed_on_service=False, text=draft.whole.text)
            )
        edits |= typed or {}
    stored, here = document.base.properties, document.edits
    for name, edit in edits.items():
        changed = stored.get(name) != edit.origin
        replaces = name in here and here[name] != edit
        what: EditKind = "changed" if name in stored else "added"
        if edit.text is None:
            what = "removed"
        elif isinstance(value_of(edit.text), NotJson):
            what = "not JSON"
        rows.append(DraftRow(name, what, changed, replaces, edit.text or ""))
    return tuple(rows)
