"""`ccs-tui export`: documents into one file."""

import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import check_there, opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure, failure_of
from ccs_tui.cli.output import (
    MOST_NAMED,
    Progress,
    done_json_option,
    is_terminal,
    reported,
    warn,
    write,
    write_object,
)
from ccs_tui.cli.place import DOCUMENT, NAMESPACE, NamedPlace, is_document, place_name, profile_for
from ccs_tui.cli.scan_progress import KNOWN_ONLY
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.model.value_masking import Masking
    from ccs_tui.workspace.export import Export
    from ccs_tui.workspace.workspace import Workspace

STDOUT = "-"


@click.command("export")
@click.argument("what", nargs=-1, required=True, metavar="NAMESPACE|DOCUMENT...")
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The file, which must not exist yet; it is compressed where its name ends in .gz. - is "
    "stdout.",
)
@click.option("--mask", is_flag=True, help="Mask values of people and secrets, by the rule of T.")
@click.option(
    "--without-expiry", is_flag=True, help="Read pages, which have no expiries: much quicker."
)
@done_json_option
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
      ccs-tui export orders -o - | jq 'select(.payload)'
    """
    from ccs_tui.model.value_masking import Masking
    from ccs_tui.workspace.private_file import file_problem

    places = [
        (DOCUMENT if is_document(each) else NAMESPACE).convert(each, None, None) for each in what
    ]
    documents = [place for place, each in zip(places, what, strict=True) if is_document(each)]
    wish = _Wish(
        tuple(each.removesuffix("/") for each in what if not is_document(each)),
        tuple(documents),
        Masking.RULE if mask else Masking.NONE,
        with_expiry=not without_expiry,
    )
    profile = profile_for(profile, *places)
    if str(path) == STDOUT:
        _to_stdout(wish, profile, as_json=as_json)
        return
    if not path.exists() and (problem := file_problem(str(path))) is not None:
        raise Failure(problem)
    export = run(_export(wish, path, profile))
    _report(export, path, as_json=as_json)
    _check_all(export)


def _report(export: "Export", path: Path, *, as_json: bool) -> None:
    sentence = f"{counted(export.documents, 'document')} in {path}."
    with reported(sentence):
        if as_json:
            write_object(
                {
                    "file": str(path),
                    "documents": export.documents,
                    "unread": export.unread,
                    "missing": len(export.missing),
                }
            )
        else:
            write(sentence)


@dataclass(frozen=True, slots=True)
class _Wish:
    """The documents that an export is asked for, and how they are written."""

    namespaces: tuple[str, ...]
    documents: tuple[NamedPlace, ...]
    masking: "Masking"
    with_expiry: bool


def _to_stdout(wish: _Wish, profile: str | None, *, as_json: bool) -> None:
    """Write an export to stdout once it is whole: its first line has the number of documents."""
    if as_json:
        raise click.UsageError("--json tells on stdout what was done, and -o - has the file there.")
    if is_terminal():
        raise click.UsageError("-o - is for a pipe: a terminal would act on what is in the file.")
    with TemporaryDirectory(prefix="ccs-tui-") as folder:
        export = run(_export(wish, Path(folder, "export.ndjson"), profile, stays=False))
        with export.path.open("rb") as file:
            copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    warn(f"{counted(export.documents, 'document')} written.")
    _check_all(export)


async def _export(wish: _Wish, path: Path, profile: str | None, *, stays: bool = True) -> "Export":
    """Make an export, and return it; one that `stays` where it breaks off goes on there.

    Raises Failure.
    """
    from ccs_tui.workspace.export import Export, ExportScope

    progress = Progress()

    def told() -> None:
        of = "" if export.total is None else f" of {export.total:,}"
        left = "" if export.total is None or not export.rate else _left(export)
        progress.tell(f"{export.done:,}{of} documents, {export.rate:,.0f} a second{left}")

    async with opened(profile) as workspace:
        keys = tuple(each.key(workspace.account) for each in wish.documents)
        export = Export(
            workspace,
            path,
            ExportScope(wish.namespaces, keys),
            with_expiry=wish.with_expiry,
            told=told,
            masking=wish.masking,
        )
        try:
            await export.run()
        finally:
            progress.clear()
            if stays and export.way_on:
                warn(export.way_on)
        _check_whole(export)
        if not export.documents:
            await _explain_nothing(workspace, export, wish.namespaces)
    if export.is_of_known_names:
        warn(KNOWN_ONLY)
    return export


async def _explain_nothing(
    workspace: "Workspace", export: "Export", namespaces: tuple[str, ...]
) -> None:
    """Raise Failure where nothing was exported that was asked for; no file is left then.

    An empty namespace that is known is whole without a document.
    """
    try:
        for namespace in namespaces:
            await check_there(workspace, namespace)
        _check_all(export)
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
    if not export.documents:
        raise failure_of(export.error)
    raise Failure(str(export.problem), ExitStatus.PARTLY)


def _check_all(export: "Export") -> None:
    """Raise Failure, and name the documents, where some that were asked for are not in the file."""
    for each in export.unfit[:MOST_NAMED]:
        warn(f"{place_name(each.key)}: it can't be imported as it is. {each.problem}")
    if len(export.unfit) > MOST_NAMED:
        warn(f"{counted(len(export.unfit), 'document')} in all can't be imported so.")
    if not export.unread and not export.missing:
        return
    for each in export.unreadable[:MOST_NAMED]:
        warn(f"{place_name(each.key)}: {each.problem}")
    for key in export.missing[:MOST_NAMED]:
        warn(f"{place_name(key)}: it is not there.")
    parts = [
        f"{counted(count, 'document')} {why}"
        for count, why in ((export.unread, "could not be read"), (len(export.missing), "not there"))
        if count
    ]
    status = ExitStatus.NOT_FOUND if not export.unread else ExitStatus.REFUSED
    if export.documents:
        status = ExitStatus.PARTLY
    what = "Not in the file" if export.documents else "No file was written"
    raise Failure(f"{what}: {', '.join(parts)}.", status)
