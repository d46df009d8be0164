"""Many documents, read side by side."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable

from ccs_tui.client.errors import (
    CcsError,
    ForbiddenError,
    NotSentError,
    UnauthorizedError,
)
from ccs_tui.model.document import Document
from ccs_tui.model.value_object import ValueObject


class DocumentRead(ValueObject):
    """The result of reading one of many documents: the document, or the error."""

    session: str | None
    document: Document | None = None
    problem: CcsError | None = None


async def read_each(
    read: Callable[[str | None], Awaitable[Document]],
    sessions: Iterable[str | None],
    concurrent: int,
) -> AsyncGenerator[DocumentRead, None]:
    """Read documents, `concurrent` at a time, and yield the result of each as it comes.

    An error that every document would have is raised: of the credentials, or the namespace's name.
    Closing the iterator cancels the reads under way.
    """
    waiting = iter(sessions)
    running: set[asyncio.Task[DocumentRead]] = set()
    try:
        while True:
            while len(running) < concurrent:
                try:
                    session = next(waiting)
                except StopIteration:
                    break
                running.add(asyncio.create_task(_read_one(read, session)))
            if not running:
                return
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                running.remove(task)
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _read_one(
    read: Callable[[str | None], Awaitable[Document]], session: str | None
) -> DocumentRead:
    try:
        return DocumentRead(session, await read(session))
    except (NotSentError, UnauthorizedError, ForbiddenError):
        raise
    except CcsError as error:
        return DocumentRead(session, problem=error)
