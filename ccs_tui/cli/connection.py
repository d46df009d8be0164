"""The connection of a command: its options, its profile, and the workspace that it works on."""

import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ccs_tui.cli.ending_signals import ENDING
from ccs_tui.cli.exit_status import ExitStatus, Failure, failure_of
from ccs_tui.cli.output import warn
from ccs_tui.model.names import is_reserved

if TYPE_CHECKING:
    from ccs_tui.model.profile import Profile
    from ccs_tui.workspace.asked_secrets import AskSecret
    from ccs_tui.workspace.settings import Settings
    from ccs_tui.workspace.workspace import Workspace

Result = TypeVar("Result")
Command = TypeVar("Command", bound=Callable[..., Any])

NO_CONNECTION = (
    "No connection is set. Name a profile with -P NAME (ccs-tui profiles lists them), or set "
    "CCS_URL or CCS_REGION, CCS_ACCOUNT and the keys."
)


def complete_profile(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Return the names of the profiles that begin as what was typed, for the shell's completion.

    None where the settings can't be read: a shell has no place for a sentence.
    """
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        profiles = load_settings(os.environ).profiles
    except SettingsError:
        return []
    return [name for name in profiles if name.startswith(begun)]


def profile_option(command: Command) -> Command:
    """Add the option of the profile to a command, as `profile`."""
    option = click.option(
        "-P",
        "--profile",
        metavar="NAME",
        shell_complete=complete_profile,
        help="Connect by this profile of the settings (or CCS_PROFILE).",
    )
    return option(command)


def named_profile(option: str | None, argument: str | None) -> str | None:
    """Return the profile of a command that takes its name as an argument, too.

    Raises UsageError where both are given, and are not the same.
    """
    if option and argument and option != argument:
        raise click.UsageError(f"PROFILE is {argument}, and -P says {option}: name one of them.")
    return option or argument


def profile_named(name: str | None, *, read_only: bool = False) -> "Profile | None":
    """Return the profile of a name, else the one that the command line or the environment says.

    None where nothing says any. With `read_only` its connection can never write. Raises Failure.
    """
    return _found(name, read_only=read_only)[0]


def _found(name: str | None, *, read_only: bool) -> "tuple[Profile | None, Settings]":
    from dataclasses import replace

    from ccs_tui.model.profile import UNNAMED, Profile
    from ccs_tui.workspace.environment import (
        VariableError,
        connection_from_environment,
        is_of_environment,
        variables,
    )
    from ccs_tui.workspace.settings import SettingsError, load_settings

    environment = variables()
    root = click.get_current_context().find_root().params
    chosen = name or root.get("profile") or environment.get("CCS_PROFILE", "").strip()
    chosen = "" if chosen == UNNAMED else chosen
    try:
        settings = load_settings(environment, chosen)
        if chosen in settings.profiles or (chosen and not is_of_environment(chosen, environment)):
            return settings.profile(chosen, environment, read_only=read_only), settings
        connection = connection_from_environment(environment)
    except (SettingsError, VariableError) as error:
        raise Failure(str(error)) from None
    if connection is None:
        return None, settings
    connection = replace(connection, read_only=connection.read_only or read_only)
    return Profile(name=UNNAMED, connection=connection), settings


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Do the work of a command, and return its result; its errors become failures.

    A signal that ends it cancels it; what it had open is closed then, and a write under way ends
    first. Raises KeyboardInterrupt for it then, also where it had ended meanwhile.
    """
    # No module is garbage, and to look for garbage in all of them takes a tenth of the time of a
    # command. `opened` turns collection on.
    gc.disable()
    import asyncio

    from ccs_tui.cli.log import open_log

    try:
        open_log()
        result = asyncio.run(_told(work))
    except (asyncio.CancelledError, OSError, Failure) as error:
        # Where the terminal is gone, its output fails as well.
        if ENDING.came is None:
            raise
        if isinstance(error, Failure):
            warn(error.message)
        raise KeyboardInterrupt from None
    finally:
        gc.enable()
        work.close()
    if ENDING.came is not None:
        raise KeyboardInterrupt
    return result


def require_journal(workspace: "Workspace", therefore: str) -> None:
    """Raise Failure, which ends with `therefore`, where this machine keeps no journal.

    That of this run is empty, says nothing of what was written before, and ends with the command.
    """
    if workspace.local.unkept is not None:
        raise Failure(f"The journal can't be opened, {therefore}.")


async def check_there(workspace: "Workspace", namespace: str) -> None:
    """Raise Failure if a namespace, of which nothing came, is not known: it may be misspelt."""
    known = await workspace.known_namespaces()
    if namespace not in (each.name for each in known) and not is_reserved(namespace):
        raise Failure(
            f"There is nothing in {namespace}, and it is not among the known namespaces. "
            "Check its name: ccs-tui ls lists them.",
            ExitStatus.NOT_FOUND,
        )


async def _told(work: Coroutine[Any, Any, Result]) -> Result:
    from asyncio import current_task

    try:
        with ENDING.cancelling(current_task()):
            return await work
    except Exception as error:
        from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

        if isinstance(error, WRITE_PROBLEMS):
            raise failure_of(error) from error
        raise


@asynccontextmanager
async def opened(name: str | None, *, keeps: bool = False) -> "AsyncIterator[Workspace]":
    """Open the workspace of a profile's name, or of the one that is said. Raises Failure.

    Its secrets are asked for at the terminal, where there is one. A command that `keeps` something
    on this machine, as in the journal, says on stderr what is wrong with that.
    """
    from ccs_tui.cli import is_read_only
    from ccs_tui.workspace.environment import hide_secrets
    from ccs_tui.workspace.lazy_opening import NotImportableError, import_opening

    root = click.get_current_context().find_root().params
    profile, settings = _found(name, read_only=is_read_only(bool(root.get("read_only"))))
    if profile is None:
        raise Failure(NO_CONNECTION)
    try:
        import_opening()
    except NotImportableError as problem:
        raise Failure(str(problem)) from None
    finally:
        gc.freeze()
        gc.enable()
    from ccs_tui.workspace.opening import open_profile

    # A command that prints a secret, or an editor, must not inherit the other secrets.
    hide_secrets(settings.secret_variables)
    async with await open_profile(profile, preferences=settings.preferences) as workspace:
        workspace.secrets.ask = asking_at_terminal()
        if keeps and workspace.local.unkept is not None:
            warn(f"{workspace.local.unkept} Until then nothing is kept on this machine.")
        elif keeps and workspace.local.notice is not None:
            warn(workspace.local.notice)
        yield workspace


def asking_at_terminal() -> "AskSecret | None":
    """Return what asks a person for a secret at the terminal; None where there is none."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    from ccs_tui.cli.question import typed_secret
    from ccs_tui.workspace.asked_secrets import Question

    async def ask(question: Question) -> str | None:
        # In a thread it would still be asked when ctrl+c has ended all else.
        return typed_secret(f"{question.why} {question.name} of {question.of}") or None

    return ask
