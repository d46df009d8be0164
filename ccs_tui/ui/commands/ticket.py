"""`T`: what was seen of documents over time, in Markdown for whoever mends the bot."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands.affected_documents import documents_at, is_in_namespaces
from ccs_tui.ui.commands.requests import WriteTicket
from ccs_tui.ui.commands.timeline_acts import Source, ticket
from ccs_tui.workspace.errors import CcsError, StateError
from ccs_tui.workspace.ticket import timelines_of

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

MOST_DOCUMENTS = 50
"""The most documents of one ticket: nobody reads more."""


async def run(desk: "Desk", port: "Port", request: WriteTicket | None = None) -> None:
    """Write the ticket of a request's documents, else of those under the cursor or marked.

    For a document that was never watched, it has the document as it is now.
    """
    if request is not None:
        keys = request.keys
    elif is_in_namespaces(desk, port, "T writes the ticket of documents, and none is"):
        return
    else:
        keys = documents_at(desk)
    if not keys:
        port.tell("T writes the ticket of a document, and none is here.")
        return
    if len(keys) > MOST_DOCUMENTS:
        port.tell(
            f"T writes the ticket of at most {MOST_DOCUMENTS} documents, and these are "
            f"{len(keys):,}. Mark fewer."
        )
        return
    try:
        timelines = await timelines_of(desk.workspace, keys)
    except (CcsError, StateError) as error:
        port.alarm(f"There is no ticket. {error}")
        return
    profile = desk.workspace.profile
    await ticket(port, timelines, (), Source(desk.now, profile.connection, profile.label))
