"""`^s`: review and send what changed in the document."""

from typing import TYPE_CHECKING

from ccs_tui.ui.commands import save_flow
from ccs_tui.ui.commands.writes import is_locked, refused_read_only
from ccs_tui.workspace.review import ExpiryChoice, Review
from ccs_tui.workspace.saving import saving_of

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk

SMALL_PROPERTIES, SMALL_CHARACTERS = 3, 2_000
"""The limits of a small change, which a setting sends without a review."""


async def run(desk: "Desk", port: "Port") -> None:
    """Send the open edits of the document shown."""
    desk.take_typed()
    document = desk.document
    if document is None:
        port.tell("No document is open, so there is nothing to save.")
        return
    if document.unfinished is not None:
        port.warn("Not saved: the text of the whole document is not JSON yet.")
        await port.command("edit_whole")
        return
    if not document.is_edited and not document.gone:
        port.tell("Nothing changed, so nothing was sent.")
        return
    if refused_read_only(desk, port, "nothing was sent; what you typed stays here"):
        return
    if is_locked(port, document.key.namespace):
        return
    if document.key in desk.being_saved:
        port.warn(save_flow.being_saved(document.key))
        return
    desk.being_saved.add(document.key)
    port.leave_text()
    try:
        saved = await save_flow.run(
            desk, port, saving_of(desk.workspace, document), lambda review: _is_large(desk, review)
        )
    finally:
        desk.being_saved.discard(document.key)
        port.end(save_flow.being_saved(document.key))
    if saved is not None:
        save_flow.report(desk, port, saved)


def _is_large(desk: "Desk", review: Review) -> bool:
    """Return whether a save of edits is to be looked at, as the settings say."""
    workspace = desk.workspace
    if workspace.preferences.review == "always" or workspace.profile.is_production:
        return True
    (part,) = review.parts
    return (
        bool(part.plan.delete or part.theirs)
        or part.expiry.choice is ExpiryChoice.SET
        or part.expiry.unsure
        or len(part.plan.upsert) > SMALL_PROPERTIES
        or sum(map(len, part.plan.upsert.values())) > SMALL_CHARACTERS
    )
