"""Opening a workspace: on a connection, or on the embedded demo.

Imports the client, and for the demo the emulator: import it once the first frame is out.
"""

import asyncio
from urllib.parse import urlsplit

from ccs_tui.client import Checked, Connection, ContextServiceClient
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.workspace.workspace import Workspace

DEMO_ACCOUNT = "le12345678"


def open_connection(connection: Connection, clock: Clock = system_clock) -> Workspace:
    """Return a workspace on a service, labelled by its host; nothing is sent yet."""
    label = urlsplit(connection.v2_url).hostname or ""
    return Workspace(ContextServiceClient(connection, clock=clock), label, clock)


async def check(connection: Connection) -> Checked:
    """Try both versions of a connection and return what each answered."""
    async with ContextServiceClient(connection) as client:
        return await client.check()


async def open_demo(sessions: int, seed: int, clock: Clock = system_clock) -> Workspace:
    """Return a workspace on the emulator in this process, with demo data and its bot.

    Everything is in memory and gone at the end.
    """
    from ccs_tui.workspace.demo import DemoService

    service = await asyncio.to_thread(DemoService, DEMO_ACCOUNT, sessions, seed, clock)
    client = ContextServiceClient(service.connection, app=service.app, clock=clock)
    return Workspace(client, "demo", clock, service.run())
