"""Writes of tests that are led to their end: what happens to their calls, and saves to make."""

from collections.abc import Awaitable, Callable

import httpx

from ccs_tui.workspace.intent import Intent
from ccs_tui.workspace.save_outcome import Saved
from ccs_tui.workspace.saving import Saving, saving_of
from ccs_tui.workspace.workspace import Workspace
from tests.workspace.conftest import Place, opened

UPSERT, DELETE = "/v2/context/document/create", "/v2/context/document/property/delete"
DELETE_DOCUMENT = "/v2/context/document/delete"

Hook = Callable[[str, str], Awaitable[None]]


def once(path: str, happens: Callable[[], None]) -> Hook:
    """Return a hook that does something at the first call of a path."""
    pending = [happens]

    async def hook(method: str, called: str) -> None:
        if called == path and method != "GET" and pending:
            pending.pop()()

    return hook


def lost() -> None:
    raise httpx.ReadError("reset")


def refused() -> None:
    raise httpx.ConnectError("refused")


def calls(place: Place, path: str) -> int:
    return sum(called == path and method != "GET" for method, called in place.requests)


async def save(workspace: Workspace, place: Place, **texts: str | None) -> Saved:
    saving = saving_of(workspace, await opened(workspace, place.key(), **texts))
    await saving.read()
    return await saving.send()


async def setting(workspace: Workspace, place: Place, ttl: int, **texts: str | None) -> Saving:
    copy = await opened(workspace, place.key(), **texts)
    saving = Saving(workspace, [Intent(copy, ttl_seconds=ttl)])
    await saving.read()
    return saving


async def delete(workspace: Workspace, place: Place) -> Saved:
    copy = await opened(workspace, place.key())
    saving = Saving(workspace, [Intent(copy, delete_document=True)])
    saving.review()
    return await saving.send()
