"""`ccs-tui get`: a document, or a value in it, exactly as it is."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.output import is_terminal, write, write_object
from ccs_tui.cli.place import DOCUMENT_OR_VALUE, NamedPlace, profile_for

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.json_text import JsonText


@click.command("get")
@click.argument("document", type=DOCUMENT_OR_VALUE)
@click.argument("path", required=False)
@click.option("--raw", is_flag=True, help="A string without its quotes and escapes.")
@click.option(
    "--json", "as_json", is_flag=True, help="Its expiry, size and hash beside it, as JSON."
)
@profile_option
def command(
    document: NamedPlace, path: str | None, raw: bool, as_json: bool, profile: str | None
) -> None:
    """Print DOCUMENT, or the value at PATH in it: a property, or further in, as slots.pnr.

    The value is printed as it is on the service, indented on a terminal. With --json its expiry,
    size and hash stand beside it.

    \b
    Examples:
      ccs-tui get airlineBot/3f2c9d1e
      ccs-tui get airlineBot/3f2c9d1e intent --raw
      ccs-tui get 'ccs:prod/airlineBot/3f2c9d1e#slots.pnr'
    """
    run(_get(document, path or document.path, profile_for(profile, document), raw, as_json))


async def _get(
    place: NamedPlace,
    path: str | tuple[str | int, ...],
    profile: str | None,
    raw: bool,
    as_json: bool,
) -> None:
    from ccs_tui.model.tree.paths import PathError
    from ccs_tui.workspace.required_document import found, value_in

    async with opened(profile) as workspace:
        document = await found(workspace, place.key(workspace.account))
    try:
        value = value_in(document, path) if path else document.payload
    except PathError as error:
        raise click.BadParameter(str(error)) from None
    if as_json:
        _write_all(document, path, value)
    else:
        write(_shown(value, raw=raw))


def _shown(value: "JsonText", *, raw: bool) -> str:
    from ccs_tui.model.json_text import decode, kind, pretty

    if raw and kind(value) == "string":
        return str(decode(value))
    return pretty(value) if is_terminal() else value


def _write_all(document: "Document", path: str | tuple[str | int, ...], value: "JsonText") -> None:
    from ccs_tui.model.tree.paths import format_path

    fields = {
        "namespace": document.key.namespace,
        "session": document.key.session,
        "size": document.size,
        "expiresAt": document.expires_at,
        "hash": document.digest,
    }
    if path:
        shown = path if isinstance(path, str) else format_path(path)
        write_object({**fields, "path": shown}, value=value)
    else:
        write_object(fields, properties=value)
