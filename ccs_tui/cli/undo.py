"""`ccs-tui undo`: the last write taken back, or an operation of the journal."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.output import warn, write
from ccs_tui.cli.write_command import WriteOptions, allow_writes, save, write_options
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from ccs_tui.workspace.journal import Entry
    from ccs_tui.workspace.workspace import Workspace


@click.command("undo")
@click.argument("operation", required=False)
@write_options
@profile_option
def command(
    operation: str | None, dry_run: bool, yes: str | None, as_json: bool, profile: str | None
) -> None:
    """Take back the last write of this profile, or an OPERATION, as journal --json names it.

    What others changed since is not overwritten: then nothing is sent, or, of an operation on
    several documents, those are left alone and named.

    \b
    Examples:
      ccs-tui undo
      ccs-tui undo 4be1f0a9c27d1188 --dry-run
    """
    run(_undo(operation, WriteOptions(dry_run, yes, as_json), profile))


async def _undo(operation: str | None, options: WriteOptions, profile: str | None) -> None:
    from ccs_tui.workspace.journal import journal_of
    from ccs_tui.workspace.undoing import OF_DOCUMENTS, left_to_take_back

    async with opened(profile) as workspace:
        reader = journal_of(workspace)
        if operation is None:
            last = await reader.last_undoable()
            if last is None:
                raise Failure("The journal has no save to undo.", ExitStatus.NOT_FOUND)
            operation = last.operation
        every = await reader.operation(operation)
        _check(every, operation, workspace)
        entries = left_to_take_back(every)
        if not entries:
            warn("It was undone already.")
            return
        if any(entry.kind not in OF_DOCUMENTS for entry in entries):
            raise Failure(
                f"{operation} was done to a namespace: undo it in the explorer, which asks before "
                "it deletes or restores one."
            )
        await _take_back(workspace, entries, options)


def _check(entries: "list[Entry]", operation: str, workspace: "Workspace") -> None:
    """Raise Failure if an operation is not there, or was done over another connection."""
    from ccs_tui.workspace.journal_history import elsewhere

    if not entries:
        raise Failure(f"The journal has no operation {operation}.", ExitStatus.NOT_FOUND)
    if why := elsewhere(entries[0], workspace.recorder.profile, workspace.account):
        raise Failure(why)


async def _take_back(workspace: "Workspace", entries: "list[Entry]", options: WriteOptions) -> None:
    from asyncio import to_thread

    from ccs_tui.workspace.undoing import FEW, note_undone, take_back

    if len({(entry.namespace, entry.session) for entry in entries}) > FEW and not options.dry_run:
        await _take_back_each(workspace, entries, options)
        return
    saving = await take_back(workspace, entries)
    review = await saving.read()
    if review.is_empty and not review.conflicts and not options.dry_run:
        await to_thread(note_undone, workspace, entries)
        warn("It is already as it was before, so nothing was sent.")
        return
    await save(workspace, saving, options, is_undo=True)


async def _take_back_each(
    workspace: "Workspace", entries: "list[Entry]", options: WriteOptions
) -> None:
    from ccs_tui.workspace.bulk import take_back_each

    allow_writes(workspace, options.yes)
    done = problems = 0
    async for item in take_back_each(workspace, entries):
        if item.problem is None:
            done += 1
        else:
            problems += 1
            warn(f"{item.key.namespace}/{item.key.session or ''}: {item.problem}")
    write(f"Restored {counted(done, 'document')}.")
    if problems:
        left = f"{counted(problems, 'document')} could not be restored."
        raise Failure(left, ExitStatus.PARTLY if done else ExitStatus.REFUSED)
