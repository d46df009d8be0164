"""The journal's side of a write: recorded before it is sent, answered afterwards."""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from ccs_tui.client.errors import CcsError, NotDoneError, NotSentError, RefusedByServiceError
from ccs_tui.local.journal import Journal, Kind, Outcome
from ccs_tui.local.kept_expiries import KeptExpiry
from ccs_tui.local.state import StateError
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey


@dataclass(frozen=True, slots=True)
class Record:
    """A call that is about to be sent, with all that it is about to change.

    `before` and `after` are values by property, None for one that does not exist; both are None for
    a call that nothing can take back. `operation` joins the calls of one save.
    """

    operation: str
    key: DocumentKey
    kind: Kind
    before: Mapping[str, JsonText | None] | None = field(repr=False)
    after: Mapping[str, JsonText | None] | None = field(repr=False)
    expires_before: datetime | None = None
    ttl_seconds: int | None = None
    existed: bool = True
    undoes: int | None = None
    export: str | None = None


def operation_id() -> str:
    """Return a new name for an operation."""
    return secrets.token_hex(8)


def is_in_doubt(cause: CcsError, *, calls: int = 1) -> bool:
    """Return whether a write that failed may still have changed something.

    `calls` is the number of its calls: those before the one that failed were done.
    """
    not_done = isinstance(cause, (NotSentError, NotDoneError, RefusedByServiceError))
    return calls > 1 or not not_done


class Recorder:
    """Writes one profile's calls into the journal, off the event loop.

    `profile` is the name under which they are kept. With `keeps_values` False they have no values.
    """

    def __init__(self, journal: Journal, profile: str, *, keeps_values: bool = True) -> None:
        self._journal = journal
        self.profile = profile
        self._keeps_values = keeps_values
        self.has_undoable = False
        """True if there is a write to undo, as far as that was looked for."""

    async def begin(self, record: Record) -> int:
        """Record a call before it is sent, and return its entry's id. Raises StateError."""
        return await asyncio.to_thread(self._begin, record)

    def _begin(self, record: Record) -> int:
        keep = self._keeps_values
        return self._journal.record(
            operation=record.operation,
            profile=self.profile,
            account=record.key.account,
            namespace=record.key.namespace,
            session=record.key.session,
            kind=record.kind,
            names=tuple(record.before or ()),
            before=record.before if keep else None,
            after=record.after if keep else None,
            expires_before=record.expires_before,
            ttl_seconds=record.ttl_seconds,
            existed=record.existed,
            undoes=record.undoes,
            export=record.export,
        )

    def kept_expiry(self, key: DocumentKey) -> KeptExpiry | None:
        """Return the expiry that the last save of a document was to keep. Blocks."""
        return self._journal.expiries.last(self.profile, key.account, key.namespace, key.session)

    async def expiry_moved(self, entry: int, wanted: datetime, left: datetime) -> None:
        """Note that a save left another expiry than it wanted, for the saves of later runs.

        Where that can't be noted, they keep what they find.
        """
        with suppress(StateError):
            await asyncio.to_thread(self._journal.expiries.note, entry, wanted, left)

    async def answered(self, entry: int | None, outcome: Outcome, answer: str) -> str | None:
        """Note the outcome of a call; return why that could not be noted, or None.

        A later note replaces an earlier one, since a reading afterwards knows more than the answer.
        """
        if entry is None:
            return None
        try:
            await asyncio.to_thread(self._journal.answer, entry, outcome, answer)
        except StateError as error:
            return str(error)
        return None
