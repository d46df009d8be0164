"""`ccs-tui undo`: the last write taken back, or an operation of the journal."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import profile_option, require_journal, run
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.output import warn, write
from ccs_tui.cli.place import place_name
from ccs_tui.cli.whole_writes import each_whole, opened_to_write
from ccs_tui.cli.write_command import (
    DELETES_NAMESPACE,
    WriteOptions,
    allow_writes,
    save,
    write_options,
    write_review,
    write_saved,
)
from ccs_tui.model.words import agreeing, counted

if TYPE_CHECKING:
    from ccs_tui.workspace.journal import Entry
    from ccs_tui.workspace.workspace import Workspace


@click.command("undo")
@click.argument("operation", required=False)
@write_options
@profile_option
def command(operation: str | None, options: WriteOptions, profile: str | None) -> None:
    """Take back the last write of this profile, or an OPERATION, as journal --json names it.

    What others changed since is not overwritten: then nothing is sent, or, of an operation on
    more than three documents, those are left alone and named.

    \b
    Examples:
      ccs-tui undo
      ccs-tui undo 4be1f0a9c27d1188 --dry-run
    """
    run(_undo(operation, options, profile))


async def _undo(operation: str | None, options: WriteOptions, profile: str | None) -> None:
    from ccs_tui.workspace.journal import journal_of
    from ccs_tui.workspace.journal_undo import OF_DOCUMENTS, left_to_take_back, why_settled

    async with opened_to_write(profile) as workspace:
        require_journal(workspace, "so nothing was undone")
        reader, is_plain = journal_of(workspace), operation is None
        if operation is None:
            last = await reader.last_undoable()
            if last is None:
                raise Failure("The journal has no save to undo.", ExitStatus.NOT_FOUND)
            operation = last.operation
        every = await reader.operation(operation)
        _check(every, operation, workspace)
        entries = left_to_take_back(every)
        if not entries:
            warn(await why_settled(reader, every))
            return
        if any(entry.kind not in OF_DOCUMENTS for entry in entries):
            before = await reader.last_undoable(without=(operation,)) if is_plain else None
            way_past = ""
            if before is not None:
                way_past = f" ccs-tui undo {before.operation} undoes the write before it."
            raise Failure(
                f"{operation} was done to a namespace: undo it in the explorer, which asks before "
                f"it deletes or restores one.{way_past}"
            )
        try:
            await _take_back(workspace, entries, options)
        finally:
            if not options.dry_run:
                await _say_left_empty(workspace, entries)


async def _say_left_empty(workspace: "Workspace", entries: "list[Entry]") -> None:
    """Say which namespaces stay without a session, since they may have come with what is undone."""
    from ccs_tui.workspace.namespace_standing import left_empty, left_empty_words

    if names := await left_empty(workspace, entries):
        warn(left_empty_words(names, DELETES_NAMESPACE))


def _check(entries: "list[Entry]", operation: str, workspace: "Workspace") -> None:
    """Raise Failure if an operation is not there, or was done over another connection."""
    from ccs_tui.workspace.journal_history import elsewhere

    if not entries:
        raise Failure(f"The journal has no operation {operation}.", ExitStatus.NOT_FOUND)
    if why := elsewhere(entries[0], workspace.recorder.profile, workspace.account):
        raise Failure(why)


async def _take_back(workspace: "Workspace", entries: "list[Entry]", options: WriteOptions) -> None:
    from ccs_tui.workspace.journal_undo import FEW, changed_since, is_back, saving_of_undo

    if len({(entry.namespace, entry.session) for entry in entries}) > FEW:
        await _take_back_each(workspace, entries, options)
        return
    saving = await saving_of_undo(workspace, entries)
    await saving.read()
    if options.dry_run and not options.as_json:
        of = ", ".join(dict.fromkeys(f"{each.namespace}/{each.session or ''}" for each in entries))
        write(f"Undoing {entries[0].operation} of {of}:")
    if not options.dry_run and await is_back(workspace, saving, entries):
        warn("It is already as it was before, so nothing was sent.")
    else:
        if why := changed_since(workspace, entries, saving):
            raise Failure(why)
        await save(workspace, saving, options, is_undo=True)
    if saving.left_out:
        raise Failure(" ".join(saving.left_out), ExitStatus.PARTLY)


async def _take_back_each(
    workspace: "Workspace", entries: "list[Entry]", options: WriteOptions
) -> None:
    from ccs_tui.workspace.bulk import take_back_each

    if not options.dry_run:
        allow_writes(workspace, options.yes)
    done = problems = 0
    try:
        taking = take_back_each(workspace, entries, sends=not options.dry_run)
        async for item in each_whole(workspace, taking):
            if item.problem is not None:
                problems += 1
                warn(f"{place_name(item.key)}: {item.problem}")
                continue
            done += 1
            if item.saved is not None:
                write_saved(workspace, item.saved, as_json=options.as_json, is_undo=True)
            elif options.dry_run and item.review is not None:
                write_review(item.review, as_json=options.as_json)
    finally:
        # Also after an interruption: what was undone before it stays undone.
        did = "Would undo" if options.dry_run else "Undid"
        warn(f"{did} the changes to {counted(done, 'document')}.")
    if problems:
        as_it_is = agreeing(problems, "as it is", "as they are")
        left = f"{counted(problems, 'document')} left {as_it_is}."
        raise Failure(left, ExitStatus.PARTLY if done else ExitStatus.REFUSED)
