"""`C`: what all namespaces have under the ids of a conversation, on one page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from ccs_tui.model.address import Address
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.words import counted
from ccs_tui.ui.commands.affected_documents import documents_at
from ccs_tui.ui.commands.key_table import LABELS
from ccs_tui.ui.commands.requests import (
    CompareDocuments,
    ExportDocuments,
    ShowConversation,
    ShowTimeline,
    WriteTicket,
)
from ccs_tui.ui.commands.session_acts import SessionActs
from ccs_tui.ui.commands.watch import switch
from ccs_tui.ui.dialogs.choice import Choice, ChoiceDialog
from ccs_tui.ui.views.conversation import ConversationScreen
from ccs_tui.workspace.conversation import Conversation, recent_conversations
from ccs_tui.workspace.conversation_rows import ConversationRow, page_text
from ccs_tui.workspace.place import Place

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk


OFFERED = 9
"""The conversations of before that are offered where there is no session."""


class _PageLeft(NamedTuple):
    """A page that was left for one of its documents, `key`: `C` on that leads back to the page."""

    key: DocumentKey
    ids: Sequence[str]
    has_shared: bool


_left: "WeakKeyDictionary[Desk, _PageLeft]" = WeakKeyDictionary()
"""The last page of each desk that was left so, while the desk exists."""


async def run(desk: "Desk", port: "Port", request: ShowConversation | None = None) -> None:
    """Show the conversation of the ids of a request, else of the documents under the cursor."""
    keys = () if request is not None else _keys_here(desk)
    left = _left.get(desk)
    if left is not None and keys != (left.key,):
        left = None
    if request is not None:
        ids = request.ids
    else:
        ids = left.ids if left is not None else await _ids_of(keys, desk, port)
    if not ids:
        return
    conversation = Conversation(desk.workspace, ids, desk.namespaces.values())
    conversation.has_shared = left is not None and left.has_shared
    await conversation.offer_kept()
    await conversation.keep()

    async def act(name: str, rows: Sequence[ConversationRow]) -> None:
        if name in ACTS:
            await ACTS[name](desk, port, rows)
        elif len(rows) > 1:
            port.tell(f"{LABELS[name]} acts here on one document, and {len(rows):,} are marked.")
        else:
            key = rows[0].key if rows else None
            await acts_on(key).run(name, key, ())

    def refuses(name: str, keys: Sequence[DocumentKey]) -> bool:
        key = next(iter(keys), None)
        return name not in ACTS and (len(keys) > 1 or acts_on(key).refuses(name, key, ()))

    def acts_on(key: DocumentKey | None) -> SessionActs:
        namespace = None if key is None else key.namespace
        return SessionActs(desk, port, namespace, lambda: screen.dismiss(None))

    at = None if left is None else left.key
    screen = ConversationScreen(conversation, desk.now, act, refuses, at=at)
    try:
        chosen = await port.ask(screen)
    finally:
        await conversation.close()
        await conversation.keep()
    if chosen is not None:
        _left[desk] = _PageLeft(chosen, tuple(conversation.ids), conversation.has_shared)
        port.go_to(chosen)


def _keys_here(desk: "Desk") -> Sequence[DocumentKey]:
    return () if desk.selection.place is Place.NAMESPACES else documents_at(desk)


async def _ids_of(keys: Sequence[DocumentKey], desk: "Desk", port: "Port") -> Sequence[str]:
    """Return the ids of documents, or, where they have none, those of a conversation of before."""
    if ids := [key.session for key in keys if key.session is not None]:
        return ids
    recent = (await recent_conversations(desk.workspace))[:OFFERED]
    if not recent:
        port.tell("C shows the conversation of a session. Go to one, and press it there.")
        return ()
    choices = tuple(
        Choice(str(number), each[0], f"and {counted(len(each) - 1, 'id')} more" if each[1:] else "")
        for number, each in enumerate(recent, start=1)
    )
    chosen = await port.ask(ChoiceDialog("Conversations looked at last", choices))
    return recent[int(chosen) - 1] if chosen is not None else ()


async def _watch(desk: "Desk", port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Watch documents of the page, or watch them no more."""
    await switch(desk, port, [row.key for row in rows])


async def _timeline(_: "Desk", port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Show the steps of a document of the page."""
    if len(rows) > 1:
        port.tell(f"[ shows the steps of one document, and {len(rows):,} are marked.")
    else:
        await port.request(ShowTimeline(rows[0].key))


async def _ticket(_: "Desk", port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Write the ticket of documents of the page."""
    await port.request(WriteTicket([row.key for row in rows]))


async def _copy(desk: "Desk", port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Ask what to copy of documents of the page, and copy it."""
    ids = list(dict.fromkeys(row.key.session for row in rows if row.key.session is not None))
    profile = desk.workspace.profile.name
    addresses = [str(Address.of(profile, row.key)) for row in rows]
    texts = {
        "s": (counted(len(ids), "session id"), "\n".join(ids)),
        "k": (counted(len(rows), "document key"), "\n".join(str(row.key) for row in rows)),
        "a": ("address" if len(rows) == 1 else f"{len(rows):,} addresses", "\n".join(addresses)),
        "t": ("as a table, with sizes, expiries and properties", page_text(rows)),
    }
    choices = tuple(
        Choice(key, label, counted(len(text), "character"))
        for key, (label, text) in texts.items()
        if text
    )
    chosen = await port.ask(ChoiceDialog("Copy", choices))
    if chosen is not None:
        await port.copy_out(texts[chosen][1])


async def _export(_: "Desk", port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Export documents of the page."""
    await port.request(ExportDocuments([row.key for row in rows]))


async def _compare(_: "Desk", port: "Port", rows: Sequence[ConversationRow]) -> None:
    """Compare two documents of the page, or one with another."""
    await port.request(CompareDocuments([row.key for row in rows]))


ACTS = {
    "copy": _copy,
    "export": _export,
    "compare": _compare,
    "watch": _watch,
    "timeline": _timeline,
    "ticket": _ticket,
}
"""The keys of the page that act on its documents, by the names that they have there."""
