"""The command line: `ccs-tui`, `ccs-tui demo`, and the commands for scripts.

- `closed_streams`: streams that were closed before the start
- `command_group`: the group of commands, which tells every failure in a sentence
- `config`: `ccs-tui config`
- `connection`: the connection of a command: its profile, and the workspace that it works on
- `conversation`: `ccs-tui conversation`
- `copy`: `ccs-tui copy`
- `diff`: `ccs-tui diff`
- `doctor`: `ccs-tui doctor`
- `emulator`: `ccs-tui emulator`
- `emulator_options`: the options of that command, each read and checked
- `emulator_recording`: a recording that it serves
- `ending_signals`: the signals that end a command, and what then comes to its end
- `exit_status`: the exit statuses of the commands, and the failures that end in each
- `expect`: `ccs-tui expect`
- `export`: `ccs-tui export`
- `figure_option`: options that are a figure with a unit, as a duration
- `get`: `ccs-tui get`
- `import_file`: `ccs-tui import`
- `journal`: `ccs-tui journal`
- `lazy_commands`: the commands that are imported when they are asked for
- `log`: the option of the log, and the log of a run
- `ls`: `ccs-tui ls`
- `man_page`: the manual page, made of the help of the commands
- `open`: `ccs-tui open`
- `output`: tables for people, lines of JSON for programs, progress on stderr
- `place`: a document or namespace on the command line
- `profiles`: `ccs-tui profiles`
- `question`: the questions that a command asks at the terminal
- `record`: `ccs-tui record`
- `recording`: `ccs-tui recording`
- `rm`: `ccs-tui rm`
- `scan_progress`: a scan of a namespace as the commands run it
- `search`: `ccs-tui search`
- `set`: `ccs-tui set`
- `summary`: `ccs-tui summary`
- `table`: a table for people, as wide as the terminal
- `terminal`: whether the explorer can run in this terminal
- `ticket`: `ccs-tui ticket`
- `timeline_diff`: `ccs-tui diff --timeline`
- `ttl`: `ccs-tui ttl`
- `undo`: `ccs-tui undo`
- `watch`: `ccs-tui watch`
- `whole_writes`: writes that a signal leaves whole, and tells
- `write_command`: the commands that write: their options, the lock, the review, the words after

Every import inside a command is there for the start: `--help` loads click and nothing heavy, and
each command loads only the packages that it needs.
"""

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ccs_tui.cli.command_group import TellingGroup
from ccs_tui.cli.connection import profile_option
from ccs_tui.cli.exit_status import TABLE
from ccs_tui.cli.lazy_commands import LAZY
from ccs_tui.cli.log import log_option, open_log
from ccs_tui.cli.terminal import require_terminal
from ccs_tui.model.harmless_text import harmless
from ccs_tui.model.profile import ClipboardRoute
from ccs_tui.model.words import any_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccs_tui.ui.start import Start

MAX_DEMO_SESSIONS = 100_000
_CLIPBOARD = "ccs_tui.clipboard"
"""The name under which the commands find the route of copies."""
_SECRETS = "ccs_tui.secrets"
"""The name under which they find the names of the variables that have secrets."""


