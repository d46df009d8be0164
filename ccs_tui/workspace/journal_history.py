"""The journal's entries as people think of them: what was done, to what, and what still stands."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ccs_tui.model.names import DocumentKey
from ccs_tui.model.profile import profile_label
from ccs_tui.model.words import counted
from ccs_tui.workspace.journal import Entry, Kind, Outcome

ALREADY_BACK = "it was already as before; nothing was sent"
LEFT = "left as others made it; nothing was sent"
"""The notes of an entry that settles another and sent nothing: why there was nothing to send."""

AGAIN = "Another attempt was to follow. "
"""The beginning of the answer to an attempt that failed, and was not to be the last."""

_OF_NAMESPACES = frozenset({Kind.CREATE_NAMESPACE, Kind.DELETE_NAMESPACE})


class History:
    """Entries by operation: those of one operation stand together, the newest first."""

    def __init__(self) -> None:
        self.entries: dict[int, Entry] = {}
        self._operations: dict[str, list[Entry]] = {}
        self._undone: dict[tuple[str, DocumentKey], int] = {}

    def add(self, entries: Iterable[Entry]) -> None:
        """Take entries that are older than those before, the newest first."""
        for entry in entries:
            self.entries[entry.id] = entry
            self._operations.setdefault(entry.operation, []).append(entry)
            if entry.undone_by is not None:
                self._undone[entry.operation, document_of(entry)] = entry.undone_by

    def order(self) -> list[int]:
        """Return the ids as they are listed."""
        return [entry.id for calls in self._operations.values() for entry in calls]

    def calls(self, entry: Entry) -> Sequence[Entry]:
        """Return the entries of an entry's operation, the newest first."""
        return self._operations[entry.operation]

    def bracket(self, entry: Entry) -> str:
        """Return the sign that joins the entries of an operation: `┌`, `│`, `└`."""
        calls = self.calls(entry)
        if len(calls) == 1:
            return ""
        return "┌" if calls[0] is entry else "└" if calls[-1] is entry else "│"

    def undone_by(self, entry: Entry) -> int | None:
        """Return the entry that took this one back, or None.

        The journal notes it at one call to a document, and it holds for all calls to that document.
        """
        return self._undone.get((entry.operation, document_of(entry)))

    def is_left(self, entry: Entry) -> bool:
        """Return whether an entry was to be undone, and its document left as others made it."""
        settled = self.entries.get(self.undone_by(entry) or 0)
        return settled is not None and settled.note == LEFT

    def answer_of(self, entry: Entry) -> tuple[str, str]:
        """Return the outcome in words and its role; an undo of any call to the document counts."""
        if entry.outcome is not Outcome.FAILED and self.is_left(entry):
            return "left as it is", "dim"
        return answer_of(entry, taken_back=self.undone_by(entry) is not None)

    def to_take_back(self, entry: Entry) -> list[Entry]:
        """Return the entries of the operation that can be taken back, in the order of the calls."""
        return [
            call
            for call in reversed(self.calls(entry))
            if call.outcome is not Outcome.FAILED
            and self.undone_by(call) is None
            and (call.has_values or call.export or call.kind is Kind.CREATE_NAMESPACE)
        ]

    def why_not(self, entry: Entry, profile: str, account: str | None) -> str | None:
        """Say why an entry's operation can't be taken back from here, or None if it can."""
        if why := elsewhere(entry, profile, account):
            return why
        if self.to_take_back(entry):
            return None
        calls = self.calls(entry)
        if all(call.outcome is Outcome.FAILED for call in calls):
            return "It failed and nothing arrived, so there is nothing to undo."
        if any(self.is_left(call) for call in calls):
            return "It was left as others made it, so it isn't undone any more."
        if any(self.undone_by(call) is not None for call in calls):
            return "It was undone already."
        if all(call.kind is Kind.SET_SESSION_TTL for call in calls):
            return "The service has no call that takes a session's TTL away."
        return "Its values are no longer kept, so it can't be undone."


def elsewhere(entry: Entry, profile: str, account: str | None) -> str | None:
    """Say why an entry can't be reached over this connection, or None if it can."""
    if entry.profile != profile:
        return f"It was written with the profile {profile_of(entry)}. Connect with that one first."
    if account is not None and entry.account != account:
        return f"It was written to the account {entry.account}. Connect to that one first."
    return None


def profile_of(entry: Entry) -> str:
    """Return the name for people of the profile that something was written with."""
    return profile_label(entry.profile)


def document_of(entry: Entry) -> DocumentKey:
    """Return the document that was written; for a namespace its namespace document."""
    return DocumentKey(entry.account, entry.namespace, entry.session)


def label_of(entry: Entry) -> str:
    """Return the name of what was written: `airlineBot · session-1`, or a namespace's."""
    if entry.kind in _OF_NAMESPACES:
        return entry.namespace
    return f"{entry.namespace} · {document_of(entry).label}"


def what_of(entry: Entry) -> str:
    """Return the deed in words: `saved 2 properties`, `undo: deleted`."""
    what = _what(entry)
    return what if entry.undoes is None else f"undo: {what}"


def _what(entry: Entry) -> str:
    if entry.kind is Kind.CREATE_NAMESPACE:
        return "created the namespace"
    if entry.kind is Kind.DELETE_NAMESPACE:
        return "deleted the namespace"
    if entry.kind is Kind.SET_SESSION_TTL:
        return "set the session's TTL"
    if entry.kind is Kind.DELETE_DOCUMENT:
        return "deleted"
    names = entry.names
    what = names[0] if len(names) == 1 else counted(len(names))
    if entry.kind is Kind.DELETE_PROPERTIES:
        return f"removed {what}"
    if not entry.existed:
        return f"created with {what}" if names else "created"
    if names:
        return f"saved {what}"
    return "set the expiry" if entry.ttl_seconds is not None else "nothing to write"


def when_of(entry: Entry, now: datetime) -> str:
    """Return the time of an entry in at most 12 cells: `14:02`, `3 Mar 14:02`, `3 Mar 2025`."""
    local, today = entry.at.astimezone(), now.astimezone()
    if local.date() == today.date():
        return f"{local:%H:%M}"
    clock = f"{local:%H:%M}" if local.year == today.year else f"{local:%Y}"
    return f"{local.day} {local:%b} {clock}"


def answer_of(entry: Entry, *, taken_back: bool) -> tuple[str, str]:
    """Return the outcome of a call in words, as `failed: …`, and its role, as `error`."""
    if entry.outcome is Outcome.FAILED:
        answer = entry.answer.removeprefix(AGAIN)
        what = "failed" if answer == entry.answer else "attempt failed"
        return f"{what}: {answer}", "error"
    if taken_back:
        return "undone", "dim"
    if entry.outcome is Outcome.DONE:
        return "done", "good"
    return "outcome unknown", "warning"
