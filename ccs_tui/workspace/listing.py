"""The listing of a namespace: its documents in the order they are shown, and what is known of each.

Here are the rules by which documents are added to it, replaced and dropped; the panel of sessions
shows it, and commands look into it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ccs_tui.model.names import DEFAULT_SESSION

if TYPE_CHECKING:
    from ccs_tui.workspace.document_summary import DocumentSummary

NAMESPACE_DOCUMENT = ""
"""The key of the namespace's own document in a listing: no session's id is empty."""

FIRST = (NAMESPACE_DOCUMENT, DEFAULT_SESSION)
"""The keys that stand before all others: those of documents that belong to no conversation."""


class Listing:
    """The documents of one namespace, which come in pages, are named, made and deleted.

    The key of a document is its session's id, or `NAMESPACE_DOCUMENT`.
    """

    def __init__(
        self,
        namespace: str = "",
        *,
        with_namespace_document: bool = False,
        is_remembered: bool = False,
    ) -> None:
        self.is_remembered = is_remembered
        """True if these are recents and bookmarks, of a service that can't list."""
        self.namespace = namespace
        """The name of the namespace, `""` if none is listed."""
        self.keys: dict[str, None] = {NAMESPACE_DOCUMENT: None} if with_namespace_document else {}
        """The documents, in the order of the list."""
        self.summaries: dict[str, DocumentSummary] = {}
        """The sizes and expiries that were read, by key."""
        self.before: dict[str, DocumentSummary] = {}
        """The sizes and expiries of documents that were not read again since the list was: it is
        sorted by them, since reading all is a call for each, but they are not shown."""
        self.ended = False
        """True if the last page came, of this reading or of the one before."""
        self.broken_off = False
        """True if this reading broke off before its end."""
        self._named: list[str] = []
        """The keys opened by name, the newest first, that neither a page nor a reading has shown
        to be there."""

        self._order: list[str] = []
        """The keys with those that were dropped, in the order of before; empty if none was."""

    @property
    def is_complete(self) -> bool:
        """True if these are all sessions that the service lists."""
        return self.ended and not self.broken_off

    @property
    def total(self) -> int | None:
        """The number of all sessions, None while that is not known."""
        return self.count if self.is_complete else None

    @property
    def sessions(self) -> list[str]:
        """The ids of the sessions, in the order of the list."""
        return [key for key in self.keys if key != NAMESPACE_DOCUMENT]

    @property
    def count(self) -> int:
        """The number of sessions that are known to be there.

        A document that was opened by its name counts once it came with a page, or once it was read
        when no page is to come any more.
        """
        uncounted = {NAMESPACE_DOCUMENT, *self._named}
        return len(self.keys) - sum(key in self.keys for key in uncounted)

    def has(self, session: str | None) -> bool:
        """Return whether a document is listed, None being that of the namespace."""
        return (session or NAMESPACE_DOCUMENT) in self.keys

    def _with_again(self, key: str) -> list[str]:
        """Return the keys with one that is not among them: where it was, else at the beginning."""
        keys, at = [*self.keys], 0
        if key in self._order:
            before = self._order[: self._order.index(key)]
            last = next((known for known in reversed(before) if known in self.keys), None)
            at = 0 if last is None else keys.index(last) + 1
        return [*keys[:at], key, *keys[at:]]

    def add(self, sessions: Sequence[str]) -> list[str] | None:
        """Take a page of session ids; return the keys that are new at the end of the list.

        None says that the list has another order now: the default session stands at its beginning.
        """
        self._named = [named for named in self._named if named not in sessions]
        added = [session for session in dict.fromkeys(sessions) if session not in self.keys]
        self.keys |= dict.fromkeys(added)
        if DEFAULT_SESSION not in added:
            return added
        self._arrange(self.keys)
        return None

    def name(self, session: str | None) -> bool:
        """Take a document that was opened by its name; return whether it was not listed yet."""
        key = session or NAMESPACE_DOCUMENT
        if key in self.keys:
            return False
        self._named.insert(0, key)
        self._arrange(self._with_again(key))
        return True

    def replace(self, sessions: Iterable[str]) -> None:
        """Take all sessions as they were listed anew, behind those opened by their name.

        The summaries are those of before then.
        """
        self._order.clear()
        own = [NAMESPACE_DOCUMENT] if NAMESPACE_DOCUMENT in self.keys else []
        listed = dict.fromkeys(sessions)
        self._arrange([*own, *self._named, *listed])
        self._named = [named for named in self._named if named not in listed]
        self.before |= self.summaries
        self.before = {
            key: summary
            for key, summary in self.before.items()
            if key in self.keys and summary.problem is None
        }
        self.summaries.clear()

    def rise(self, keys: Sequence[str]) -> None:
        """Take documents to the beginning of the list, in this order, also those not listed yet.

        What stands before all others stays there.
        """
        self._named = [named for named in self._named if named not in keys]
        self._arrange(dict.fromkeys([*keys, *self.keys]))

    def end(self) -> None:
        """Take note that the last page came."""
        self.ended, self.broken_off = True, False

    def drop(self, session: str | None) -> None:
        """Take out a document that is gone.

        The namespace document stays in the list, and takes all summaries with it: they may be those
        of documents that went with it.
        """
        if session is None:
            self.summaries.clear()
            self.before.clear()
            return
        self.summaries.pop(session, None)
        self.before.pop(session, None)
        if session in self.keys:
            if session not in self._order:
                self._order = [*dict.fromkeys([*self._order, *self.keys])]
            del self.keys[session]
        self._named = [named for named in self._named if named != session]

    def summarise(self, summary: "DocumentSummary") -> None:
        """Take a size and an expiry that were read."""
        key = summary.session or NAMESPACE_DOCUMENT
        self.summaries[key] = summary
        if not summary.may_pass:
            self.before.pop(key, None)
        # Before the last page the document may still come with a page, and counts then.
        if summary.size is not None and self.ended and key in self._named:
            self._named.remove(key)

    def unknown(self, keys: Iterable[str]) -> list[str | None]:
        """Return the sessions of `keys` to be read; None is the namespace's document.

        These are those not read yet, and those whose reading failed for a reason that may pass.
        """
        known = self.summaries
        return [key or None for key in keys if key not in known or known[key].may_pass]

    def to_sort_by(self, key: str) -> "DocumentSummary | None":
        """Return what a document is sorted by: its last reading, or that of before."""
        return self.before.get(key) or self.summaries.get(key)

    def unsorted(self, keys: Iterable[str]) -> list[str | None]:
        """Return the sessions of `keys` of which nothing is known to sort them by."""
        return self.unknown(key for key in keys if key not in self.before)

    def sizes_of(self, sessions: Sequence[str | None]) -> tuple[int, int]:
        """Return the characters of the documents whose size is known, and the number of these."""
        known = [self.summaries.get(session or NAMESPACE_DOCUMENT) for session in sessions]
        sizes = [s.size or 0 for s in known if s is not None and not s.problem]
        return sum(sizes), len(sizes)

    def _arrange(self, keys: Iterable[str]) -> None:
        """Put the keys into their order, each once."""
        there = dict.fromkeys(keys)
        self.keys = {key: None for key in FIRST if key in there} | there
