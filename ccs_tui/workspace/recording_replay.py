"""Recordings in an emulator's store, at a step or step by step, for `ccs-tui emulator`.

A document in it has as many seconds to live as it had at the step. All are put under one account,
since an emulator has one. Imports the emulator: import it at first use.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace as with_other
from heapq import merge

from ccs_tui.emulator.store import Store
from ccs_tui.model.expiry import remaining_seconds
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Step
from ccs_tui.workspace.refused_error import RefusedError

TellStep = Callable[[DocumentKey, Step], None]
Pause = Callable[[float], Awaitable[None]]


def put(store: Store, recording: Recording, number: int | None, account: str) -> None:
    """Put a document into a store as it was at a step, in the place of what is there.

    None is the last step; a document that was gone then is deleted. Other documents stay. Raises
    RefusedError, with nothing changed, if there is no such step.
    """
    heads = recording.steps.heads
    if not heads:
        raise RefusedError(f"Nothing was recorded of {recording.key.label}.")
    number = heads[-1].number if number is None else number
    if not recording.has(number):
        first, last = heads[0].number, heads[-1].number
        raise RefusedError(
            f"{recording.key.label} has no step {number}: its steps are {first} to {last}."
        )
    step, document = recording.head(number), recording.document_at(number)
    key = with_other(recording.key, account=account)
    store.delete_document(key)
    if step.exists:
        store.upsert(key, document.properties, _ttl(step))


async def replay(
    store: Store,
    recordings: Sequence[Recording],
    account: str,
    *,
    since: int = 1,
    speed: float | None = None,
    told: TellStep | None = None,
    sleep: Pause = asyncio.sleep,
) -> int:
    """Write the steps from a number on into a store, as they came; return how many they were.

    `speed` 2 takes half as long as what was recorded took, None no time. `told` hears of each step
    once it is written. Each document begins as it was at the first of them.
    """
    steps = list(_in_order(recordings, since))
    for at, (recording, number) in enumerate(steps):
        step = recording.step(number)
        if speed and at:
            before, earlier = steps[at - 1]
            passed = step.before - before.head(earlier).before
            await sleep(max(0.0, passed.total_seconds() / speed))
        if number == _start(recording, since):
            # Where older steps were dropped, the changes of the first step are not the whole
            # document.
            put(store, recording, number, account)
        else:
            _write(store, with_other(recording.key, account=account), step)
        if told is not None:
            told(recording.key, step)
    return len(steps)


def steps_ahead(recordings: Sequence[Recording], since: int) -> tuple[int, float]:
    """Return how many steps a replay from a number on writes after those that it begins at.

    With them come the seconds that it takes as recorded, from the first of these to the last step.
    """
    steps = list(_in_order(recordings, since))
    if not steps:
        return 0, 0.0
    count = sum(number > _start(each, since) for each, number in steps)
    (first, at), (last, until) = steps[0], steps[-1]
    return count, max(0.0, (last.head(until).before - first.head(at).before).total_seconds())


def _start(recording: Recording, since: int) -> int:
    """Return the step that a recording begins at: older ones may have been dropped."""
    return max(since, recording.steps.heads[0].number)


def _write(store: Store, key: DocumentKey, step: Step) -> None:
    """Make the changes of a step in a store."""
    if not step.exists:
        store.delete_document(key)
        return
    # Removals come first, since they make room for what came.
    store.delete_properties(key, [c.name for c in step.changes if c.after is None])
    values = {c.name: c.after for c in step.changes if c.after is not None}
    store.upsert(key, values, _ttl(step))


def _in_order(recordings: Sequence[Recording], since: int) -> Iterator[tuple[Recording, int]]:
    """Yield the steps of all recordings from a number on, in the order of time."""

    def each(recording: Recording) -> Iterator[tuple[Recording, int]]:
        heads = recording.steps.heads
        return ((recording, head.number) for head in heads if head.number >= since)

    return merge(*map(each, recordings), key=lambda one: one[0].head(one[1]).before)


def _ttl(step: Step) -> int | None:
    """Return the seconds that the document had to live at a step, None where that is not known."""
    return None if step.expires is None else max(1, remaining_seconds(step.expires, step.before))
