"""`ccs-tui profiles`: the profiles of the settings."""

import os

import click

HEADINGS = ("name", "environment", "account", "where", "starts")
EXAMPLE = """\
[profiles.emea]
account = "le12345678"
region = "emea"               # or americas, apac; or url = "https://…"
user = "robot"                # for v2; its password is in CCS_PASSWORD
environment = "production"    # or test, development"""


@click.command()
def profiles() -> None:
    """List the profiles of the settings.

    \b
    Examples:
      ccs-tui profiles
    """
    from ccs_tui.model.profile import Environment
    from ccs_tui.workspace.settings import SettingsError, load_settings

    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    if not settings.profiles:
        click.echo(
            f"There are no profiles. To have one, write this to {settings.path}:\n", err=True
        )
        click.echo(EXAMPLE, err=True)
        return
    rows = [HEADINGS]
    for name, profile in settings.profiles.items():
        is_locked = profile.read_only or profile.environment is Environment.PRODUCTION
        starts = "read-only" if is_locked else "writable"
        rows.append((name, profile.environment, profile.account, profile.where, starts))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())
    for name, profile in settings.profiles.items():
        if problem := profile.secret_problem(os.environ):
            click.echo(f"{name}: {problem[1]}", err=True)
