"""`ccs-tui copy`: a document, or properties of it, written to another one."""

import click

from ccs_tui.cli.connection import opened, run
from ccs_tui.cli.place import DOCUMENT, NamedPlace, profile_for
from ccs_tui.cli.whole_writes import opened_to_write
from ccs_tui.cli.write_command import (
    WriteOptions,
    document_write_options,
    save_intent,
)


@click.command("copy")
@click.argument("source", metavar="FROM", type=DOCUMENT)
@click.argument("target", metavar="TO", type=DOCUMENT)
@click.argument("names", nargs=-1, metavar="[PROPERTY]...")
@document_write_options
def command(
    source: NamedPlace,
    target: NamedPlace,
    names: tuple[str, ...],
    options: WriteOptions,
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
    run(_copy(source, target, names, options, profile))


async def _copy(
    source: NamedPlace,
    target: NamedPlace,
    names: tuple[str, ...],
    options: WriteOptions,
    profile: str | None,
) -> None:
    from ccs_tui.workspace.refused_error import RefusedError
    from ccs_tui.workspace.required_document import required, value_in
    from ccs_tui.workspace.transfer import ALREADY_THERE, copy_of

    # Both profiles are known before anything is read.
    from_profile, to_profile = profile_for(profile, source), profile_for(profile, target)
    async with opened(from_profile) as workspace:
        document = required(await workspace.open(source.key(workspace.account)))
    for name in names:
        value_in(document, (name,))
    async with opened_to_write(to_profile) as workspace:
        key = target.key(workspace.account)
        if key == document.key and to_profile == from_profile:
            raise RefusedError(ALREADY_THERE)
        await save_intent(
            workspace, await copy_of(workspace, document, key, names or None), options
        )
