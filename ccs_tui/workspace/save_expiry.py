"""The expiries of the documents of a save: aimed at, compared with, and noted for the next save."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ccs_tui.local.journal import Kind
from ccs_tui.model.document import Document
from ccs_tui.model.expiry_slack import CLOCK_SLACK
from ccs_tui.workspace.in_doubt_write import Decided
from ccs_tui.workspace.kept_expiry import KeptExpiries
from ccs_tui.workspace.review import ExpiryChoice, Part
from ccs_tui.workspace.save_write import SaveWrite

if TYPE_CHECKING:
    from ccs_tui.workspace.journal_record import Recorder


class SaveExpiry:
    """The expiries of the documents that the `steps` of one save write to.

    `expiries` keeps those that the next save is to keep, and `recorder` what later runs must know.
    """

    def __init__(
        self, expiries: KeptExpiries, recorder: "Recorder", writes: Sequence[SaveWrite]
    ) -> None:
        self._expiries = expiries
        self._recorder = recorder
        self._writes = writes

    async def note(self, part: Part, document: Document, done: Mapping[SaveWrite, Decided]) -> bool:
        """Note the expiry that the next save is to keep; return whether the present one is ours.

        `done` are the writes to all documents so far. An expiry that a late call moved is noted in
        the journal too, since the next save may be another run's.
        """
        expiry, left = part.expiry, document.expires_at
        ours = [w for w in done if w.part is part and w.is_ours(left)]
        is_ours = bool(ours)
        if ours and left is not None:
            kept, entry = self.aim(part) or left, done[ours[-1]].entry
            self._expiries.note(part.key, kept, left)
            if entry is not None and abs(left - kept) > CLOCK_SLACK:
                await self._recorder.expiry_moved(entry, kept, left)
        elif expiry.choice is not ExpiryChoice.UNTOUCHED:
            self._expiries.forget(part.key)
        # If others set an expiry while the write waited, our call sent that one, and it counts as
        # theirs.
        return is_ours and self.aim(part) in (expiry.before, expiry.at)

    def note_unread(self, part: Part) -> None:
        """Note the expiry that the next save is to keep, of a document that can't be read now."""
        kept = self.aim(part)
        if part.expiry.choice is ExpiryChoice.KEPT and kept is not None:
            self._expiries.note(part.key, kept, None)

    def aim(self, part: Part) -> datetime | None:
        """Return the instant at which a document is to expire; None where a TTL is meant."""
        saves = (s for s in self._writes if s.part is part and s.step.kind is Kind.SAVE)
        return next((step.expires_at for step in saves), part.expiry.at)

    def moved(
        self, part: Part, document: Document, kept: datetime | None, *, wrote: bool = True
    ) -> timedelta | None:
        """Return how far an expiry that is to be kept is from that; `wrote` if we set it just now.

        Two late calls may move it to the same instant, which is no less off the second time.
        """
        if part.expiry.choice is not ExpiryChoice.KEPT or kept is None:
            return None
        after = document.expires_at
        if after is None or (not wrote and after == part.there.expires_at):
            return None
        moved = after - kept
        return moved if abs(moved) > CLOCK_SLACK else None
