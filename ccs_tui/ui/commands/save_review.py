"""The review of a save, asked: to be sent, to be left, or to be had with another expiry."""

from typing import TYPE_CHECKING

from ccs_tui.ui.dialogs.expiry import NewExpiry
from ccs_tui.ui.dialogs.review import ReviewDialog

if TYPE_CHECKING:
    from ccs_tui.ui.commands.port import Port
    from ccs_tui.workspace.desk import Desk
    from ccs_tui.workspace.review import Review
    from ccs_tui.workspace.saving import Saving


async def ask_review(desk: "Desk", port: "Port", saving: "Saving", review: "Review") -> bool | None:
    """Show a review: True to send, False to review it with another expiry, None to give up."""
    answer = await port.ask(
        ReviewDialog(
            review,
            desk.now,
            desk.workspace.profile.environment,
            sets_expiry=desk.workspace.capabilities.can_set_ttl_on_save,
            undoes=saving.undoes,
        )
    )
    if isinstance(answer, NewExpiry):
        for intent in saving.intents:
            if not intent.delete_document:
                intent.set_expiry(answer.ttl_seconds, answer.expires_at)
        return False
    return None if answer is None else True
