"""A wait for conditions on documents: until all are true, or one is that must not be."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from ccs_tui.model.timeline.expectation import Expectation, Standing
from ccs_tui.workspace.desk_events import Event, WatchChanged
from ccs_tui.workspace.pace import may_pass
from ccs_tui.workspace.watcher import Watcher

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.watch import Watch
    from ccs_tui.workspace.workspace import Workspace


class WasRead(Event):
    """A watched document was read."""

    document: "Document"


class WatchTroubled(Event):
    """A watched document can't be read, or its steps can't be kept, for a reason that may pass."""

    key: "DocumentKey"
    problem: str


async def watched(
    workspace: "Workspace", keys: Collection["DocumentKey"], seconds: float | None = None
) -> AsyncGenerator[Event, None]:
    """Watch documents, which need not be there, and yield what is seen of them, as it comes.

    Every step is recorded, as in the explorer. It ends after so many `seconds`, None for never.
    Raises CcsError where the first reading of a document fails for a reason that does not pass,
    such as a login that is refused, and what an unforeseen error of a watch was.
    """
    events: asyncio.Queue[Event | BaseException] = asyncio.Queue()

    def tell(event: Event) -> None:
        events.put_nowait(event)
        watch = watching.watched.get(event.key) if isinstance(event, WatchChanged) else None
        if watch is not None and watch.problem is not None:
            error = watch.error
            if error is not None and watch.document is None and not may_pass(error):
                events.put_nowait(error)
            else:
                events.put_nowait(WatchTroubled(watch.key, watch.problem))

    watching = Watcher(workspace, tell)

    def was_read(watch: "Watch") -> None:
        if watch.document is not None:
            events.put_nowait(WasRead(watch.document))

    watching.was_read = was_read
    watching.failed = events.put_nowait
    for key in keys:
        watching.watch(key)
    clock = asyncio.get_running_loop().time
    end = None if seconds is None else clock() + seconds
    try:
        with suppress(TimeoutError):
            while True:
                left = None if end is None else max(0.0, end - clock())
                event = await asyncio.wait_for(events.get(), left)
                if isinstance(event, BaseException):
                    raise event
                yield event
    finally:
        await watching.close()


def standing_of(expectation: Expectation, document: "Document") -> tuple[Standing, str]:
    """Return how an expectation stands with a document as it was read, and why if unknown."""
    return expectation.standing(document.properties if document.exists else None)


async def awaited(
    workspace: "Workspace",
    expected: Mapping["DocumentKey", Sequence[Expectation]],
    seconds: float,
    told: Callable[[str], None] = lambda _: None,
) -> dict["DocumentKey", "Document"]:
    """Watch documents until all that is expected of them is true at once, at most so long.

    Return the last reading of each; one that was never read is missing. `told` is given each
    problem of a reading. Raises as `watched`.
    """
    last: dict[DocumentKey, Document] = {}
    async with aclosing(watched(workspace, list(expected), seconds)) as events:
        async for event in events:
            if isinstance(event, WasRead):
                last[event.document.key] = event.document
                if _all_hold(expected, last):
                    break
            elif isinstance(event, WatchTroubled):
                told(event.problem)
    return last


def _all_hold(
    expected: Mapping["DocumentKey", Sequence[Expectation]],
    last: Mapping["DocumentKey", "Document"],
) -> bool:
    return expected.keys() <= last.keys() and all(
        standing_of(each, last[key])[0] is Standing.GREEN
        for key, expectations in expected.items()
        for each in expectations
    )
