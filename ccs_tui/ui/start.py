"""The start of the explorer: what it opens, without an import before the first frame is out."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from ccs_tui.model.expiry import Clock
from ccs_tui.model.value_object import ValueObject
from ccs_tui.workspace.demo_data import DEMO_SEED, DEMO_SESSIONS, demo_data

if TYPE_CHECKING:
    from ccs_tui.model.address import Address
    from ccs_tui.model.connection import Connection
    from ccs_tui.model.document import Document
    from ccs_tui.model.profile import Environment, Preferences, Profile
    from ccs_tui.workspace.opening import Checked
    from ccs_tui.workspace.settings import Settings
    from ccs_tui.workspace.workspace import Workspace

Opener = Callable[[Clock], Awaitable["Workspace"]]
"""Opens a workspace. It imports much and takes its time. May raise StartError."""


class StartError(Exception):
    """The explorer can't start; the text says why and what to do."""


class Start(ValueObject):
    """A thing to open, with the words while it is opened, and a warning, if there is one.

    `address` is where to go in it at once, None for its beginning.
    """

    waiting: str
    open: Opener
    warning: str | None = None
    address: "Address | None" = None


def demo(
    sessions: int = DEMO_SESSIONS,
    seed: int = DEMO_SEED,
    *,
    environment: "Environment | None" = None,
    read_only: bool = False,
) -> Start:
    """Start on the embedded service, with so many demo sessions, as if it were `environment`.

    None is that of development. With `read_only` it is read-only to the end.
    """
    data = demo_data(sessions, seed)

    async def open_demo(clock: Clock) -> "Workspace":
        await _import_opening()
        from ccs_tui.model.profile import Environment
        from ccs_tui.workspace.opening import open_demo

        preferences = (await settings()).preferences
        return await open_demo(
            data,
            clock,
            preferences,
            environment=environment or Environment.DEVELOPMENT,
            read_only=read_only,
        )

    return Start("preparing the demo", open_demo)


def fork(document: "Document", forked: "Profile") -> Start:
    """Start on an emulator in this process, at its one document, of the profile `forked`."""

    from ccs_tui.model.address import Address
    from ccs_tui.model.profile import FORK

    async def open_fork(clock: Clock) -> "Workspace":
        await _import_opening()
        from ccs_tui.workspace.fork import open_fork

        preferences = (await settings()).preferences
        return await asyncio.to_thread(open_fork, document, forked, clock, preferences)

    way_back = (
        "This is a fork, in memory alone: what is written here reaches no service. p leads back "
        f"to {forked.chosen.label}."
    )
    address = Address.of(FORK, document.key)
    return Start("forking the document", open_fork, way_back, address)


def connect(connection: "Connection") -> Start:
    """Start on a service that has no profile."""
    from ccs_tui.model.profile import UNNAMED, Profile

    return open_profile(Profile(name=UNNAMED, connection=connection))


def open_profile(profile: "Profile", preferences: "Preferences | None" = None) -> Start:
    """Start on a profile's service, with `preferences`, None for those of the settings."""

    async def open_workspace(clock: Clock) -> "Workspace":
        await _import_opening()
        from ccs_tui.workspace.opening import open_profile

        wishes = preferences or (await settings()).preferences
        workspace = await open_profile(profile, clock, wishes)
        # The explorer keeps drafts, and to open the file of them blocks.
        await asyncio.to_thread(lambda: workspace.local)
        return workspace

    connection = profile.connection
    return Start(f"connecting to {connection.account}", open_workspace, plain_warning(connection))


def by_name(
    name: str,
    settings: "Settings",
    *,
    read_only: bool,
    environment: Mapping[str, str] | None = None,
) -> Start:
    """Start on a profile by its name: the demo's, the environment's, or one of the settings.

    `environment` None is that of this process. With `read_only` it is read-only to the end. Raises
    StartError.
    """
    from ccs_tui.model.profile import DEMO, UNNAMED

    if name == DEMO:
        return demo(read_only=read_only)
    from ccs_tui.workspace.environment import (
        VariableError,
        connection_from_environment,
        is_of_environment,
        variables,
    )
    from ccs_tui.workspace.settings import SettingsError

    environment = variables() if environment is None else environment

    try:
        is_its = name not in settings.profiles and is_of_environment(name, environment)
        is_its = is_its or name == UNNAMED
        connection = connection_from_environment(environment) if is_its else None
        if connection is not None:
            return connect(replace(connection, read_only=read_only))
        profile = settings.profile(name, environment, read_only=read_only)
    except (VariableError, SettingsError) as problem:
        raise StartError(str(problem)) from None
    return open_profile(profile, settings.preferences)


def plain_warning(connection: "Connection") -> str | None:
    """Return a warning of a connection that others on the way can read; None if it is safe."""
    hosts = connection.unencrypted_hosts
    if not hosts:
        return None
    return (
        f"The connection to {' and '.join(hosts)} is not encrypted (http://): keys and documents "
        "can be read and changed on the way. Use https:// if the service has it."
    )


async def check(connection: "Connection") -> "Checked":
    """Try a connection and return its abilities, or its problem."""
    await _import_opening()
    from ccs_tui.workspace.opening import check

    return await check(connection)


async def settings(environment: Mapping[str, str] = os.environ) -> "Settings":
    """Read the settings, and keep the variables that they name secret. Raises StartError."""
    # The first import takes a tenth of a second, while keys are waiting.
    settings = await asyncio.to_thread(_settings, environment)
    from ccs_tui.workspace.environment import hide_secrets

    hide_secrets(settings.secret_variables)
    return settings


def _settings(environment: Mapping[str, str]) -> "Settings":
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        return load_settings(environment)
    except SettingsError as problem:
        raise StartError(str(problem)) from None


async def _import_opening() -> None:
    # This runs off the event loop: it takes a tenth of a second, and keys are waiting.
    await asyncio.to_thread(_import_opening_now)


def _import_opening_now() -> None:
    from ccs_tui.workspace.lazy_opening import NotImportableError, import_opening

    try:
        import_opening()
    except NotImportableError as problem:
        raise StartError(str(problem)) from None
    # The screen needs these next, and would import them while keys are waiting.
    import_module("ccs_tui.workspace.desk_reader")
    import_module("ccs_tui.ui.screens.explorer.explorer_port")
