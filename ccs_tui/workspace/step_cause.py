"""The cause of a step: this tool's own writes are known from the journal, all else are others'."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ccs_tui.local.state import StateError
from ccs_tui.model.changes import Change, Conflict
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.step import Cause

if TYPE_CHECKING:
    from ccs_tui.local.own_changes import OwnChange
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.workspace import Workspace

A_DAY = timedelta(days=1)
JOURNAL_SLACK = timedelta(seconds=3)
"""The time by which the journal's clock may be off from that of the readings."""


class OwnWrites(NamedTuple):
    """The calls by which this tool wrote to a document between two readings, or shortly before.

    `since` is the first reading on this machine's clock, None if it isn't known.
    """

    calls: "list[OwnChange]"
    since: datetime | None


async def own_writes(
    workspace: "Workspace", key: "DocumentKey", since: datetime | None, at: datetime
) -> OwnWrites:
    """Return what this tool wrote to a document between two readings, the first None if unknown.

    It may be what the second one shows. Raises StateError.
    """
    ahead = workspace.clock_ahead()
    calls = await asyncio.to_thread(
        workspace.local.state.own_changes.between,
        workspace.recorder.profile,
        key.account,
        key.namespace,
        key.session,
        (since or at) - ahead - JOURNAL_SLACK,
        at - ahead + JOURNAL_SLACK,
    )
    return OwnWrites(calls, None if since is None else since - ahead)


async def names_of_ours(
    workspace: "Workspace", key: "DocumentKey", conflicts: Iterable[Conflict]
) -> set[str]:
    """Return the properties in conflict whose value there is what this tool wrote last.

    Only the last day counts; where the journal can't be read, or keeps no values, none is known.
    """
    now = workspace.clock()
    try:
        own = await own_writes(workspace, key, now - A_DAY, now)
    except StateError:
        return set()
    written: dict[str, JsonText | None] = {}
    for call in own.calls:
        for name in call.names:
            written.pop(name, None)
        written |= call.values or {}
    return {c.name for c in conflicts if c.name in written and written[c.name] == c.there}


def cause_of(changes: tuple[Change[JsonText], ...], exists: bool, own: OwnWrites) -> Cause:
    """Return whose the changes of a step are: ours if this tool wrote all of them.

    `exists` is False if the document is gone. What this tool wrote is told by its values; where the
    journal keeps none, by the names of the properties. Others may have written the same property
    after it.
    """
    if not exists:
        return Cause.OURS if any(call.deleted_document for call in own.calls) else Cause.OTHERS
    if not changes:
        return Cause.OURS if any(call.sets_expiry for call in own.calls) else Cause.OTHERS
    ours = [_is_ours(change, own) for change in changes]
    if all(ours):
        return Cause.OURS
    is_both = any(ours) or any(_was_ours(change, own) for change in changes)
    return Cause.BOTH if is_both else Cause.OTHERS


def _is_ours(change: Change[JsonText], own: OwnWrites) -> bool:
    return any(
        change.name in call.names
        and (call.values is None or call.values.get(change.name) == change.after)
        for call in own.calls
    )


def _was_ours(change: Change[JsonText], own: OwnWrites) -> bool:
    """Return whether others wrote a property after this tool did, between the same two readings.

    Where it had this tool's value before, the reading before may have seen that.
    """
    last = next((call for call in reversed(own.calls) if change.name in call.names), None)
    return (
        last is not None
        and own.since is not None
        and last.at >= own.since
        and last.values is not None
        and last.values.get(change.name) not in (change.before, change.after)
    )
