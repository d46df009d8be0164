"""The listing of a namespace's documents: how many came, in which order they stand, and its end."""

from collections.abc import Collection, Sequence

from ccs_tui.model.names import DEFAULT_SESSION
from ccs_tui.ui.widgets.session_cells import NAMESPACE_DOCUMENT


class SessionListing:
    """A listing that comes in pages, and the documents that were opened by their name meanwhile.

    The list on the screen has the keys; each change is given them and returns them anew. `count`
    is the number of sessions that came; one opened by its name counts once it came with a page, or
    was found to be there when no page is to come any more.
    """

    def __init__(self) -> None:
        self.count = 0
        self.ended = False
        """True if the last page came, of this reading or of the one before."""
        self.broken_off = False
        """True if this reading broke off before its end."""
        self._named: list[str] = []

    @property
    def complete(self) -> bool:
        """True if the last page of this reading came."""
        return self.ended and not self.broken_off

    def add(self, sessions: Sequence[str]) -> list[str]:
        """Take a page; return the keys to add, without the default session, which stands first."""
        self.count += len(sessions)
        shown = {DEFAULT_SESSION, *self._named}
        self._named = [named for named in self._named if named not in sessions]
        return [session for session in sessions if session not in shown]

    def add_named(self, key: str, keys: Sequence[str]) -> list[str]:
        """Take a document that was opened by its name; return the keys with it among the first."""
        self._named.append(key)
        first = len([k for k in keys[:2] if k in (NAMESPACE_DOCUMENT, DEFAULT_SESSION)])
        return [*keys[:first], key, *keys[first:]]

    def end(self) -> None:
        """Take note that the last page came."""
        self.ended, self.broken_off = True, False

    def replace(self, sessions: Sequence[str], keys: Sequence[str]) -> list[str]:
        """Take all sessions anew; return the keys, with those opened by their name before them."""
        self.count = len(sessions)
        first = [NAMESPACE_DOCUMENT] if NAMESPACE_DOCUMENT in keys[:1] else []
        replaced = special_first([*first, *self._named, *sessions])
        self._named = [named for named in self._named if named not in sessions]
        return replaced

    def found(self, key: str) -> bool:
        """Take note that a document is there; return whether `count` counts it from now on.

        Before the last page one opened by its name may still come with a page, and counts then.
        """
        if key not in self._named or not self.ended:
            return False
        self._named.remove(key)
        self.count += key != NAMESPACE_DOCUMENT
        return True

    def drop(self, gone: Collection[str], keys: Sequence[str]) -> list[str]:
        """Take these documents out of the list; return the keys that are left."""
        self.count -= len(set(gone).difference(self._named))
        self._named = [named for named in self._named if named not in gone]
        return [key for key in keys if key not in gone]


def special_first(keys: Sequence[str]) -> list[str]:
    """Return the keys, each once, those of documents that belong to no conversation first."""
    return sorted(
        dict.fromkeys(keys), key=lambda key: (key != NAMESPACE_DOCUMENT, key != DEFAULT_SESSION)
    )
