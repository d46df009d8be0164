"""`ccs-tui export`: documents into one file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure, failure_of
from ccs_tui.cli.output import Progress, json_option, warn, write, write_object
from ccs_tui.cli.place import DOCUMENT, NAMESPACE, NamedPlace, profile_for
from ccs_tui.cli.scan_progress import KNOWN_ONLY
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.workspace.export import Export
    from ccs_tui.workspace.workspace import Workspace

MOST_NAMED = 20
"""The documents that are named on stderr where they could not be read."""


@click.command("export")
@click.argument("what", nargs=-1, required=True, metavar="NAMESPACE|DOCUMENT...")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The file, which must not exist yet; it is compressed where its name ends in .gz.",
)
@click.option("--mask", is_flag=True, help="Mask values of people and secrets, by the rule of T.")
@click.option(
    "--without-expiry", is_flag=True, help="Read pages, which have no expiries: much quicker."
)
@json_option
@profile_option
def command(
    what: tuple[str, ...],
    path: Path,
    mask: bool,
    without_expiry: bool,
    as_json: bool,
    profile: str | None,
) -> None:
    """Write all documents of namespaces, or single documents, to one FILE that import reads.

    What breaks off, or is interrupted, stays beside the file; the same command goes on there.

    \b
    Examples:
      ccs-tui export airlineBot orders -o friday.ndjson.gz
      ccs-tui export airlineBot/3f2c9d1e -o one.ndjson --mask
    """
    places = [(DOCUMENT if "/" in each else NAMESPACE).convert(each, None, None) for each in what]
    namespaces = tuple(each.removesuffix("/") for each in what if "/" not in each)
    documents = [place for place, each in zip(places, what, strict=True) if "/" in each]
    profile = profile_for(profile, *places)
    run(_export(namespaces, documents, path, mask, not without_expiry, as_json, profile))


async def _export(
    namespaces: tuple[str, ...],
    documents: list[NamedPlace],
    path: Path,
    mask: bool,
    with_expiry: bool,
    as_json: bool,
    profile: str | None,
) -> None:
    from ccs_tui.model.private_values import Masking
    from ccs_tui.workspace.export import Export, ExportScope

    progress = Progress()

    def told() -> None:
        of = "" if export.total is None else f" of {export.total:,}"
        left = "" if export.total is None or not export.rate else _left(export)
        progress.tell(f"{export.done:,}{of} documents, {export.rate:,.0f} a second{left}")

    async with opened(profile) as workspace:
        wanted = ExportScope(namespaces, tuple(each.key(workspace.account) for each in documents))
        export = Export(
            workspace,
            path,
            wanted,
            with_expiry=with_expiry,
            told=told,
            masking=Masking.RULE if mask else Masking.NONE,
        )
        try:
            await export.run()
        finally:
            progress.clear()
            if export.way_on:
                warn(export.way_on)
        _check_whole(export)
        if not export.documents:
            await _explain_nothing(workspace, export, namespaces)
    if export.is_of_known_names:
        warn(KNOWN_ONLY)
    if as_json:
        write_object({"file": str(path), "documents": export.documents, "unread": export.unread})
    else:
        write(f"{counted(export.documents, 'document')} in {path}.")
    if export.unread or export.missing:
        _report(export)


async def _explain_nothing(
    workspace: "Workspace", export: "Export", namespaces: tuple[str, ...]
) -> None:
    """Raise Failure where nothing was exported that was asked for; no file is left then.

    An empty namespace that is known is whole without a document.
    """
    try:
        for namespace in namespaces:
            await check_there(workspace, namespace)
        if export.unread or export.missing:
            _report(export)
    except Failure:
        export.path.unlink(missing_ok=True)
        raise


def _left(export: "Export") -> str:
    from ccs_tui.model.expiry import format_duration

    seconds = ((export.total or 0) - export.done) / export.rate
    return f", {format_duration(round(seconds))} left"


def _check_whole(export: "Export") -> None:
    """Raise Failure if an export broke off."""
    if export.error is None:
        return
    failure = failure_of(export.error)
    raise Failure(failure.message, ExitStatus.PARTLY) if export.documents else failure


def _report(export: "Export") -> None:
    """Name what could not be read, and raise Failure."""
    for each in export.unreadable[:MOST_NAMED]:
        warn(f"{each.key.namespace}/{each.key.session or ''}: {each.problem}")
    parts = [
        f"{counted(count, 'document')} {why}"
        for count, why in ((export.unread, "could not be read"), (export.missing, "not there"))
        if count
    ]
    status = ExitStatus.NOT_FOUND if not export.unread else ExitStatus.REFUSED
    if export.documents:
        status = ExitStatus.PARTLY
    raise Failure(f"Not in the file: {', '.join(parts)}.", status)
