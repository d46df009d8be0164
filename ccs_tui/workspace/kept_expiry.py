"""The expiries that were last set on purpose: what a save is to keep.

A TTL has whole seconds, and a call takes time, so a save moves the expiry by a little. Were the
next one to keep what it reads, that would add up; so the instant that is kept is remembered beside
the one that came of it. What earlier runs of the program kept is in the journal.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from ccs_tui.local.kept_expiries import KeptExpiry
from ccs_tui.local.state import StateError
from ccs_tui.model.document import Document
from ccs_tui.model.expiry_slack import CLOCK_SLACK
from ccs_tui.model.names import DocumentKey


class KeptExpiries:
    """Remembers, by document, which expiry our saves are to keep.

    `of_earlier_runs` returns what the last save before this run was to keep and what it left, None
    if that is not known; it blocks, and may raise StateError.
    """

    def __init__(self, of_earlier_runs: Callable[[DocumentKey], KeptExpiry | None]) -> None:
        self._kept: dict[DocumentKey, KeptExpiry] = {}
        self._of_earlier_runs = of_earlier_runs
        self._known: set[DocumentKey] = set()

    async def recall(self, key: DocumentKey) -> None:
        """Recall what earlier runs were to keep of a document; to be awaited before a save."""
        if key in self._known:
            return
        self._known.add(key)
        kept = None
        with suppress(StateError):
            kept = await asyncio.to_thread(self._of_earlier_runs, key)
        if kept is not None:
            self._kept.setdefault(key, kept)

    def purpose_of(self, document: Document, now: datetime) -> datetime | None:
        """Return the expiry that was last set on purpose, by us or by others, as it was read now.

        None where the document has none that is known. An expiry that has passed while the document
        is still there is not kept any more. `now` is on the service's clock.
        """
        there, kept = document.expires_at, self._kept.get(document.key)
        if there is None or kept is None or kept.wanted <= now:
            return there
        if kept.left is None:
            is_ours = abs(there - kept.wanted) <= CLOCK_SLACK
        else:
            is_ours = there == kept.left
        return kept.wanted if is_ours else there

    def note(self, key: DocumentKey, wanted: datetime, left: datetime | None) -> None:
        """Note the expiry that a save was to keep, and the one it left, None if not read."""
        self._kept[key] = KeptExpiry(wanted, left)

    def forget(self, key: DocumentKey) -> None:
        """Forget the expiry of a document: others set another, or the document is gone."""
        self._kept.pop(key, None)
