"""Recordings in an emulator's file, which `ccs-tui emulator --db FILE` serves to a bot.

A document in it has as many seconds to live as it had at the step. The emulator may be running
meanwhile: what is written it answers from then on. Imports the emulator: import it at first use.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from heapq import merge
from pathlib import Path

from ccs_tui.emulator.store import Store
from ccs_tui.emulator.store_database import StoreBusyError, StoreError
from ccs_tui.local.state_file import make_private
from ccs_tui.model.expiry import Clock, remaining_seconds, system_clock
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Step
from ccs_tui.workspace.refused_error import RefusedError

Told = Callable[[DocumentKey, Step], None]
Pause = Callable[[float], Awaitable[None]]


async def fork(path: Path, recording: Recording, number: int, clock: Clock = system_clock) -> None:
    """Put a document into an emulator's file as it was at a step, in the place of what is there.

    Other documents in the file stay. A new file is readable by its owner only. Raises IndexError
    if there is no such step, and RefusedError, with nothing changed, if the file can't be used.
    """
    await asyncio.to_thread(_fork, path, recording, number, clock)


def _fork(path: Path, recording: Recording, number: int, clock: Clock) -> None:
    step, document = recording.step(number), recording.document_at(number)
    with _opened(path, clock) as store:
        store.delete_document(recording.key)
        if step.exists:
            store.upsert(recording.key, document.properties, _ttl(step))


async def replay(
    path: Path,
    recordings: Sequence[Recording],
    *,
    speed: float | None = None,
    told: Told | None = None,
    sleep: Pause = asyncio.sleep,
    clock: Clock = system_clock,
) -> int:
    """Write the steps of recordings into an emulator's file, as they came; return their number.

    `speed` 2 takes half as long as what was recorded took, None no time. `told` hears of each step
    once it is written. Each document begins as it was at its first step. Raises as `fork` does;
    what was written before stays.
    """
    steps = list(_in_order(recordings))
    for at, (key, step, recording) in enumerate(steps):
        if speed and at:
            passed = step.before - steps[at - 1][1].before
            await sleep(max(0.0, passed.total_seconds() / speed))
        if step.number == recording.steps.heads[0].number:
            # The changes of a step whose older ones were dropped are not all of the document.
            await fork(path, recording, step.number, clock)
        else:
            await asyncio.to_thread(_write, path, key, step, clock)
        if told is not None:
            told(key, step)
    return len(steps)


def _write(path: Path, key: DocumentKey, step: Step, clock: Clock) -> None:
    """Make the changes of a step in a file."""
    with _opened(path, clock) as store:
        if not step.exists:
            store.delete_document(key)
            return
        # What went comes first: before, there may be no room for what came.
        store.delete_properties(key, [c.name for c in step.changes if c.after is None])
        values = {c.name: c.after for c in step.changes if c.after is not None}
        store.upsert(key, values, _ttl(step))


def _in_order(recordings: Sequence[Recording]) -> Iterator[tuple[DocumentKey, Step, Recording]]:
    """Yield the steps of all recordings in the order of time."""
    return merge(*map(_each, recordings), key=lambda one: one[1].before)


def _each(recording: Recording) -> Iterator[tuple[DocumentKey, Step, Recording]]:
    return ((recording.key, step, recording) for step in recording.steps)


def _ttl(step: Step) -> int | None:
    """Return the seconds that the document had to live at a step, None where that is not known."""
    return None if step.expires is None else max(1, remaining_seconds(step.expires, step.before))


@contextmanager
def _opened(path: Path, clock: Clock) -> Iterator[Store]:
    """Open an emulator's file, or make a private one. Raises RefusedError."""
    try:
        make_private(path)
        with closing(Store(path, clock)) as store:
            yield store
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise RefusedError(f"{path} can't be used: {reason}. Choose another file.") from error
    except StoreError as error:
        raise RefusedError(f"{path} can't be used: {error} Choose another file.") from error
    except StoreBusyError as error:
        raise RefusedError(f"{path} is locked by another process. Try again.") from error
