"""`ccs-tui ticket`: what was seen of a document over time, in Markdown."""

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.output import write
from ccs_tui.cli.place import DOCUMENT, NamedPlace, profile_for


@click.command("ticket")
@click.argument("documents", type=DOCUMENT, nargs=-1, required=True)
@click.option(
    "--values",
    type=click.Choice(["masked", "left-out", "as-they-are"]),
    default="masked",
    show_default=True,
    help="Mask those of people and secrets by rule, leave all out, or keep all.",
)
@profile_option
def command(documents: tuple[NamedPlace, ...], values: str, profile: str | None) -> None:
    """Write the ticket of DOCUMENTS: the steps recorded of each, or else how it is now.

    Those of several are told in the order of time first. All are of one profile.

    \b
    Examples:
      ccs-tui ticket airlineBot/3f2c9d1e > ticket.md
      ccs-tui ticket airlineBot/3f2c9d1e --values left-out
    """
    write(run(_ticket(documents, values, profile_for(profile, *documents))).rstrip("\n"))


async def _ticket(places: tuple[NamedPlace, ...], values: str, profile: str | None) -> str:
    from ccs_tui.workspace.required_document import required
    from ccs_tui.workspace.ticket import Masking, markdown_of_all, ticket_of, timelines_of

    masking = {"masked": Masking.RULE, "left-out": Masking.LEFT_OUT, "as-they-are": Masking.NONE}
    async with opened(profile) as workspace:
        timelines = await timelines_of(workspace, [p.key(workspace.account) for p in places])
        now, connection = workspace.clock(), workspace.profile.connection
        for timeline in timelines:
            first = timeline.recording.steps.heads[0]
            if len(timeline.recording.steps) == 1 and not first.exists:
                required(timeline.recording.document_at(first.number))
        label = workspace.profile.label
        made = [ticket_of(timeline, now, (), connection, label) for timeline in timelines]
    return markdown_of_all(made, masking[values])
