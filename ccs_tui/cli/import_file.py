"""`ccs-tui import`: the documents of an export written to the service."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.output import MOST_NAMED, Progress, reported, warn, write, write_object
from ccs_tui.cli.place import place_name
from ccs_tui.cli.whole_writes import each_whole, opened_to_write
from ccs_tui.cli.write_command import (
    DELETES_NAMESPACE,
    WriteOptions,
    allow_writes,
    warn_of_creating,
    write_options,
)
from ccs_tui.model.words import agreeing, counted

if TYPE_CHECKING:
    from ccs_tui.workspace.import_plan import ImportPlan
    from ccs_tui.workspace.workspace import Workspace


@click.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "names",
    multiple=True,
    metavar="OLD=NEW",
    help="Another namespace for one's documents.",
)
@click.option(
    "--ttl",
    "lifetime",
    type=click.Choice(["original", "remaining", "configured"]),
    default="original",
    show_default=True,
    help="Expire when they would have, in as long as they had left, or as the namespace says.",
)
@click.option("--masked", is_flag=True, help="Write values that are masked in the file, too.")
@click.option(
    "--skip-bad", is_flag=True, help="Leave out and name the lines that can't be written."
)
@write_options
@profile_option
def command(
    path: Path,
    names: tuple[str, ...],
    lifetime: str,
    masked: bool,
    skip_bad: bool,
    options: WriteOptions,
    profile: str | None,
) -> None:
    """Write the documents of FILE, an export, so that the service has them as they were there.

    All of the file is checked before the first write, and a line that can't be written has
    nothing sent, unless --skip-bad leaves it out. A document that is the same already is not
    sent, so an import that broke off is simply made again; undo takes it back.

    \b
    Examples:
      ccs-tui import friday.ndjson.gz --dry-run
      ccs-tui import friday.ndjson.gz -P lab --map airlineBot=airlineBotTest --ttl remaining
    """
    from ccs_tui.model.export_file import NO_FILE

    if str(path) == "-":
        raise Failure(f"stdin {NO_FILE}")
    run(_import(path, _mapped(names), lifetime, masked, skip_bad, options, profile))


def _mapped(texts: tuple[str, ...]) -> dict[str, str]:
    """Return the new names of namespaces by the old ones. Raises BadParameter."""
    mapped: dict[str, str] = {}
    for old, new in map(_pair, texts):
        if old in mapped:
            raise click.BadParameter(f"{old} is mapped twice.", param_hint="--map")
        mapped[old] = new
    return mapped


def _pair(text: str) -> tuple[str, str]:
    from ccs_tui.model.names import namespace_problem

    old, equals, new = text.partition("=")
    if not equals or namespace_problem(old) or namespace_problem(new):
        raise click.BadParameter(f"{text}: it reads OLD=NEW, two names of namespaces.")
    return old, new


async def _import(
    path: Path,
    names: dict[str, str],
    lifetime: str,
    masked: bool,
    skip_bad: bool,
    options: WriteOptions,
    profile: str | None,
) -> None:
    from ccs_tui.workspace.import_plan import Lifetime, compare_with_service, read_plan
    from ccs_tui.workspace.namespace_standing import not_there

    progress = Progress()

    def told(what: str, done: int, of: int | None) -> None:
        progress.tell(f"{what} {done:,}" + ("" if of is None else f" of {of:,}") + " documents")

    async with opened_to_write(profile) as workspace:
        if options.dry_run and not workspace.write_lock.permanent:
            workspace.write_lock.unlock(None)  # nothing is written, and the plan wants to know
        else:
            allow_writes(workspace, options.yes)
        try:
            plan = await read_plan(
                workspace,
                path,
                lifetime=Lifetime(lifetime),
                names=names,
                progress=lambda done, of: told("checked", done, of),
            )
            _check_lines(plan, skips=skip_bad)
            _check_meant(plan, masked=masked)
            await compare_with_service(workspace, plan, lambda done, of: told("compared", done, of))
        finally:
            progress.clear()
        creates = await not_there(workspace, plan.namespaces)
        if options.dry_run:
            _write_plan(plan, as_json=options.as_json)
            warn_of_creating(creates)
            if plan.left_out:
                warn(f"{counted(plan.left_out, 'line')} would be left out.")
            return
        await _write_documents(workspace, plan, progress, creates, as_json=options.as_json)


def _check_lines(plan: "ImportPlan", *, skips: bool) -> None:
    """Name the lines that can't be written; raise Failure, or leave them out if one `skips` them.

    Where no other is left, there is nothing to do without them.
    """
    for each in plan.problems[:MOST_NAMED]:
        warn(f"line {each.line:,}: {each.problem}")
    if plan.wrong and skips and plan.items:
        plan.leave_out()
    if plan.wrong:
        what = counted(plan.wrong, "line")
        others = " --skip-bad writes the others." if plan.items else ""
        raise Failure(f"{plan.path} has {what} that can't be written; nothing was sent.{others}")


def _check_meant(plan: "ImportPlan", *, masked: bool) -> None:
    """Raise Failure if a file would be written otherwise than whoever asked for it may mean."""
    if plan.unmapped:
        raise Failure(
            f"{plan.path} has no document of {', '.join(sorted(plan.unmapped))}, which --map "
            "names; nothing was sent."
        )
    if plan.head.masked and not masked:
        raise Failure(
            f"Values are {plan.head.masked} in {plan.path}, and would replace the real ones; "
            "nothing was sent. With --masked they are written."
        )


def _write_plan(plan: "ImportPlan", *, as_json: bool) -> None:
    from ccs_tui.workspace.import_plan import Effect

    counts = {verdict.value: plan.count(verdict) for verdict in Effect}
    if as_json:
        write_object({"dryRun": True, "file": str(plan.path), **counts})
    else:
        write(
            f"Of {counted(len(plan.items), 'document')}: {counts['new']:,} new, "
            f"{counts['replaces']:,} would replace what is there, {counts['same']:,} the same, "
            f"{counts['expired']:,} expired since."
        )


async def _write_documents(
    workspace: "Workspace",
    plan: "ImportPlan",
    progress: Progress,
    creates: Collection[str] = (),
    *,
    as_json: bool,
) -> None:
    """Write a plan; what was written is told also where that ends early."""
    from asyncio import CancelledError

    from ccs_tui.workspace.import_run import Import
    from ccs_tui.workspace.namespace_standing import created_words
    from ccs_tui.workspace.write_problems import WRITE_PROBLEMS

    total, done, same, problems = len(plan.to_write), 0, 0, 0
    created: list[str] = []
    importing = Import(workspace, plan)
    try:
        async for item in each_whole(workspace, importing.run()):
            done += item.saved is not None
            if item.saved is not None and (name := item.key.namespace) in {*creates} - {*created}:
                created.append(name)
            same += item.problem is None and item.saved is None
            if item.problem is not None:
                problems += 1
                progress.clear()
                warn(f"{place_name(item.key)}: {item.problem}")
            progress.tell(f"written {done + same:,} of {total:,} documents")
    except WRITE_PROBLEMS as error:
        raise Failure(str(error), _status(done)) from error
    except CancelledError:
        progress.clear()
        if done:
            warn(f"ccs-tui undo {importing.operation} undoes what was written.")
        warn("The same import goes on with the rest.")
        raise
    finally:
        progress.clear()
        _write_counts(plan, importing.operation, done, same, problems, as_json=as_json)
        if created:
            warn(created_words(created, DELETES_NAMESPACE))
    if problems:
        what = counted(problems, "document")
        raise Failure(f"{what} could not be written. Import the file again to try.", _status(done))
    if plan.left_out:
        what = f"{counted(plan.left_out, 'line')} {agreeing(plan.left_out, 'was', 'were')}"
        raise Failure(f"{what} left out, as --skip-bad says.", ExitStatus.PARTLY)


def _status(done: int) -> ExitStatus:
    return ExitStatus.PARTLY if done else ExitStatus.REFUSED


def _write_counts(
    plan: "ImportPlan", operation: str, done: int, same: int, problems: int, *, as_json: bool
) -> None:
    from ccs_tui.workspace.import_plan import Effect

    same, expired = same + plan.count(Effect.SAME), plan.count(Effect.EXPIRED)
    sentence = (
        f"Wrote {counted(done, 'document')}; {same:,} the same already, {expired:,} expired since."
    )
    fields = {
        "file": str(plan.path),
        "operation": operation if done else None,
        "written": done,
        "same": same,
        "expired": expired,
        "failed": problems + plan.left_out,
    }
    with reported(sentence):
        if as_json:
            write_object(fields)
        else:
            write(sentence)
