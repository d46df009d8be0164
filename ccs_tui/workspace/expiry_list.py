"""The documents of a namespace by expiry, as they are read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ccs_tui.model.words import counted
from ccs_tui.workspace.errors import CcsError

if TYPE_CHECKING:
    from datetime import datetime

    from ccs_tui.workspace.document_summary import DocumentSummary
    from ccs_tui.workspace.workspace import Workspace


class ExpiryList:
    """The documents of a namespace, the soonest to expire first, those that can't be read last.

    A document is named by its session, `""` stands for the namespace document. What was read takes
    its place with `settle`: until then the list is as it was. Unless the `sessions` are `complete`,
    the rest is listed first.
    """

    def __init__(
        self,
        workspace: "Workspace",
        namespace: str,
        sessions: Sequence[str | None],
        *,
        complete: bool = True,
    ) -> None:
        self._workspace = workspace
        self._namespace = namespace
        self._sessions = list(sessions)
        self._is_listed = complete
        self._came: dict[str, DocumentSummary] = {}
        self.found: dict[str, DocumentSummary] = {}
        """The sizes and expiries of the documents in the list, or why they could not be read."""
        self.order: list[tuple[datetime, str]] = []
        """The documents that were read, by their expiries."""
        self.unreadable: list[str] = []
        """The documents that could not be read."""
        self.unread = 0
        """The number of documents that are still to be read."""
        self.problem = ""
        """The sentence on why not all sessions could be listed; empty if they were."""

    @property
    def keys(self) -> list[str]:
        """The documents in the order of the list."""
        return [*(key for _, key in self.order), *self.unreadable]

    @property
    def is_whole(self) -> bool:
        """True if all sessions are listed, and none of their documents is still to be read."""
        return self._is_listed and not self.unread

    @property
    def is_growing(self) -> bool:
        """True if a document may still come before the first."""
        return bool(self.unread or self._came)

    @property
    def unread_words(self) -> str:
        """The number of documents that could not be read, and why; empty if all could."""
        if not self.unreadable:
            return ""
        why = self.found[self.unreadable[0]].problem
        return f"{counted(len(self.unreadable), 'document')} could not be read. {why}"

    async def read(self, tell: Callable[[], None]) -> None:
        """List what is not listed yet, and read all anew; `tell` is called as sessions come."""
        for known in self.found, self.order, self.unreadable, self._came:
            known.clear()
        await self._list_rest(tell)
        self.unread = len(self._sessions)
        async for summary in self._workspace.summarise(self._namespace, self._sessions):
            self.unread -= 1
            self._came[summary.session or ""] = summary

    async def read_again(self, keys: Sequence[str]) -> None:
        """Read some documents again."""
        sessions = [key or None for key in keys]
        async for summary in self._workspace.summarise(self._namespace, sessions):
            self._came[summary.session or ""] = summary

    def settle(self) -> bool:
        """Put the documents that came into their places; return whether any did."""
        came, self._came = self._came, {}
        if not came:
            return False
        self.found |= came
        news = [
            (summary.expires_at, key)
            for key, summary in came.items()
            if summary.problem is None and summary.expires_at is not None
        ]
        self.order = sorted([*(pair for pair in self.order if pair[1] not in came), *news])
        self.unreadable = [key for key in self.unreadable if key not in came]
        self.unreadable += [key for key, summary in came.items() if summary.problem is not None]
        for key in came.keys() - {key for _, key in news} - {*self.unreadable}:
            del self.found[key]  # it is gone, or never expires
        return True

    async def _list_rest(self, tell: Callable[[], None]) -> None:
        """List the rest: the soonest, or the largest, is meant to be that of all."""
        self.problem = ""
        if self._is_listed or not self._workspace.capabilities.can_list:
            return
        known = set(self._sessions)
        try:
            async for page in self._workspace.list_sessions(self._namespace):
                self._sessions += (session for session in page if session not in known)
                self.unread = len(self._sessions)
                tell()
            self._is_listed = True
        except CcsError as error:
            self.problem = str(error)