def _print_versions(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    if asked:
        from ccs_tui.workspace.versions import versions

        click.echo("\n".join(versions()))
        context.exit()


def _remember_clipboard(context: click.Context, _: click.Parameter, route: str | None) -> None:
    typed = context.get_parameter_source("clipboard") is ParameterSource.COMMANDLINE
    if route is None:
        return
    try:
        wanted = ClipboardRoute(route.strip().lower())
    except ValueError:
        name = "--clipboard" if typed else "CCS_CLIPBOARD"
        raise click.ClickException(f"{name}: it is {any_of(ClipboardRoute)}.") from None
    if typed or _CLIPBOARD not in context.meta:
        context.meta[_CLIPBOARD] = wanted


def clipboard_wanted() -> ClipboardRoute | None:
    """Return the route of copies that the command line or its variable says, None for none."""
    route: ClipboardRoute | None = click.get_current_context().meta.get(_CLIPBOARD)
    return route


clipboard_option = click.option(
    "--clipboard",
    metavar="|".join(ClipboardRoute),
    envvar="CCS_CLIPBOARD",
    expose_value=False,
    callback=_remember_clipboard,
    help="Where copies go (or CCS_CLIPBOARD): auto takes the surest way that works.",
)


@click.group(
    cls=TellingGroup,
    later=LAZY,
    epilog=TABLE,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_versions,
    help="Show the versions that a report of a fault needs, and end.",
)
@profile_option
@click.option("--read-only", is_flag=True, help="Refuse every write, whatever is pressed.")
@clipboard_option
@log_option
@click.pass_context
def main(context: click.Context, profile: str | None, read_only: bool) -> None:
    """Explore LivePerson's Conversation Context Service in the terminal.

    With no command: connects by --profile, or as the environment says (CCS_URL or CCS_REGION,
    CCS_ACCOUNT, CCS_API_KEY, CCS_USER, CCS_PASSWORD, CCS_TOKEN, CCS_READ_ONLY), else asks.
    """
    if context.invoked_subcommand is None:
        _explore(profile, read_only)
    elif profile is not None and not _takes_profile(context):
        raise click.UsageError(f"--profile doesn't apply to {context.invoked_subcommand}.")


def _takes_profile(context: click.Context) -> bool:
    command = main.get_command(context, context.invoked_subcommand or "")
    return command is not None and any(each.name == "profile" for each in command.params)


@main.command()
@click.option(
    "--sessions",
    default=1_200,
    show_default=True,
    type=click.IntRange(1, MAX_DEMO_SESSIONS),
    help="How many sessions the demo's bot has.",
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same data.")
@click.option("--production", is_flag=True, help="As if it were production: read-only at first.")
@click.option("--read-only", is_flag=True, help="Refuse every write, whatever is pressed.")
@clipboard_option
@log_option
@click.pass_context
def demo(
    context: click.Context, sessions: int, seed: int, production: bool, read_only: bool
) -> None:
    """Open the explorer on the embedded service, with demo data. Needs no account.

    \b
    Examples:
      ccs-tui demo
      ccs-tui demo --sessions 100000
    """
    from ccs_tui.model.profile import Environment
    from ccs_tui.ui import start

    # The terminal is looked at first: a process that makes the demo's data would have nobody to
    # take them.
    require_terminal()
    environment = Environment.PRODUCTION if production else Environment.DEVELOPMENT
    read_only = is_read_only(read_only or context.find_root().params["read_only"])
    show(start.demo(sessions, seed, environment=environment, read_only=read_only))


def _explore(profile: str | None, read_only: bool) -> None:
    show(usual_start(profile, read_only), is_read_only(read_only))


def usual_start(profile: str | None, read_only: bool) -> "Start | None":
    """Return the start on a profile, that of CCS_PROFILE, or the connection of the variables.

    None where nothing says what to open. Raises ClickException.
    """
    from ccs_tui.ui import start
    from ccs_tui.workspace.environment import VariableError, connection_from_environment

    read_only = is_read_only(read_only)
    if name := profile or os.environ.get("CCS_PROFILE", "").strip():
        return start_of_profile(name, read_only)
    try:
        connection = connection_from_environment(os.environ)
    except VariableError as error:
        if not _has_profiles_for_its_secrets():
            raise click.ClickException(str(error)) from None
        connection = None
    if connection is None:
        return None
    return start.connect(replace(connection, read_only=read_only))


def _has_profiles_for_its_secrets() -> bool:
    """Return whether the environment has only secrets, and there are profiles to use them."""
    from ccs_tui.workspace.environment import has_secrets_only

    if not has_secrets_only(os.environ):
        return False
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        return bool(load_settings(os.environ).profiles)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def is_read_only(asked: bool) -> bool:
    """Return whether the run is to be read-only, by an option or by CCS_READ_ONLY."""
    from ccs_tui.workspace.environment import VariableError, read_only_from_environment

    try:
        return read_only_from_environment(os.environ) or asked
    except VariableError as error:
        raise click.ClickException(str(error)) from None


def start_of_profile(name: str, read_only: bool) -> "Start":
    """Return the start on a profile of the settings. Raises ClickException."""
    from ccs_tui.ui.start import open_profile
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        settings = load_settings(os.environ)
        profile = settings.profile(name, os.environ, read_only=read_only)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    click.get_current_context().meta[_SECRETS] = settings.secret_variables
    return open_profile(profile, settings.preferences)


def show_first(first: "Callable[[], Any]") -> None:
    """Open a screen that needs no service, in the place of the explorer."""
    show(None, first=first)


def show(
    start: "Start | None",
    read_only: bool = False,
    first: "Callable[[], Any] | None" = None,
) -> None:
    """Open the explorer; without a start it asks for an account to connect to."""
    from ccs_tui.workspace.environment import hide_secrets

    require_terminal()
    open_log()
    hide_secrets(click.get_current_context().meta.get(_SECRETS, ()))
    if start is not None and start.warning is not None:
        click.echo(f"Warning: {harmless(start.warning, keep=chr(10))}", err=True)
    from ccs_tui.ui.explorer import show_explorer

    show_explorer(start, read_only=read_only, clipboard=clipboard_wanted(), first=first)
