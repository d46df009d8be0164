"""The conflicts of a save: asked for, decided, and taken into the document."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ccs_tui.model.open_document import OpenDocument
from ccs_tui.model.words import counted
from ccs_tui.ui.dialogs.conflict import ConflictDialog
from ccs_tui.ui.dialogs.conflict_words import Edited, Theirs
from ccs_tui.ui.widgets.json_tree.cells import NEWS_MARK
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.review import Part
from ccs_tui.workspace.step_cause import names_of_ours

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def settle_conflicts(
    desk: "Desk", port: "Port", intent: Intent, part: Part, settled: set[str]
) -> bool | None:
    """Ask for each conflict of a part: False once all are decided, None to give up.

    What was decided is in the document, and the names are in `settled`.
    """
    document = intent.document
    is_undo = intent.undoes is not None
    target = desk.edits.document_for_typing(
        OpenDocument(document.base) if is_undo else document, desk.document
    )
    dialog = ConflictDialog(
        part.key.label,
        part.conflicts,
        desk.now(),
        again=settled,
        ours=await names_of_ours(desk.workspace, part.key, part.conflicts),
        is_undo=is_undo,
        is_gone=desk.workspace.capabilities.v2 and not part.there.exists,
        typing=target.views.tell_typing,
    )
    with desk.edits.typed_over(target, dialog.typed):
        answer = await port.ask(dialog)
    if answer is None:
        if not is_undo and (merged := dialog.typed()):
            # The user left without a decision; a value that was merged by hand is kept.
            _keep(desk, document, lambda: _put_all(document, merged))
        port.tell(_undecided(part, is_undo=is_undo))
        return None
    settled.update(answer)

    # A decision is about the values that were shown, and not about a later reading.
    there = {conflict.name: conflict.there for conflict in part.conflicts}

    def settle() -> None:
        for name, choice in answer.items():
            if isinstance(choice, Theirs):
                document.take_theirs(name)
                continue
            if isinstance(choice, Edited):
                document.put(name, choice.value)
            else:
                # The decision holds for this save, or a bot that writes often would block it for
                # ever.
                intent.mine.add(name)
            document.keep_mine(name, there[name])

    _keep(desk, document, settle)
    return False


def _keep(desk: "Desk", document: OpenDocument, change: Callable[[], None]) -> None:
    """Change a document, keep its edits, and show it where another of its key is shown.

    A save may be of a document that was read for it alone, as to bring back a step.
    """
    desk.edits.keep_edits_of(document)
    document.recorded(change)
    if document.key == desk.key and desk.edits.has(document):
        desk.show(document)


def _undecided(part: Part, *, is_undo: bool) -> str:
    """Say that conflicts were left undecided, and, of open edits, where they are marked."""
    marked = "" if is_undo else f", marked {NEWS_MARK}. ^s asks again"
    return f"Nothing was sent: {counted(len(part.conflicts), 'conflict')} undecided{marked}."


def _put_all(document: OpenDocument, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        document.put_text(name, value)
