"""`ccs-tui rm`: a document deleted, or properties of it."""

import sys

import click

from ccs_tui.cli.connection import run
from ccs_tui.cli.exit_status import Failure
from ccs_tui.cli.place import DOCUMENT, NamedPlace
from ccs_tui.cli.question import agrees
from ccs_tui.cli.write_command import (
    WriteOptions,
    document_write_options,
    opened_document,
    save_intent,
)
from ccs_tui.model.words import counted


@click.command("rm")
@click.argument("document", type=DOCUMENT)
@click.argument("names", nargs=-1, metavar="[PROPERTY]...")
@document_write_options
def command(
    document: NamedPlace,
    names: tuple[str, ...],
    options: WriteOptions,
    profile: str | None,
) -> None:
    """Delete DOCUMENT, or only properties of it. The journal keeps a copy: undo brings it back.

    A whole document is asked about at a terminal, unless --yes names the profile.

    \b
    Examples:
      ccs-tui rm airlineBot/3f2c9d1e slots
      ccs-tui rm airlineBot/3f2c9d1e --if-unchanged 0f343b0931126a20
    """
    run(_remove(document, names, options, profile))


async def _remove(
    place: NamedPlace,
    names: tuple[str, ...],
    options: WriteOptions,
    profile: str | None,
) -> None:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.workspace.intent import Intent
    from ccs_tui.workspace.required_document import value_in

    async with opened_document(place, profile) as (workspace, there):
        document = OpenDocument(there)
        for name in names:
            value_in(there, (name,))
            document.remove(name)
        if not names and not options.dry_run and options.yes is None:
            _ask(there.key.label, len(there.properties), there.size)
        await save_intent(workspace, Intent(document, delete_document=not names), options)


def _ask(label: str, properties: int, size: int) -> None:
    """Ask at a terminal whether a document is to be deleted. Raises Failure."""
    if sys.stdin is None or not sys.stdin.isatty():
        return
    what = f"{counted(properties)}, {size:,} characters"
    if not agrees(f"Delete {label} ({what})?"):
        raise Failure("Nothing was deleted.")
