"""`C`: what all namespaces have under the ids of a conversation, on one page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ccs_tui.model.words import counted
from ccs_tui.ui.commands.acted_on import documents_at, is_in_namespaces
from ccs_tui.ui.commands.requests import ShowConversation
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.workspace.conversation import Conversation
from ccs_tui.workspace.conversation_rows import ConversationRow, page_text

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


async def run(desk: "Desk", port: "Port", request: ShowConversation | None = None) -> None:
    """Show the conversation of the ids of a request, else of the documents under the cursor."""
    if request is not None:
        ids: list[str] = [*request.ids]
    else:
        if is_in_namespaces(desk, port, "C shows the conversation of a session, and no session is"):
            return
        keys = documents_at(desk)
        ids = [key.session for key in keys if key.session is not None]
        if not ids:
            what = "the namespace document belongs to none" if keys else "there is no session here"
            port.tell(f"C shows the conversation of a session's id, and {what}.")
            return
    conversation = Conversation(desk.workspace, ids, desk.namespaces.values())

    async def act(name: str, rows: Sequence[ConversationRow]) -> None:
        await ACTS[name](port, rows)

    try:
        chosen = await port.ask(ConversationScreen(conversation, desk.now, act))
    finally:
        await conversation.close()
    if chosen is not None:
        port.go_to(chosen)


async def _copy(port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Ask what to copy of documents of the page, and copy it."""
    ids = list(dict.fromkeys(row.key.session for row in rows if row.key.session is not None))
    texts = {
        "s": (counted(len(ids), "session id"), "\n".join(ids)),
        "k": (counted(len(rows), "document key"), "\n".join(str(row.key) for row in rows)),
        "t": ("as a table, with sizes, expiries and properties", page_text(rows)),
    }
    choices = tuple(
        Choice(key, label, f"{len(text):,}") for key, (label, text) in texts.items() if text
    )
    chosen = await port.ask(ChoiceDialog("Copy", choices))
    if chosen is not None:
        await port.copy_out(texts[chosen][1])


ACTS = {"copy": _copy}
"""The keys of the page that act on its documents, by the names that they have there."""
