"""The explorer on a hostile service: prints its rows, and by how many MB its peak grew."""

import asyncio
import json
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
from textual.pilot import Pilot

from ccs_tui.client import Connection, ContextServiceClient, Secret, list_pages
from ccs_tui.model.expiry import Clock
from ccs_tui.model.profile import Profile
from ccs_tui.ui.app import CcsApp
from ccs_tui.ui.screens.explorer.screen import ExplorerScreen
from ccs_tui.ui.start import Start
from ccs_tui.workspace.workspace import Workspace
from tests.client.memory_child import BODIES, ENCODINGS, Stream

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PER_PAGE = 1_000


def ids(first: int) -> str:
    return json.dumps([f"conversation-{number:032}" for number in range(first, first + PER_PAGE)])


LISTS: dict[str, Callable[[int], str]] = {
    "new ids": lambda page: ids(page * PER_PAGE),
    "two pages": lambda page: ids(page % 2 * PER_PAGE),
    "one page": lambda _: ids(0),
}


def service(kind: str) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/session-ids"):
            page = int(request.url.params["page"])
            return httpx.Response(200, text=LISTS[kind](page) if kind in LISTS else "[]")
        if path.startswith("/v1"):
            return httpx.Response(200, text='[{"name":"n","createdAt":"2026-01-01T00:00:00.000Z"}]')
        if kind not in BODIES:
            return httpx.Response(404, text="{}")
        headers = {"Content-Encoding": ENCODINGS[kind]} if kind in ENCODINGS else {}
        return httpx.Response(200, headers=headers, stream=Stream(BODIES[kind]()))

    return httpx.MockTransport(answer)


async def ended(pilot: Pilot[None], holds: Callable[[], object]) -> None:
    while not holds():
        await pilot.pause(0.05)


async def main(kind: str, most_rows: int) -> None:
    list_pages.MOST_ROWS = most_rows
    connection = Connection.to("http://h", "a", api_key=Secret("k"), token=Secret("t"))

    async def start(clock: Clock) -> Workspace:
        client = ContextServiceClient(connection, transport=service(kind), clock=clock)
        return Workspace(client, Profile(name="test", connection=connection), clock)

    app = CcsApp(Start("connecting", start), lambda: NOW)
    async with app.run_test(size=(140, 40)) as pilot:
        screen = app.screen_stack[0]
        assert isinstance(screen, ExplorerScreen)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if kind in LISTS:
            await ended(pilot, lambda: screen.sessions.sessions)
            await ended(pilot, lambda: not (screen.desk.listing.is_complete or screen.desk.waits))
        else:
            await ended(pilot, lambda: screen.is_open)
            panel = screen.document
            await ended(pilot, lambda: panel.document or panel.rows.empty.endswith("tries again."))
        listed = len(screen.sessions.sessions)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(listed, grown)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
