"""`ccs-tui diff`: two documents compared, property by property."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus
from ccs_tui.cli.output import json_option, wants_json, write_change, write_change_object
from ccs_tui.cli.place import DOCUMENT, NamedPlace, profile_for

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.json_text import JsonText


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--timeline", is_flag=True, help="Compare recordings, and find where they part.")
@click.option(
    "--turn", metavar="EXPR", help="What a turn is, else as the profile or the file says."
)
@click.option("--mute", multiple=True, metavar="PATH", help="Leave this out; again for more.")
@json_option
@profile_option
def command(
    before: str,
    after: str,
    timeline: bool,
    turn: str | None,
    mute: tuple[str, ...],
    as_json: bool,
    profile: str | None,
) -> None:
    """Compare two documents, whatever their profiles: an address names its own.

    Nothing is printed, and the status is 0, where their properties are equal; 4 where they differ.
    With --timeline the recordings of two documents, or of files that X writes, are laid beside each
    other by their turns, and the first turn at which they part is told. A turn that only one of
    them has is passed over, and counted on stderr: a reading may have missed it. Where nothing says
    what a turn is, they go by steps, which is told there, too. Muted paths of the profile or the
    file are left out.

    \b
    Examples:
      ccs-tui diff airlineBot/3f2c9d1e airlineBot/77ab1c00
      ccs-tui diff ccs:lab/airlineBot/3f2c9d1e ccs:prod/airlineBot/3f2c9d1e
      ccs-tui diff --timeline bug.ndjson airlineBot/test-1 --mute updatedAt
    """
    as_json = wants_json(as_json)
    if timeline:
        from ccs_tui.cli.timeline_diff import differ_in_time

        differs = run(differ_in_time(before, after, turn, mute, profile, as_json=as_json))
    elif turn is not None or mute:
        raise click.UsageError("--turn and --mute go with --timeline.")
    else:
        places = (DOCUMENT.convert(before, None, None), DOCUMENT.convert(after, None, None))
        differs = run(_differ(*places, profile, as_json=as_json))
    if differs:
        raise SystemExit(ExitStatus.UNMET)


async def _differ(
    before: NamedPlace, after: NamedPlace, profile: str | None, *, as_json: bool
) -> bool:
    # Both profiles are known before anything is read.
    first, second = profile_for(profile, before), profile_for(profile, after)
    one, other = await _read(before, first), await _read(after, second)
    differs = False
    for name in {**one.properties, **other.properties}:
        mine, theirs = one.properties.get(name), other.properties.get(name)
        if mine != theirs:
            differs = True
            _write(name, mine, theirs, as_json=as_json)
    return differs


async def _read(place: NamedPlace, profile: str | None) -> "Document":
    from ccs_tui.workspace.required_document import found

    async with opened(profile) as workspace:
        return await found(workspace, place.key(workspace.account))


def _write(
    name: str, before: "JsonText | None", after: "JsonText | None", *, as_json: bool
) -> None:
    if as_json:
        write_change_object({"property": name}, before, after)
    else:
        write_change(name, before, after)
