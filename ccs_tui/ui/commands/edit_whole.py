"""`W`: edit the whole document as one text."""

from typing import TYPE_CHECKING

from ccs_tui.model.changes import Edit
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.open_document import InvalidEditError
from ccs_tui.ui.commands.writes import is_locked
from ccs_tui.ui.dialogs.edited_texts import EditedDocument, WholeText
from ccs_tui.ui.dialogs.large_dialog import LargeDialog
from ccs_tui.workspace import whole_document

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

EMPTY = "{}"


async def run(desk: "Desk", port: "Port") -> None:
    """Edit the document shown as JSON; what was typed of it before is typed on."""
    desk.take_typed()
    document = desk.document
    if document is None or is_locked(port, document.key.namespace):
        return
    if (unfinished := document.unfinished) is not None:
        await _edit(port, document, unfinished.origin or EMPTY, unfinished.text)
        return
    try:
        text = whole_document.text_of(document)
    except InvalidEditError as error:
        port.document_cursor.show_problem_in(error.name)
        port.tell_problem(str(error))
        return
    await _edit(port, document, text)


async def put_whole(port: "Port", document: "OpenDocument", text: str, began: str) -> None:
    """Replace the open document by a text of it; edit the text further if it is no document."""
    if not whole_document.put(document, text, began):
        await _edit(port, document, began, text)


async def _edit(
    port: "Port", document: "OpenDocument", began: str, text: str | None = None
) -> None:
    """Edit the text `began` of a document; `text` is what was typed of it before."""
    dialog = LargeDialog(
        document.key.label,
        EditedDocument(began),
        typed=text,
        typing=document.views.tell_typing,
    )
    view = WholeText(dialog.typed, began)
    document.views.append(view)
    document.keep_unfinished(None)
    # The view stays where this is cancelled: the program ends, and writes its drafts after that.
    answer = await port.ask(dialog)
    if answer is not None and not whole_document.put(document, answer, began):
        document.keep_unfinished(Edit(answer, JsonText(began)))
    document.views.remove(view)
    document.views.tell_typing()
    if dialog.saves:
        await port.command("save")
