"""`ccs-tui open ADDRESS`: the explorer, at a document, a value in it, or a step."""

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.terminal import require_terminal

if TYPE_CHECKING:
    from ccs_tui.ui.start import Start


@click.command("open")
@click.argument("address")
@click.option("-P", "--profile", metavar="NAME", help="Open it with this profile of yours instead.")
@click.option("--read-only", is_flag=True, help="Refuse every write, whatever is pressed.")
@click.pass_context
def open_address(
    context: click.Context, address: str, profile: str | None, read_only: bool
) -> None:
    """Open the explorer at ADDRESS, which y copies: ccs:profile/namespace/session#path@step.

    Quote it for the shell, since a path may have brackets. A document's name, as other commands
    take it, will do as well.

    \b
    Examples:
      ccs-tui open 'ccs:emea/airlineBot/3f2c9d1e#slots.pnr'
      ccs-tui open ccs:emea/airlineBot/3f2c9d1e@7 --profile mine
      ccs-tui open airlineBot/3f2c9d1e
    """
    from ccs_tui import cli
    from ccs_tui.cli.place import FORMS, is_document
    from ccs_tui.model.address import AddressError, is_address, parse_address
    from ccs_tui.model.names import namespace_problem

    if not is_address(address):
        if not is_document(address):
            raise click.ClickException(f"{address} names no document: {FORMS}")
        _open_named(address, profile, read_only)
        return
    try:
        place = parse_address(address)
    except AddressError as problem:
        raise click.ClickException(str(problem)) from None
    if problem_of_name := namespace_problem(place.namespace):
        raise click.ClickException(problem_of_name)
    read_only = cli.is_read_only(read_only or context.find_root().params["read_only"])
    place = replace(place, profile=profile or place.profile)
    # The terminal is looked at first: a process that makes the demo's data would have nobody to
    # take them.
    require_terminal()
    cli.show(replace(_start(place.profile, read_only), address=place))


def _open_named(name: str, profile: str | None, read_only: bool) -> None:
    """Open a document by its name, with the profile that the explorer opens. Raises Failure."""
    from ccs_tui import cli
    from ccs_tui.cli.connection import NO_CONNECTION, profile_named
    from ccs_tui.cli.exit_status import Failure
    from ccs_tui.cli.place import DocumentType
    from ccs_tui.model.address import Address
    from ccs_tui.model.profile import UNNAMED

    place = DocumentType().convert(name, None, None)
    if place.account is not None and (opened := profile_named(profile)) is not None:
        # A key that is of another account is refused.
        place.key(opened.connection.account)
    root = click.get_current_context().find_root().params
    profile = profile or root["profile"]
    require_terminal()
    start = cli.usual_start(profile, read_only or root["read_only"])
    if start is None:
        raise Failure(NO_CONNECTION)
    cli.show(replace(start, address=Address(profile or UNNAMED, place.namespace, place.session)))


def _start(name: str, read_only: bool) -> "Start":
    """Return the start on a profile, the demo or the environment. Raises ClickException."""
    from ccs_tui import cli
    from ccs_tui.model.profile import DEMO, UNNAMED
    from ccs_tui.ui import start
    from ccs_tui.workspace.environment import (
        VariableError,
        connection_from_environment,
        is_of_environment,
    )

    if name == DEMO:
        return start.demo(read_only=read_only)
    try:
        is_its = name == UNNAMED or (":" in name and is_of_environment(name, os.environ))
        connection = connection_from_environment(os.environ) if is_its else None
        if connection is not None:
            return start.connect(replace(connection, read_only=read_only))
        return cli.start_of_profile(name, read_only)
    except (click.ClickException, VariableError) as problem:
        raise click.ClickException(
            f"The address is of the profile {name}. {problem} Where it has another name "
            "here, open it with --profile NAME; ccs-tui profiles lists them."
        ) from None
