"""The columns that were added to a list of sessions: paths, and the values of documents there."""

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from ccs_tui.model.column_value import UNREADABLE, keep
from ccs_tui.model.tree import PathError, format_path, parse_path
from ccs_tui.workspace.desk_events import ColumnsChanged, Event, ValuesRead
from ccs_tui.workspace.listing import NAMESPACE_DOCUMENT

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.tree import Key
    from ccs_tui.workspace.workspace import Workspace

MOST_COLUMNS = 6
"""The columns that a list may have beside its own."""


class ValueColumns:
    """The paths of the namespace that is listed, and what is kept of the values there.

    Documents are named by their keys in the listing. A value is as `column_value.keep` has it.
    `tell` is told of other columns, and of values that came.
    """

    def __init__(self, workspace: "Workspace", tell: Callable[[Event], None]) -> None:
        self._workspace = workspace
        self._tell = tell
        self.namespace = ""
        self._paths: dict[str, tuple[Key, ...]] = {}
        self._values: dict[str, dict[str, str | None]] = {}
        """The values by the path, and by the key of the document."""
        self._old: set[str] = set()
        """The documents whose values are those of before a reading that goes on."""
        self.turn = 0
        """The number of the last reading of all documents that began."""
        self._own_turns: dict[str, int] = {}
        """The turn in which a document was read by itself last."""
        self._news: set[str] = set()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths, in the order in which they were added."""
        return tuple(self._paths)

    # ── which columns ──────────────────────────────────────────────────────────────────────────

    def begin(self, namespace: str | None) -> None:
        """Begin with another namespace, or none; nothing is known of it."""
        self.namespace = namespace or ""
        self._paths, self._values = {}, {}
        self._old, self._news = set(), set()
        self._own_turns.clear()

    async def load(self) -> None:
        """Take the columns that were kept with the namespace."""
        namespace = self.namespace
        if not namespace:
            return
        texts = await asyncio.to_thread(self._workspace.local.columns.of, *self._place)
        paths = [path for text in texts if (path := path_of(text)) is not None]
        if namespace == self.namespace and paths:
            self._set([*self._paths.values(), *paths][:MOST_COLUMNS])

    async def add(self, path: "tuple[Key, ...]") -> None:
        """Add a column, and keep it with the namespace."""
        self._set([*self._paths.values(), path])
        await self._keep()

    async def remove(self, text: str) -> None:
        """Take a column away, for good."""
        self._set([path for known, path in self._paths.items() if known != text])
        await self._keep()

    @property
    def _place(self) -> tuple[str, str, str]:
        return self._workspace.kept_as, self._workspace.account, self.namespace

    async def _keep(self) -> None:
        await asyncio.to_thread(self._workspace.local.columns.keep, [*self._paths], *self._place)

    def _set(self, paths: "list[tuple[Key, ...]]") -> None:
        self._paths = {format_path(path): path for path in paths}
        self._values = {text: self._values.get(text, {}) for text in self._paths}
        self._tell(ColumnsChanged())

    # ── what is known ──────────────────────────────────────────────────────────────────────────

    def knows(self, path: str, key: str) -> bool:
        """Return whether it is known what a document has at a path, if anything."""
        return key in self._values[path]

    def value(self, path: str, key: str) -> str | None:
        """Return what is kept of a document's value at a path, None if nothing is there or known.

        It is `UNREADABLE` if the document could not be read.
        """
        return self._values[path].get(key)

    def is_old(self, key: str) -> bool:
        """Return whether a document's values are to be read anew, in a reading that goes on."""
        return key in self._old

    def unread(self, keys: Collection[str]) -> list[str]:
        """Return those of `keys` of which a value is not known, or old."""
        known = [*self._values.values()]
        if not known:
            return []
        return [key for key in keys if key in self._old or any(key not in of for of in known)]

    def unread_count(self, keys: Collection[str]) -> int:
        """Return `len(unread(keys))`, fast for 100,000 keys."""
        if not self._values:
            return 0
        known = set(keys)
        for values in self._values.values():
            known &= values.keys()
        return len(keys) - len(known - self._old)

    # ── what is read ───────────────────────────────────────────────────────────────────────────

    def take(self, document: "Document") -> None:
        """Take the values of a document that was just read or saved by itself."""
        if self._paths and document.key.namespace == self.namespace:
            key = document.key.session or NAMESPACE_DOCUMENT
            self._own_turns[key] = self.turn
            self._put(key, document)
            self.tell_news()

    def forget(self, session: str | None) -> None:
        """Forget the values of a document that is gone; without a session, of all of them."""
        for values in self._values.values():
            if session is None:
                values.clear()
            else:
                values.pop(session, None)

    def next_turn(self) -> int:
        """Return the number of a reading of all documents that begins, for `take_scanned`."""
        self.turn += 1
        return self.turn

    def begin_reading(self) -> None:
        """Take what is known for old until it is read again."""
        self._old = {key for values in self._values.values() for key in values}
        self._news |= self._old
        self.tell_news()

    def take_scanned(self, document: "Document", turn: int) -> None:
        """Take the values of one of all documents; those read by itself meanwhile are newer."""
        key = document.key.session or NAMESPACE_DOCUMENT
        if self._own_turns.get(key, 0) < turn and document.key.namespace == self.namespace:
            self._put(key, document)

    def note_unreadable(self, session: str | None) -> None:
        """Take note of a document that could not be read."""
        key = session or NAMESPACE_DOCUMENT
        for values in self._values.values():
            values[key] = UNREADABLE
        self._old.discard(key)
        self._news.add(key)

    def end_reading(self) -> None:
        """Forget what a reading that came to its end has not read again."""
        for values in self._values.values():
            for key in self._old:
                values.pop(key, None)
        self._news |= self._old
        self._old = set()
        self.tell_news()

    def tell_news(self) -> None:
        """Tell whose values came since it was told last."""
        if self._news:
            keys, self._news = frozenset(self._news), set()
            self._tell(ValuesRead(keys))

    def _put(self, key: str, document: "Document") -> None:
        from ccs_tui.model.value_at import value_at  # not at the start: it compiles expressions

        for text, path in self._paths.items():
            self._values[text][key] = keep(value_at(document.properties, path))
        self._old.discard(key)
        self._news.add(key)


def path_of(text: str) -> "tuple[Key, ...] | None":
    """Read a text as a path; None unless it is one that begins with a property's name."""
    try:
        path = tuple(parse_path(text))
    except PathError:
        return None
    return path if path and isinstance(path[0], str) else None
