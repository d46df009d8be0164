"""`ccs-tui config`: the settings that hold, and where each comes from, with the secrets masked."""

import os
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ccs_tui.cli.connection import complete_profile, named_profile, profile_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ccs_tui.workspace.configuration import Holding, Section

_OPTIONS = ("profile", "read_only")
"""The options of every run that stand for a setting of their name."""

KEYS = "keys."
"""The beginning of the settings that are keys."""


@click.command()
@click.argument("named", metavar="[PROFILE]", required=False, shell_complete=complete_profile)
@profile_option
@click.pass_context
def config(context: click.Context, named: str | None, profile: str | None) -> None:
    """Show the settings that hold, of one PROFILE or of all, and where each comes from.

    Secrets are masked, and no command for one is run. Ends with status 1 if something is wrong.

    \b
    Examples:
      ccs-tui config
      ccs-tui config emea
    """
    from ccs_tui.workspace.configuration import configuration, keys_in_wrong_settings
    from ccs_tui.workspace.environment import VariableError
    from ccs_tui.workspace.settings import SettingsError

    given = {holding.name: holding for holding in _given(context.find_root())}
    chosen = named_profile(profile, named)
    if chosen is None and "profile" in given:
        chosen = given["profile"].value
    try:
        sections = configuration(os.environ, chosen, given)
    except (SettingsError, VariableError) as error:
        said = [str(error), *_key_problems(keys_in_wrong_settings(os.environ))]
        raise click.ClickException("\n".join(said)) from None
    click.echo("\n".join(_lines(sections)))
    problems = [section.problem for section in sections if section.problem is not None]
    problems += _key_problems([each for section in sections for each in section.holdings])
    if problems:
        raise click.ClickException("\n".join(problems))


def _key_problems(holdings: "Sequence[Holding]") -> list[str]:
    """Say which of the user's own keys can't hold: the explorer leaves these as usual."""
    own = {each.name.removeprefix(KEYS): each for each in holdings if each.name.startswith(KEYS)}
    if not own:
        return []
    from ccs_tui.ui.keymap import keymap_of  # it imports the whole interface

    preset = next(each.value for each in holdings if each.name == "keymap")
    _, problems = keymap_of(preset, {id: each.value for id, each in own.items()})
    return [f"{own[problem.id].origin}: {problem}" for problem in problems]


def _given(root: click.Context) -> "Iterator[Holding]":
    """Yield what the command line says, as its options before the command's name."""
    from ccs_tui.cli import clipboard_wanted
    from ccs_tui.cli.log import log_wanted
    from ccs_tui.workspace.configuration import Holding

    def typed(option: str) -> bool:
        return root.get_parameter_source(option) is ParameterSource.COMMANDLINE

    for option in filter(typed, _OPTIONS):
        value = root.params[option]
        yield Holding(option, "true" if value is True else str(value), "command line")
    if (file := log_wanted()) is not None and typed("log"):
        yield Holding("log", file, "command line")
    if (route := clipboard_wanted()) is not None:
        origin = "command line" if typed("clipboard") else "variable CCS_CLIPBOARD"
        yield Holding("clipboard", route, origin)


def _lines(sections: "Sequence[Section]") -> "Iterator[str]":
    every = [holding for section in sections for holding in section.holdings]
    wide = max(len(holding.name) for holding in every)
    # A long path must not push every origin to the right.
    deep = max((len(each.value) for each in every if len(each.value) <= 40), default=0)
    for number, section in enumerate(sections):
        if number:
            yield ""
        yield f"{section.title}:"
        for holding in section.holdings:
            yield f"  {holding.name:{wide}}  {holding.value:{deep}}  ({holding.origin})"
