"""A conversation: what all known namespaces have under a set of ids, by reads side by side.

It takes point reads only, so it works with v2 alone, given names of namespaces.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ccs_tui.client.errors import (
    CcsError,
    MissingCredentialsError,
    UnauthorizedError,
    UnusableSettingError,
)
from ccs_tui.model.last_change import guessed_change
from ccs_tui.model.named_ids import named_ids
from ccs_tui.model.names import DEFAULT_SESSION, RESERVED_NAMESPACES, DocumentKey, is_reserved
from ccs_tui.workspace.conversation_rows import (
    ConversationRow,
    LastChange,
    NamedId,
    RowState,
    line_of,
)
from ccs_tui.workspace.tasks import Tasks

if TYPE_CHECKING:
    from datetime import datetime

    from ccs_tui.model.document import Document, Namespace
    from ccs_tui.workspace.workspace import Workspace

FOR_ALL = (UnauthorizedError, UnusableSettingError, MissingCredentialsError)
"""The errors that every other read would have as well: a login refused is not sent again."""


class Conversation:
    """The documents of a set of ids over the namespaces that are known.

    `namespaces` are those known so far; `begin` asks the service for its list as well. Reads run in
    `tasks`, until `close`; `changes` counts what became different. With `has_shared` the documents
    that belong to no conversation are looked at too: `__default__`, and the namespace document.
    """

    def __init__(
        self,
        workspace: "Workspace",
        ids: Iterable[str],
        namespaces: "Iterable[Namespace]" = (),
    ) -> None:
        self._workspace = workspace
        self.tasks = Tasks()
        self.changes = 0
        self.ids = list(dict.fromkeys(ids))
        self.has_shared = False
        self.rows: dict[DocumentKey, ConversationRow] = {}
        self.found: dict[str, NamedId] = {}
        """The ids that documents name and that are not in the set, in the order they were found."""
        self.list_problem: str | None = None
        """Why the namespaces could not be listed; None if they could, or nobody can."""
        self._ttls: dict[str, int | None] = {}
        self._take_namespaces(namespaces)
        self._waiting: deque[DocumentKey] = deque()
        self._readers = 0

    # ── what is known ──────────────────────────────────────────────────────────────────────────

    @property
    def namespaces(self) -> list[str]:
        """The names of the namespaces that are looked at, in their order."""
        return sorted(self._ttls, key=str.casefold)

    @property
    def left_out(self) -> list[str]:
        """The reserved namespaces that are not looked at, since the profile doesn't name them."""
        return [name for name in RESERVED_NAMESPACES if name not in self._ttls]

    @property
    def total(self) -> int:
        """The number of documents that are looked for."""
        return len(self.rows)

    @property
    def done(self) -> int:
        """The number of those that are not waited for."""
        return sum(row.state is not RowState.WAITING for row in self.rows.values())

    @property
    def is_listed(self) -> bool:
        """True once it is known in which namespaces it looks."""
        return not self.tasks.is_running("namespaces")

    @property
    def is_reading(self) -> bool:
        """True while the namespaces or a document are being read."""
        return not self.tasks.is_idle

    def sessions(self) -> list[str | None]:
        """Return the sessions that are looked at in each namespace, in their order."""
        if not self.has_shared:
            return [*self.ids]
        able = self._workspace.capabilities.can_read_namespace_document
        shared = [session for session in (DEFAULT_SESSION,) if session not in self.ids]
        return [*self.ids, *shared, *([None] if able else [])]

    # ── what is kept ───────────────────────────────────────────────────────────────────────────

    async def keep(self) -> None:
        """Remember the set of ids with the profile, as the last one looked at."""
        kept = self._workspace.local.conversations.keep
        await asyncio.to_thread(kept, owner_of(self._workspace), tuple(self.ids))

    async def offer_kept(self) -> None:
        """Offer the ids that were looked at together with one of the set before."""
        for ids in await recent_conversations(self._workspace):
            if not set(ids).isdisjoint(self.ids):
                for session in ids:
                    if session not in self.ids:
                        self.found.setdefault(session, NamedId(session))
        self.changes += 1

    # ── what is read ───────────────────────────────────────────────────────────────────────────

    def begin(self) -> None:
        """Read all documents, those read before anew, and the list of the namespaces."""
        self.tasks.begin(self._list_namespaces, "namespaces")
        self._look(anew=True)

    def read_again(self, keys: Iterable[DocumentKey]) -> None:
        """Read documents of the page anew, for example those that failed."""
        for key in keys:
            if self.rows[key].state is not RowState.WAITING:
                self._want(key)
        self._top_up()

    def add_ids(self, ids: Iterable[str]) -> None:
        """Take more ids into the set, and read what is under them."""
        for session in ids:
            self.found.pop(session, None)
            if session not in self.ids:
                self.ids.append(session)
        self._look()

    def include_shared(self) -> None:
        """Look at the documents that belong to no conversation as well, or leave them out again."""
        self.has_shared = not self.has_shared
        self._look()

    async def settled(self) -> None:
        """Wait until nothing is being read."""
        await self.tasks.settled()

    async def close(self) -> None:
        """End all reads."""
        await self.tasks.close()

    def _take_namespaces(self, namespaces: "Iterable[Namespace]") -> None:
        for namespace in namespaces:
            self._ttls[namespace.name] = namespace.ttl_seconds
        # The reserved namespaces are looked at where the settings name them.
        for name in self._workspace.profile.namespaces:
            if is_reserved(name):
                self._ttls.setdefault(name, None)

    async def _list_namespaces(self) -> None:
        workspace = self._workspace
        try:
            self._take_namespaces(await workspace.known_namespaces())
            self.list_problem = None
        except CcsError as error:
            self.list_problem = str(error)
            for name in await workspace.remembered_namespaces():
                self._ttls.setdefault(name, None)
        self._look()

    def _look(self, *, anew: bool = False) -> None:
        """Have a row for each document that is looked for, and read those not read yet."""
        account, before = self._workspace.account, self.rows
        keys = [
            DocumentKey(account, namespace, session)
            for namespace in self.namespaces
            for session in self.sessions()
        ]
        self.rows = {key: before.get(key) or ConversationRow(key) for key in keys}
        for key in keys:
            is_waiting = key in before and before[key].state is RowState.WAITING
            if key not in before or (anew and not is_waiting):
                self._want(key)
        self._top_up()
        self.changes += 1

    def _want(self, key: DocumentKey) -> None:
        self.rows[key] = replace(self.rows[key], state=RowState.WAITING)
        self._waiting.append(key)

    def _top_up(self) -> None:
        """Have as many readers as the client has calls under way, while there is work for them."""
        while self._readers < min(self._workspace.client.concurrent, len(self._waiting)):
            self._readers += 1
            self.tasks.begin(self._read_waiting)

    async def _read_waiting(self) -> None:
        try:
            while self._waiting:
                key = self._waiting.popleft()
                if key in self.rows:
                    await self._read(key)
                    self.changes += 1
        finally:
            self._readers -= 1

    async def _read(self, key: DocumentKey) -> None:
        try:
            document = await self._workspace.glance(key)
        except CcsError as error:
            self._fail(key, str(error))
            if isinstance(error, FOR_ALL):
                while self._waiting:
                    self._fail(self._waiting.popleft(), str(error))
            return
        if key in self.rows:
            self.rows[key] = self._row_of(document)
            self._find_ids(document)

    def _fail(self, key: DocumentKey, problem: str) -> None:
        if key in self.rows:
            self.rows[key] = replace(self.rows[key], state=RowState.FAILED, problem=problem)

    def _row_of(self, document: "Document") -> ConversationRow:
        """Return the row of a document that was just read."""
        before, now = self.rows[document.key], self._workspace.clock()
        # A document that v1 has empty may not be there: there is nothing to show either way.
        is_empty = not document.properties and document.expires_at is None
        if not document.exists or is_empty:
            return ConversationRow(document.key, RowState.ABSENT, read_at=now)
        return ConversationRow(
            document.key,
            RowState.EXACT,
            document.size,
            document.expires_at,
            self._change_of(document, before, now),
            line_of(document),
            read_at=now,
            mark=document.mark,
        )

    def _change_of(
        self, document: "Document", before: ConversationRow, now: "datetime"
    ) -> LastChange | None:
        if before.read_at is not None:
            if before.mark != document.mark:
                return LastChange(before.read_at, is_guessed=False)
            if before.changed is not None and not before.changed.is_guessed:
                return before.changed
        guess = guessed_change(document, self._ttls.get(document.key.namespace), now)
        return None if guess is None else LastChange(guess, is_guessed=True)

    def _find_ids(self, document: "Document") -> None:
        names = self._workspace.profile.id_properties
        for session, path in named_ids(document.properties, names):
            before = self.found.get(session)
            if session not in self.ids and (before is None or before.key is None):
                self.found[session] = NamedId(session, path, document.key)


def owner_of(workspace: "Workspace") -> tuple[str, str]:
    """Return the profile and the account that conversations are kept by."""
    return workspace.kept_as, workspace.account


async def recent_conversations(workspace: "Workspace") -> list[tuple[str, ...]]:
    """Return the sets of ids that were looked at, the last first."""
    return await asyncio.to_thread(workspace.local.conversations.recents, owner_of(workspace))


async def forget_conversation(workspace: "Workspace", ids: tuple[str, ...]) -> None:
    """Forget a set of ids that was looked at."""
    await asyncio.to_thread(workspace.local.conversations.forget, owner_of(workspace), ids)
