"""Documents watched until conditions on them are true, or one is that must not be."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from ccs_tui.model.timeline.expectation import Expectation, Standing
from ccs_tui.workspace.desk_events import Event
from ccs_tui.workspace.watcher import Watcher

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.watch import Watch
    from ccs_tui.workspace.workspace import Workspace


class WasRead(Event):
    """A watched document was read."""

    document: "Document"


async def watched(
    workspace: "Workspace", keys: Collection["DocumentKey"], seconds: float | None = None
) -> AsyncGenerator[Event, None]:
    """Watch documents, which need not be there, and yield what is seen of them, as it comes.

    Every step is recorded, as in the explorer. It ends after so many `seconds`, None for never.
    Raises what an unforeseen error of a watch was.
    """
    events: asyncio.Queue[Event | BaseException] = asyncio.Queue()
    watching = Watcher(workspace, events.put_nowait)

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
) -> dict["DocumentKey", "Document"]:
    """Watch documents until all that is expected of them is true at once, at most so long.

    Return the last reading of each; one that was never read is missing.
    """
    last: dict[DocumentKey, Document] = {}
    async with aclosing(watched(workspace, list(expected), seconds)) as events:
        async for event in events:
            if isinstance(event, WasRead):
                last[event.document.key] = event.document
                if _all_hold(expected, last):
                    break
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
