"""`ccs-tui copy`: a document, or properties of it, written to another one."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.place import DOCUMENT, NamedPlace, profile_for
from ccs_tui.cli.write_command import WriteOptions, save, unchanged_option, write_options

if TYPE_CHECKING:
    from ccs_tui.model.document import Document


@click.command("copy")
@click.argument("source", metavar="FROM", type=DOCUMENT)
@click.argument("target", metavar="TO", type=DOCUMENT)
@click.argument("names", nargs=-1, metavar="[PROPERTY]...")
@unchanged_option
@write_options
@profile_option
def command(
    source: NamedPlace,
    target: NamedPlace,
    names: tuple[str, ...],
    digest: str | None,
    dry_run: bool,
    yes: str | None,
    as_json: bool,
    profile: str | None,
) -> None:
    """Write the properties of FROM to TO, or only some of them; an address names its own profile.

    What else TO has stays. A TO that is not there yet gets the expiry of FROM. --yes and
    --if-unchanged are about TO.

    \b
    Examples:
      ccs-tui copy airlineBot/3f2c9d1e airlineBot/test-1
      ccs-tui copy ccs:prod/airlineBot/3f2c9d1e ccs:lab/airlineBot/3f2c9d1e slots
    """
    options = WriteOptions(dry_run, yes, as_json)
    run(_copy(source, target, names, digest, options, profile))


async def _copy(
    source: NamedPlace,
    target: NamedPlace,
    names: tuple[str, ...],
    digest: str | None,
    options: WriteOptions,
    profile: str | None,
) -> None:
    from ccs_tui.workspace.refused_error import RefusedError
    from ccs_tui.workspace.required_document import value_in
    from ccs_tui.workspace.saving import Saving
    from ccs_tui.workspace.transfer import ALREADY_THERE, copy_of
    from ccs_tui.workspace.unattended_save import intent_held

    from_profile, to_profile = profile_for(profile, source), profile_for(profile, target)
    document = await _read(source, from_profile)
    for name in names:
        value_in(document, (name,))
    async with opened(to_profile) as workspace:
        key = target.key(workspace.account)
        is_elsewhere = to_profile != from_profile
        if key == document.key and not is_elsewhere:
            raise RefusedError(ALREADY_THERE)
        intent = intent_held(await copy_of(workspace, document, key, names or None), digest)
        await save(workspace, Saving(workspace, [intent]), options)


async def _read(place: NamedPlace, profile: str | None) -> "Document":
    from ccs_tui.workspace.required_document import required

    async with opened(profile) as workspace:
        return required(await workspace.open(place.key(workspace.account)))
