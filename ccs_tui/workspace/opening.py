"""Opening a workspace: on a connection, or on the embedded demo.

Imports the client, and for the demo the emulator: import it once the first frame is out.
"""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ccs_tui.client import Attempt, Checked, Connection, ContextServiceClient, WriteLock
from ccs_tui.client.request_log import RequestLog
from ccs_tui.model.expiry import Clock, system_clock
from ccs_tui.model.log import LOG
from ccs_tui.model.profile import DEMO, USUAL, Environment, Preferences, Profile
from ccs_tui.workspace.api_standing import ApiStanding
from ccs_tui.workspace.asked_secrets import AskedSecrets
from ccs_tui.workspace.demo_data import DEMO_ACCOUNT, DemoData
from ccs_tui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from ccs_tui.workspace.demo import DemoService
    from ccs_tui.workspace.local_state import LocalState

DEMO_TURN = "length(transcript)"
"""The turn of a conversation of the demo: what its bot and its consumer have said by then."""

__all__ = ["Checked", "check", "open_demo", "open_profile"]


async def open_profile(
    profile: Profile, clock: Clock = system_clock, preferences: Preferences = USUAL
) -> Workspace:
    """Return a workspace on a service; nothing is sent yet, and no file of ours was opened."""

    standing, secrets = ApiStanding(clock), AskedSecrets(profile)
    _log_opening(profile)
    client = ContextServiceClient(
        secrets.connection,
        write_lock=_lock_of(profile),
        clock=clock,
        listener=_listener(standing),
        request_log=RequestLog(clock),
    )
    return Workspace(
        client,
        profile,
        client.service_time.now,
        preferences=preferences,
        local=partial(_local, clock, preferences),
        standing=standing,
        secrets=secrets,
    )


async def check(connection: Connection) -> Checked:
    """Try both versions of a connection and return what each answered."""
    async with ContextServiceClient(connection) as client:
        return await client.check()


async def open_demo(
    data: DemoData,
    clock: Clock = system_clock,
    preferences: Preferences = USUAL,
    *,
    environment: Environment = Environment.DEVELOPMENT,
    read_only: bool = False,
) -> Workspace:
    """Return a workspace on the emulator in this process, with demo data and its bot.

    Everything is in memory and gone at the end. With `read_only` nothing can be written.
    """
    # What needs no data comes first: they are being made in the meantime.
    local = await asyncio.to_thread(_local, clock, preferences, anew=DEMO)
    try:
        service = await asyncio.to_thread(_demo_service, data, clock)
    except BaseException:
        local.close()
        raise
    connection = replace(service.connection, read_only=read_only)
    profile = Profile(
        name=DEMO,
        connection=connection,
        environment=environment,
        # This namespace has documents of the demo's conversations too.
        namespaces=("conversation",),
        turn=DEMO_TURN,
    )
    standing = ApiStanding(clock)
    client = ContextServiceClient(
        connection,
        app=service.app,
        write_lock=_lock_of(profile),
        clock=clock,
        listener=_listener(standing),
        request_log=RequestLog(clock),
    )
    _log_opening(profile)
    now = client.service_time.now
    return Workspace(client, profile, now, service.run(), preferences, local, standing=standing)


def _local(clock: Clock, preferences: Preferences, anew: str | None = None) -> "LocalState":
    from ccs_tui.workspace.local_state import open_local_state

    return open_local_state(os.environ, clock, preferences, anew=anew)


def _demo_service(data: DemoData, clock: Clock) -> "DemoService":
    from ccs_tui.workspace.demo import DemoService

    return DemoService(DEMO_ACCOUNT, data.sessions, data.seed, clock, data.image)


def _log_opening(profile: Profile) -> None:
    connection = profile.connection
    LOG.info(
        "opening %s (%s): account %s, %s%s",
        profile.name,
        profile.environment,
        connection.account,
        connection.capabilities.summary,
        " read-only at first" if profile.starts_read_only else "",
    )


def _listener(standing: ApiStanding) -> Callable[[Attempt], None]:
    """Return a listener of a client that has each attempt known, and in the log."""

    def listen(attempt: Attempt) -> None:
        standing.listen(attempt)
        LOG.info(
            "%s %s: %s in %.0f ms%s%s",
            attempt.method,
            attempt.path,
            attempt.error or attempt.status,
            attempt.seconds * 1_000,
            f", status {attempt.status}" if attempt.error and attempt.status else "",
            "" if attempt.wait_seconds is None else f", again in {attempt.wait_seconds:.1f} s",
        )

    return listen


def _lock_of(profile: Profile) -> WriteLock:
    return WriteLock(profile.starts_read_only)
