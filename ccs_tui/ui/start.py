"""What the explorer opens, and how: nothing here is imported until the first frame is out."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccs_tui.model.connection import Connection
from ccs_tui.model.expiry import Clock
from ccs_tui.model.profile import UNNAMED, Environment, Profile

if TYPE_CHECKING:
    from ccs_tui.client import Checked
    from ccs_tui.workspace.workspace import Workspace

DEMO_SESSIONS = 1_200
DEMO_SEED = 7

Opener = Callable[[Clock], Awaitable["Workspace"]]
"""Opens a workspace; imports what it needs, and takes its time."""


@dataclass(frozen=True, slots=True)
class Start:
    """What to open, and what to say while it is opened."""

    waiting: str
    open: Opener


def demo(
    sessions: int = DEMO_SESSIONS,
    seed: int = DEMO_SEED,
    *,
    environment: Environment = Environment.DEVELOPMENT,
    read_only: bool = False,
) -> Start:
    """Start on the embedded service, with so many demo sessions, as if it were `environment`."""

    async def open_demo(clock: Clock) -> "Workspace":
        await _import_opening()
        from ccs_tui.workspace.opening import open_demo

        return await open_demo(sessions, seed, clock, environment=environment, read_only=read_only)

    return Start("preparing the demo", open_demo)


def connect(connection: Connection) -> Start:
    """Start on a service that has no profile."""
    return open_profile(Profile(name=UNNAMED, connection=connection))


def open_profile(profile: Profile) -> Start:
    """Start on a profile's service."""

    async def open_workspace(clock: Clock) -> "Workspace":
        await _import_opening()
        from ccs_tui.workspace.opening import open_profile

        return open_profile(profile, clock)

    return Start(f"connecting to {profile.connection.account}", open_workspace)


async def check(connection: Connection) -> "Checked":
    """Try a connection and return what it can do, or what is wrong with it."""
    await _import_opening()
    from ccs_tui.workspace.opening import check

    return await check(connection)


async def _import_opening() -> None:
    # Off the event loop: it takes a tenth of a second, and the first frame waits for keys.
    await asyncio.to_thread(importlib.import_module, "ccs_tui.workspace.opening")
