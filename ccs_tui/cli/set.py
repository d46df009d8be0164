"""`ccs-tui set`: properties of a document, given values."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.closed_streams import reason_of
from ccs_tui.cli.connection import run
from ccs_tui.cli.exit_status import Failure
from ccs_tui.cli.figure_option import DURATION
from ccs_tui.cli.output import warn
from ccs_tui.cli.place import DOCUMENT, NamedPlace, place_name, profile_for
from ccs_tui.cli.whole_writes import opened_to_write
from ccs_tui.cli.write_command import (
    WriteOptions,
    document_write_options,
    require_expiries,
    save_intent,
)

if TYPE_CHECKING:
    from ccs_tui.model.document import Document


@click.command("set")
@click.argument("document", type=DOCUMENT)
@click.argument("values", nargs=-1, metavar="[NAME=TEXT | NAME:=JSON]...")
@click.option(
    "--from", "source", metavar="FILE|-", help="A JSON object of properties, each replaced whole."
)
@click.option("--ttl", type=DURATION, help="Expire in so long from now: 90s, 2h 30m, 12d.")
@document_write_options
def command(
    document: NamedPlace,
    values: tuple[str, ...],
    source: str | None,
    ttl: int | None,
    options: WriteOptions,
    profile: str | None,
) -> None:
    """Save properties of DOCUMENT: NAME=TEXT a string, NAME:=JSON any other value.

    NAME is that of a property, which is replaced whole, an object too: what its new value lacks
    is gone. To change one value inside, get the property, change that, and save all of it. All
    other properties stay, and so does the expiry. A document that is not there is made. What the
    document has already is not sent.

    \b
    Examples:
      ccs-tui set airlineBot/3f2c9d1e intent=refund turn:=12
      echo '{"intent": "refund", "turn": 12}' | ccs-tui set airlineBot/3f2c9d1e --from -
      ccs-tui set airlineBot/ limit:=null --ttl 30d --dry-run
    """
    typed = _properties(values)
    wanted = {**(_object(source) if source else {}), **typed}
    if not wanted and ttl is None:
        raise click.UsageError("There is nothing to save: give NAME=TEXT, NAME:=JSON or --from.")
    run(_set(document, wanted, typed, ttl, options, profile_for(profile, document)))


async def _set(
    place: NamedPlace,
    wanted: dict[str, str],
    typed: Iterable[str],
    ttl: int | None,
    options: WriteOptions,
    profile: str | None,
) -> None:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.workspace.intent import Intent
    from ccs_tui.workspace.required_document import whole_id_advice

    async with opened_to_write(profile) as workspace:
        if ttl is not None:
            require_expiries(workspace)
        there = await workspace.open(place.key(workspace.account))
        _check_names(there, typed)
        if not there.exists and (advice := whole_id_advice(there.key)):
            warn(f"There is no document {place_name(there.key)}: this makes a new one.{advice}")
        document = OpenDocument(there)
        for name, text in wanted.items():
            document.put_text(name, text)
        await save_intent(workspace, Intent(document, ttl_seconds=ttl), options)


def _check_names(there: "Document", names: Iterable[str]) -> None:
    """Raise Failure for the path of a value inside a property: it would be made a property."""
    from ccs_tui.model.tree.paths import PathError, parse_path

    for name in names:
        if name in there.properties:
            continue
        try:
            first, *rest = parse_path(name) or [name]
        except PathError:
            continue
        if rest and first in there.properties:
            raise Failure(
                f"{name} is a place in the property {first}, and set saves whole properties, so "
                f"nothing was sent: change what ccs-tui get has of {first}, and save it as "
                f"{first}:=JSON. A property that is called {name} is made by --from."
            )


def _properties(texts: Iterable[str]) -> dict[str, str]:
    """Return the JSON texts of what was typed by the names. Raises BadParameter."""
    typed: dict[str, str] = {}
    for name, value in map(_property, texts):
        if name in typed:
            raise click.BadParameter(f"{name} has two values; give one.")
        typed[name] = value
    return typed


def _property(text: str) -> tuple[str, str]:
    """Return the name and the JSON text of what was typed for a property."""
    from ccs_tui.model.json_text import JsonError, canonical, quote

    before, equals, value = text.partition("=")
    if not equals or not before.removesuffix(":"):
        raise click.BadParameter(f"{text} is neither NAME=TEXT nor NAME:=JSON.")
    if not before.endswith(":"):
        return before, quote(value)
    try:
        return before[:-1], canonical(value)
    except JsonError as error:
        raise click.BadParameter(f"the value of {before[:-1]} is no JSON: {error}") from None


def _object(source: str) -> dict[str, str]:
    """Return the properties of a JSON object in a file, or on stdin. Raises Failure."""
    from ccs_tui.model.json_text import JsonError, parse_object

    name = "stdin" if source == "-" else source
    try:
        if source == "-":
            text = sys.stdin.buffer.read().decode()
        else:
            text = Path(source).read_text(encoding="utf-8")
        return {**parse_object(text)}
    except OSError as error:
        reason = (reason_of(error) or "an error").lower()
        raise Failure(f"{name} can't be read: {reason}.") from None
    except UnicodeDecodeError:
        raise Failure(f"{name} is not UTF-8: save it as that.") from None
    except JsonError as error:
        raise Failure(f"{name} is no JSON object: {error}") from None
