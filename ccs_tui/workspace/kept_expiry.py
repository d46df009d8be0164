"""The expiries that were last set on purpose: what a save is to keep.

A TTL has whole seconds, and a call takes time, so a save moves the expiry by a little. Were the
next one to keep what it reads, that would add up; so the instant that is kept is remembered beside
the one that came of it. What earlier runs of the program kept is in the journal.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from ccs_tui.local.state import StateError
from ccs_tui.model.document import Document
from ccs_tui.model.expiry_slack import CLOCK_SLACK
from ccs_tui.model.names import DocumentKey


@dataclass(frozen=True, slots=True)
class _Kept:
    purpose: datetime
    seen: datetime | None


class KeptExpiries:
    """Remembers, by document, which expiry our saves are to keep.

    `of_earlier_runs` returns what the last save before this run was to keep, None if it is not
    known; it blocks, and may raise StateError.
    """

    def __init__(self, of_earlier_runs: Callable[[DocumentKey], datetime | None]) -> None:
        self._kept: dict[DocumentKey, _Kept] = {}
        self._of_earlier_runs = of_earlier_runs
        self._known: set[DocumentKey] = set()

    async def recall(self, key: DocumentKey) -> None:
        """Recall what earlier runs were to keep of a document; to be awaited before a save."""
        if key in self._known:
            return
        self._known.add(key)
        purpose = None
        with suppress(StateError):
            purpose = await asyncio.to_thread(self._of_earlier_runs, key)
        if purpose is not None:
            self._kept.setdefault(key, _Kept(purpose, None))

    def purpose_of(self, document: Document, now: datetime) -> datetime | None:
        """Return the expiry that was last set on purpose, by us or by others, as it was read now.

        None where the document has none that is known. An expiry that has passed while the document
        is still there is not kept any more. `now` is on the service's clock.
        """
        there, kept = document.expires_at, self._kept.get(document.key)
        if there is None or kept is None or kept.purpose <= now:
            return there
        if kept.seen is None:
            is_ours = abs(there - kept.purpose) <= CLOCK_SLACK
        else:
            is_ours = there == kept.seen
        return kept.purpose if is_ours else there

    def note(self, key: DocumentKey, purpose: datetime, seen: datetime | None) -> None:
        """Note the expiry that a save was to keep, and the one it left, None if not read."""
        self._kept[key] = _Kept(purpose, seen)

    def forget(self, key: DocumentKey) -> None:
        """Forget the expiry of a document: others set another, or the document is gone."""
        self._kept.pop(key, None)
