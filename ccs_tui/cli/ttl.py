"""`ccs-tui ttl`: when a document expires, and another expiry for it."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import run
from ccs_tui.cli.exit_status import Failure
from ccs_tui.cli.output import write, write_object
from ccs_tui.cli.place import DOCUMENT, NamedPlace
from ccs_tui.cli.write_command import (
    WriteOptions,
    document_write_options,
    opened_document,
    require_expiries,
    save_intent,
)

if TYPE_CHECKING:
    from ccs_tui.workspace.workspace import Workspace


@click.command("ttl")
@click.argument("document", type=DOCUMENT)
@click.argument("expiry", required=False, metavar="[TTL|TIME]")
@document_write_options
def command(
    document: NamedPlace,
    expiry: str | None,
    options: WriteOptions,
    profile: str | None,
) -> None:
    """Say when DOCUMENT expires; or have it expire in a TTL from now, or at a TIME (ISO 8601).

    Its properties stay as they are. A time without an offset is in UTC.

    \b
    Examples:
      ccs-tui ttl airlineBot/3f2c9d1e
      ccs-tui ttl airlineBot/3f2c9d1e '2h 30m'
      ccs-tui ttl airlineBot/3f2c9d1e 2027-01-31T12:00Z
    """
    run(_ttl(document, None if expiry is None else _read(expiry), options, profile))


def _read(text: str) -> "int | datetime":
    from ccs_tui.model.expiry import as_utc, parse_duration

    is_time = "-" in text.strip()[1:]
    try:
        return as_utc(datetime.fromisoformat(text)) if is_time else parse_duration(text)
    except ValueError as error:
        sentence = "A time reads like 2027-01-31T12:00Z." if is_time else str(error)
        raise click.BadParameter(sentence, param_hint="TTL") from None


async def _ttl(
    place: NamedPlace,
    wanted: "int | datetime | None",
    options: WriteOptions,
    profile: str | None,
) -> None:
    from ccs_tui.model.open_document import OpenDocument
    from ccs_tui.workspace.intent import Intent

    async with opened_document(place, profile) as (workspace, there):
        if wanted is None:
            _write(workspace, there.expires_at, as_json=options.as_json)
            return
        require_expiries(workspace)
        intent = Intent(OpenDocument(there))
        if isinstance(wanted, datetime):
            intent.set_expiry(None, wanted)
        else:
            intent.set_expiry(wanted)
        await save_intent(workspace, intent, options)


def _write(workspace: "Workspace", expires_at: datetime | None, *, as_json: bool) -> None:
    from ccs_tui.model.expiry import format_duration, format_instant, remaining_seconds

    if expires_at is None:
        raise Failure("Its expiry is not known: that takes a login or a token (v2).")
    seconds = remaining_seconds(expires_at, workspace.clock())
    if as_json:
        write_object({"expiresAt": expires_at, "seconds": seconds})
    else:
        write(f"{format_instant(expires_at)}, in {format_duration(seconds)}")
