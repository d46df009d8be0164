"""A document that is too large to be saved: what is largest in it, and the ways to make room."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands import requests
from ccs_tui.ui.dialogs.too_large_document import (
    ExportAnswer,
    MoveAnswer,
    TooLargeDialog,
    TrimAnswer,
)

if TYPE_CHECKING:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.ui.commands.port import Port


async def offer_room(
    port: "Port", document: "OpenDocument", size: int, *, not_sent: str | None = None
) -> None:
    """Say how much must go and what is largest, and offer to help.

    `not_sent` says what became of the save; without it the service refused the save.
    """
    removed, sizes = set(document.removed), document.property_sizes
    # Whoever leaves a helper comes back to this question; it ends once properties are moved away.
    while removed == set(document.removed):
        answer = await port.ask(TooLargeDialog(document.key, sizes, size, not_sent))
        if isinstance(answer, MoveAnswer):
            await port.request(requests.MoveAway(document, answer.names))
        elif isinstance(answer, ExportAnswer):
            await port.request(requests.ExportProperties(document, answer.names))
        else:
            if isinstance(answer, TrimAnswer):
                port.document_cursor.go_to_property(answer.name)
            return
