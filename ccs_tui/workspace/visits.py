"""The places where one has been: the way back and forward, recents, and bookmarks."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ccs_tui.local.kept_places import KeptPlace, PlaceList
from ccs_tui.model.names import DocumentKey

if TYPE_CHECKING:
    from ccs_tui.model.tree import Key
    from ccs_tui.workspace.tasks import Tasks
    from ccs_tui.workspace.workspace import Workspace

__all__ = ["KeptPlace", "PlaceList", "Visits", "key_of_place"]

Result = TypeVar("Result")
MOST_VISITS = 200
"""Places that one can go back through, and documents whose cursor is remembered."""


class Visits:
    """The documents that one went to, in a row, with the value under the cursor of each.

    Documents that the cursor only passed by in a list are not among them. Recents and bookmarks are
    read from this machine when they are asked for, and written in `tasks`.
    """

    def __init__(self, workspace: "Workspace", tasks: "Tasks") -> None:
        self._workspace = workspace
        self._tasks = tasks
        self._behind: list[DocumentKey] = []
        self._ahead: list[DocumentKey] = []
        self._now: DocumentKey | None = None
        self._paths: dict[DocumentKey, tuple[Key, ...]] = {}
        self._file = asyncio.Lock()

    # ── the way ────────────────────────────────────────────────────────────────────────────────

    def enter(self, key: DocumentKey, *, exists: bool = True) -> None:
        """Take note that one is at a document; only one that is there becomes a recent."""
        if key == self._now:
            return
        if self._now is not None:
            self._behind = [*self._behind, self._now][-MOST_VISITS:]
        self._now = key
        self._ahead.clear()
        if exists:
            self._keep_recent(key)

    def keep_cursor(self, key: DocumentKey, path: "tuple[Key, ...]") -> None:
        """Take note of the value under the cursor of a document that is left."""
        if self._paths.pop(key, ()) != path and key == self._now:
            self._paths[key] = path
            self._keep_recent(key)
        self._paths[key] = path
        if len(self._paths) > MOST_VISITS:
            del self._paths[next(iter(self._paths))]

    def path_of(self, key: DocumentKey) -> "tuple[Key, ...]":
        """Return the value that was under the cursor of a document, () if it is not known."""
        return self._paths.get(key, ())

    def can_go_back(self, shown: DocumentKey | None) -> bool:
        """Return whether there is a document to go back to from the one that is shown."""
        return bool(self._behind) or (self._now is not None and shown != self._now)

    @property
    def can_go_forward(self) -> bool:
        """True if there is a document that one came back from."""
        return bool(self._ahead)

    def back(self, shown: DocumentKey | None) -> DocumentKey | None:
        """Go to the document before, and return it; None if there is none.

        `shown` is the document that is shown: where the cursor went on in the list, the last one
        that one was at comes first.
        """
        if self._now is not None and shown != self._now:
            return self._now
        if not self._behind:
            return None
        if self._now is not None:
            self._ahead.append(self._now)
        self._now = self._behind.pop()
        return self._now

    def forward(self) -> DocumentKey | None:
        """Go to the document that one came back from, and return it; None if there is none."""
        if not self._ahead:
            return None
        if self._now is not None:
            self._behind.append(self._now)
        self._now = self._ahead.pop()
        return self._now

    # ── what is kept ───────────────────────────────────────────────────────────────────────────

    @property
    def _owner(self) -> tuple[str, str]:
        return self._workspace.kept_as, self._workspace.account

    async def recents(self) -> PlaceList:
        """Return the documents that one was at, the last first."""
        return await self._in_file(self._workspace.local.places.recents)

    async def bookmarks(self) -> PlaceList:
        """Return the bookmarks, in the order in which they were made."""
        return await self._in_file(self._workspace.local.places.bookmarks)

    async def bookmark(self, place: KeptPlace) -> bool:
        """Keep a place under its name; return whether it outlives this run."""
        return await self._in_file(self._workspace.local.places.bookmark, place)

    async def remove(self, place: KeptPlace) -> None:
        """Remove a bookmark, or a recent, which has no name."""
        kept = self._workspace.local.places
        if place.name:
            await self._in_file(kept.remove_bookmark, place.name)
        else:
            await self._in_file(kept.forget, place)

    def _keep_recent(self, key: DocumentKey) -> None:
        place = KeptPlace(key.namespace, key.session, self.path_of(key))
        visit = self._workspace.local.places.visit

        async def keep() -> None:
            await self._in_file(visit, place)

        self._tasks.begin(keep)

    async def _in_file(self, work: Callable[..., Result], *arguments: KeptPlace | str) -> Result:
        # One at a time, so that the last one visited is the first of the recents.
        async with self._file:
            return await asyncio.to_thread(work, self._owner, *arguments)


def key_of_place(place: KeptPlace, account: str) -> DocumentKey:
    """Return the key of a kept place in its account."""
    return DocumentKey(account, place.namespace, place.session)
