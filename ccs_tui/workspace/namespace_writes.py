"""The calls that write to a whole namespace, or a session's TTL, as writes that can be decided."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from ccs_tui.client.errors import NotFoundError
from ccs_tui.local.journal import Kind
from ccs_tui.model.names import DocumentKey
from ccs_tui.workspace.in_doubt_write import DecidedWrite
from ccs_tui.workspace.journal_record import Record, operation_id
from ccs_tui.workspace.write_verdict import Verdict

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


class NamespaceWrite:
    """A write to a whole namespace, with the look that tells its outcome.

    `what` is its doing: `creating orders`. `look` is told whether the write may have been done.
    """

    calls = 1

    def __init__(
        self,
        what: str,
        record: Record,
        send: Callable[[], Awaitable[object]],
        look: Callable[[bool], Awaitable[Verdict]],
    ) -> None:
        self.what = what
        self.done_in_part = ""
        self._record = record
        self._send = send
        self._look = look

    def record(self) -> Record:
        """Return the journal's record of an attempt."""
        return self._record

    async def send(self) -> None:
        """Make one attempt."""
        await self._send()

    async def look(self, *, in_doubt: bool) -> Verdict:
        """Read the service, and return its verdict on this write."""
        return await self._look(in_doubt)


async def create_namespace(
    workspace: "Workspace",
    name: str,
    ttl_seconds: int | None,
    *,
    operation: str = "",
    undoes: int | None = None,
) -> None:
    """Create a namespace; one that exists stays, with this TTL if one is given [V1].

    Raises WriteStoppedError, StateError before it is sent, and CcsError.
    """
    record = Record(
        operation or operation_id(),
        DocumentKey(workspace.account, name),
        Kind.CREATE_NAMESPACE,
        {},
        {},
        ttl_seconds=ttl_seconds,
        existed=False,
        undoes=undoes,
    )

    async def look(_: bool) -> Verdict:
        listed = {item.name: item.ttl_seconds for item in await workspace.list_namespaces()}
        if name not in listed:
            return Verdict.AS_COMPARED
        return Verdict.DONE if ttl_seconds in (None, listed[name]) else Verdict.OTHER

    await _lead(
        workspace,
        NamespaceWrite(
            f"creating {name}",
            record,
            lambda: workspace.client.create_namespace(name, ttl_seconds),
            look,
        ),
    )


async def set_session_ttl(
    workspace: "Workspace",
    namespace: str,
    session: str,
    seconds: int,
    *,
    before: int | None,
    operation: str = "",
    undoes: int | None = None,
) -> None:
    """Configure the TTL of a session, for its later saves [GS]; as `create_namespace`.

    `before` is the TTL that it had when this was decided, in seconds, None if it had none: another
    one is never written over by a second attempt. Nothing takes it back: there is no call for it.
    """
    record = Record(
        operation or operation_id(),
        DocumentKey(workspace.account, namespace, session),
        Kind.SET_SESSION_TTL,
        None,
        None,
        ttl_seconds=seconds,
        existed=before is not None,
        undoes=undoes,
    )

    async def look(_: bool) -> Verdict:
        ttls = {
            ttl.session: ttl.ttl_seconds for ttl in await workspace.list_session_ttls(namespace)
        }
        there = ttls.get(session)
        if there == seconds:
            return Verdict.DONE
        return Verdict.AS_COMPARED if there == before else Verdict.OTHER

    write = NamespaceWrite(
        f"setting the TTL of {session}",
        record,
        lambda: workspace.client.set_session_ttl(namespace, session, seconds),
        look,
    )
    await _lead(workspace, write)


async def _lead(workspace: "Workspace", write: NamespaceWrite) -> None:
    decided = DecidedWrite(write, workspace.recorder, workspace.writes)
    await workspace.writes.run(write.what, decided.run)


async def has_sessions(workspace: "Workspace", namespace: str) -> bool:
    """Return whether a namespace has any session that is listed."""
    try:
        async for page in workspace.list_sessions(namespace):
            if page:
                return True
    except NotFoundError:
        pass
    return False
