"""`ccs-tui recording FILE`: a recording that somebody sent, looked at without an account."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ccs_tui.model.harmless_text import harmless

if TYPE_CHECKING:
    from ccs_tui.workspace.timeline import Timeline


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--document",
    "number",
    type=click.IntRange(1),
    help="Which of its documents to show, where it has several: 1 for the first.",
)
@click.option(
    "--turn",
    metavar="EXPRESSION",
    help='What a turn is, as "length(transcript)", else as the file says.',
)
def recording(file: Path, number: int | None, turn: str | None) -> None:
    """Look at a recording in FILE. Nothing is sent anywhere, and it needs no account.

    \b
    Examples:
      ccs-tui recording bug.ndjson
      ccs-tui recording bug.ndjson --document 2 --turn 'length(transcript)'
    """
    from ccs_tui.cli import show_first

    found = _chosen(read(file), number)
    found.turn = turn or found.turn

    def first() -> Any:
        from ccs_tui.model.expiry import system_clock
        from ccs_tui.ui.commands.timeline_acts import Source, offline_screen

        return offline_screen(found, Source(system_clock))

    show_first(first)


def read(file: Path) -> "list[Timeline]":
    """Return the timelines of a file's recordings. Raises ClickException."""
    from ccs_tui.workspace.sent_recordings import RecordingFileError, read_file

    try:
        return read_file(file)
    except RecordingFileError as error:
        raise click.ClickException(f"{file}, {error}") from None
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        raise click.ClickException(f"{file} can't be read: {reason}.") from None


def _chosen(found: "list[Timeline]", number: int | None) -> "Timeline":
    if not found:
        raise click.ClickException("There is no document in it.")
    if number is not None and number > len(found):
        raise click.ClickException(f"--document: it has {len(found)}.")
    if len(found) > 1 and number is None:
        listed = "\n".join(f"  --document {at}  {each.key}" for at, each in enumerate(found, 1))
        raise click.ClickException(
            harmless(f"It has {len(found)} documents. Say which:\n{listed}", keep="\n")
        )
    return found[(number or 1) - 1]
