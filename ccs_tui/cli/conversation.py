"""`ccs-tui conversation`: what all known namespaces have under the ids of a conversation."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, run
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.output import (
    TELL_SECONDS,
    Progress,
    json_option,
    wants_json,
    warn,
    write_object,
)
from ccs_tui.cli.place import place_name, session_ids
from ccs_tui.cli.table import write_table
from ccs_tui.model.words import counted

if TYPE_CHECKING:
    from datetime import datetime

    from ccs_tui.workspace.conversation import Conversation
    from ccs_tui.workspace.conversation_rows import ConversationRow


@click.command("conversation")
@click.argument("ids", nargs=-1, required=True, metavar="ID...", callback=session_ids)
@click.option("--shared", is_flag=True, help="Also __default__ and the namespace documents.")
@json_option
@profile_option
def command(ids: tuple[str, ...], shared: bool, as_json: bool, profile: str | None) -> None:
    """Show what each known namespace has under the ids of a conversation.

    Ids that the documents name, and that were not given, are told on stderr, and which of the
    reserved namespaces were not looked at: those that the profile doesn't name.

    \b
    Examples:
      ccs-tui conversation 3f2c9d1e
      ccs-tui conversation 3f2c9d1e consumer-17 --shared --json
    """
    run(_conversation(ids, shared=shared, as_json=wants_json(as_json), profile=profile))


async def _conversation(
    ids: tuple[str, ...], *, shared: bool, as_json: bool, profile: str | None
) -> None:
    import asyncio

    from ccs_tui.workspace.conversation import Conversation
    from ccs_tui.workspace.conversation_rows import RowState

    progress = Progress()

    async with opened(profile) as workspace:
        conversation = Conversation(workspace, ids)
        if shared:
            conversation.include_shared()
        conversation.begin()
        settling = asyncio.ensure_future(conversation.settled())
        written = 0
        try:
            while not settling.done():
                progress.tell(f"{conversation.done:,} of {conversation.total:,} documents read")
                await asyncio.wait([settling], timeout=TELL_SECONDS)
                if as_json:
                    written = _write_known(conversation, written, progress)
        finally:
            settling.cancel()
            progress.clear()
            await conversation.close()
        now = workspace.clock()
    rows = [row for row in conversation.rows.values() if row.state is RowState.EXACT]
    if not as_json:
        _write_table(rows, now)
    _check_whole(conversation, rows)


def _write_known(conversation: "Conversation", written: int, progress: Progress) -> int:
    """Write the objects of the rows that are known, up to the first that is not.

    So the order is that of the names. `written` is the number of rows that were looked at before;
    that of now is returned.
    """
    from itertools import islice, takewhile

    from ccs_tui.workspace.conversation_rows import RowState

    if not conversation.is_listed:
        return written  # a namespace that is still to be listed may stand before the others
    left = islice(conversation.rows.values(), written, None)
    known = list(takewhile(lambda row: row.state is not RowState.WAITING, left))
    for row in known:
        if row.state is RowState.EXACT:
            progress.clear()
            _write_object(row)
    return written + len(known)


def _write_object(row: "ConversationRow") -> None:
    write_object(
        {
            "namespace": row.key.namespace,
            "session": row.key.session,
            "size": row.size,
            "expiresAt": row.expires_at,
            "changedAt": None if row.changed is None else row.changed.at,
            "isChangeGuessed": None if row.changed is None else row.changed.is_guessed,
        }
    )


def _write_table(rows: "list[ConversationRow]", now: "datetime") -> None:
    from ccs_tui.model.expiry import format_when

    if not rows:
        return
    listed = [
        (
            row.key.namespace,
            row.key.label,
            f"{row.size:,}",
            "" if row.expires_at is None else format_when(row.expires_at, now),
            row.line,
        )
        for row in rows
    ]
    write_table(("namespace", "session", "size", "expires", "properties"), listed, right=(2,))


def _check_whole(conversation: "Conversation", rows: "list[ConversationRow]") -> None:
    from ccs_tui.workspace.conversation_rows import RowState

    for found in conversation.found.values():
        warn(f"Also named: {found.session} ({found.words})")
    if left_out := conversation.left_out:
        why = "reserved, and the profile doesn't name them"
        warn(f"Not looked at: {', '.join(left_out)} ({why})")
    failed = [row for row in conversation.rows.values() if row.state is RowState.FAILED]
    for row in failed:
        warn(f"{place_name(row.key)}: {row.problem}")
    if conversation.list_problem:
        warn(f"The namespaces could not be listed: {conversation.list_problem}")
    if failed or conversation.list_problem:
        what = counted(len(failed), "document") if failed else "The list of namespaces"
        status = ExitStatus.PARTLY if rows else ExitStatus.REFUSED
        raise Failure(f"{what} could not be read.", status)
    if not rows:
        where = counted(len(conversation.namespaces), "namespace")
        raise Failure(f"Nothing is there under these ids in {where}.", ExitStatus.NOT_FOUND)
