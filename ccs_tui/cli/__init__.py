"""The command line: `ccs-tui`, `ccs-tui demo`, `ccs-tui emulator`.

Everything heavy is imported inside the commands, so that `--help` costs next to nothing.
"""

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ccs_tui import __version__
from ccs_tui.cli.emulator import emulator

if TYPE_CHECKING:
    from ccs_tui.ui.start import Start

MAX_DEMO_SESSIONS = 100_000


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ccs-tui")
@click.option("--read-only", is_flag=True, help="Refuse every write, whatever is pressed.")
@click.pass_context
def main(context: click.Context, read_only: bool) -> None:
    """Explore LivePerson's Conversation Context Service in the terminal.

    With no command: connects as the environment says (CCS_URL or CCS_REGION, CCS_ACCOUNT,
    CCS_API_KEY, CCS_USER, CCS_PASSWORD, CCS_TOKEN, CCS_READ_ONLY), else asks.
    """
    if context.invoked_subcommand is None:
        _explore(read_only)


@main.command()
@click.option(
    "--sessions",
    default=1_200,
    show_default=True,
    type=click.IntRange(1, MAX_DEMO_SESSIONS),
    help="How many sessions the demo's bot has.",
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same data.")
def demo(sessions: int, seed: int) -> None:
    """Open the explorer on the embedded service, with demo data. Needs no account."""
    from ccs_tui.ui import start

    _show(start.demo(sessions, seed))


def _explore(read_only: bool) -> None:
    from ccs_tui.local.environment import SettingError, connection_from_environment
    from ccs_tui.ui import start

    try:
        connection = connection_from_environment(os.environ)
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    if connection is None:
        _show(None)
        return
    if read_only:
        connection = replace(connection, read_only=True)
    _show(start.connect(connection))


def _show(start: "Start | None") -> None:
    # Textual reads keys from the one and draws on the other.
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.ClickException("The explorer needs a terminal for its keys and its screen.")
    from ccs_tui.ui.app import CcsApp

    app = CcsApp(start)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)


main.add_command(emulator)
