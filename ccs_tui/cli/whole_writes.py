"""Writes that a signal leaves whole: one under way comes to its end, and its outcome is told."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from ccs_tui.cli.connection import opened
from ccs_tui.cli.output import warn

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace

Result = TypeVar("Result")


@asynccontextmanager
async def opened_to_write(profile: str | None) -> "AsyncIterator[Workspace]":
    """Open the workspace of a profile to write; one that ends before it wrote says so."""
    from asyncio import CancelledError

    async with opened(profile, keeps=True) as workspace:
        try:
            yield workspace
        except (CancelledError, KeyboardInterrupt, click.Abort):
            if not workspace.writes.has_begun:
                warn("Nothing was sent.")
            raise


async def with_writes_whole(workspace: "Workspace", writing: Awaitable[Result]) -> Result:
    """Do what writes, and return its result also if it is cancelled while a write is under way.

    Raises CancelledError where none was, or its end is not known in time, and as `writing`.
    """
    import asyncio

    doing = asyncio.ensure_future(writing)
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        under_way = workspace.writes.under_way
        try:
            if under_way:
                workspace.writes.close()
                await asyncio.wait([doing], timeout=workspace.last_seconds)
        finally:
            # At a second ctrl+c the loop cancels all there is, and perhaps before this is heard of.
            is_known = doing.done() and not doing.cancelled()
            if not is_known:
                doing.cancel()
                if under_way:
                    what = ", ".join(under_way)
                    warn(f"It isn't known what became of {what}: ccs-tui journal has it.")
        if not is_known:
            await asyncio.gather(doing, return_exceptions=True)
            raise
    return doing.result()


async def each_whole(
    workspace: "Workspace", items: AsyncGenerator[Result, None]
) -> AsyncGenerator[Result, None]:
    """Yield the items of what writes one after the other; none is begun once this is cancelled."""
    from asyncio import CancelledError, current_task

    task = current_task()
    try:
        while task is None or not task.cancelling():
            try:
                item = await with_writes_whole(workspace, anext(items))
            except StopAsyncIteration:
                return
            yield item
        raise CancelledError
    finally:
        await items.aclose()
