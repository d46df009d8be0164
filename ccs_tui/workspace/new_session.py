"""A new session: an empty document, with a TTL of its own where one is given."""

from typing import TYPE_CHECKING

from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.open_document import OpenDocument
from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.namespace_writes import set_session_ttl
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.saving import Saving

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


async def create_session(
    workspace: "Workspace", namespace: str, session: str, ttl_seconds: int | None
) -> Document:
    """Create an empty session document and return it.

    Over v1 alone a session is there with its first property only, so nothing is sent but the TTL,
    which is configured for the session, since v1 has none per call. Raises RefusedError if the
    session exists, since creating it again would move its expiry, or if others configured its TTL;
    and all that a save raises.
    """
    key = DocumentKey(workspace.account, namespace, session)
    document = await workspace.open(key)
    if document.exists:
        raise RefusedError(f"{session} exists already in {namespace}. Open it instead (g).")
    if not workspace.capabilities.v2:
        if ttl_seconds:
            there = {t.session: t.ttl_seconds for t in await workspace.list_session_ttls(namespace)}
            before = there.get(session)
            if before not in (None, ttl_seconds):
                raise RefusedError(f"{session} has another TTL already. Leave the TTL empty.")
            await set_session_ttl(workspace, namespace, session, ttl_seconds, before=before)
        return document
    saving = Saving(workspace, [Intent(OpenDocument(document), ttl_seconds, again=())])
    await saving.read()
    await saving.send()
    return await workspace.open(key)
