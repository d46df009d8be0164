"""A save that nobody is asked about: what a person would have to decide refuses it."""

from typing import TYPE_CHECKING

from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.save_outcome import count_of
from ccs_tui.workspace.write_problems import half_problem
from ccs_tui.workspace.write_verdict import happened

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.workspace.review import Review
    from ccs_tui.workspace.saving import Saving
    from ccs_tui.workspace.workspace import Workspace


async def review_unattended(workspace: "Workspace", saving: "Saving") -> "Review":
    """Read the documents again, and return what the save would send.

    Raises RefusedError where a document is gone, others changed what is to be written or the
    service would not take it, and as `Saving.read`.
    """
    review = await saving.read()
    for intent, part in zip(saving.intents, review.parts, strict=True):
        if part.asks_again:
            what = happened(part.there, intent.document.base, workspace.clock())
            raise RefusedError(f"{what}, so {saving.not_sent}.")
        if part.conflicts:
            names = [conflict.name for conflict in part.conflicts]
            raise RefusedError(
                f"Others changed {count_of(names)} of {part.key.label} since, so {saving.not_sent}."
            )
        if problem := half_problem(part.plan.upsert):
            raise RefusedError(f"{problem}; {saving.not_sent}.")
    return review


def hold_to(document: "Document", digest: str | None) -> None:
    """Raise RefusedError unless a document has this digest; None is any."""
    if digest is not None and document.digest != digest.strip().lower():
        raise RefusedError(
            f"{document.key.label} is not as it was: its hash is {document.digest} now, so nothing "
            "was sent."
        )


def intent_held(intent: Intent, digest: str | None) -> Intent:
    """Return an intent that is sent only while its document is as it was opened, with a digest."""
    hold_to(intent.opened, digest)
    intent.must_match = intent.must_match or digest is not None
    return intent
