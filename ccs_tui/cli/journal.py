"""`ccs-tui journal`: what was written from this machine, the newest first."""

from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened, profile_option, require_journal, run
from ccs_tui.cli.output import json_option, wants_json, write_object
from ccs_tui.cli.table import write_table

if TYPE_CHECKING:
    from ccs_tui.workspace.journal import Entry
    from ccs_tui.workspace.journal_history import History

SHOWN = 20


@click.command("journal")
@click.option("--all", "of_all", is_flag=True, help="Of all profiles, not only of this one.")
@click.option(
    "-n",
    "--entries",
    "most",
    type=click.IntRange(1),
    default=SHOWN,
    show_default=True,
    help="How many of the last entries.",
)
@json_option
@profile_option
def command(of_all: bool, most: int, as_json: bool, profile: str | None) -> None:
    """List what was written with a profile, by the explorer and by commands, the newest first.

    The values are not shown; u in the explorer and ccs-tui undo bring them back.

    \b
    Examples:
      ccs-tui journal
      ccs-tui journal --all -n 100 --json
    """
    run(_journal(of_all=of_all, most=most, as_json=wants_json(as_json), profile=profile))


async def _journal(*, of_all: bool, most: int, as_json: bool, profile: str | None) -> None:
    from ccs_tui.workspace.journal import journal_of
    from ccs_tui.workspace.journal_history import History, label_of, profile_of, what_of, when_of

    history = History()
    async with opened(profile, keeps=True) as workspace:
        require_journal(workspace, "so nothing is known of what was written")
        reader = journal_of(workspace)
        last: int | None = None
        while len(history.entries) < most:
            page = await reader.page(last, of_all=of_all)
            history.add(page[: most - len(history.entries)])
            if not page:
                break
            last = page[-1].id
        now = workspace.machine_clock()
    entries = [history.entries[id] for id in history.order()]
    if as_json:
        for entry in entries:
            _write_object(entry, history)
        return
    rows = [
        (
            when_of(entry, now),
            *([profile_of(entry)] if of_all else []),
            what_of(entry),
            label_of(entry),
            history.answer_of(entry)[0],
        )
        for entry in entries
    ]
    write_table(("when", *(["profile"] if of_all else []), "what", "document", "answer"), rows)


def _write_object(entry: "Entry", history: "History") -> None:
    from ccs_tui.workspace.journal_history import profile_of

    write_object(
        {
            "id": entry.id,
            "operation": entry.operation,
            "at": entry.at,
            "profile": profile_of(entry),
            "account": entry.account,
            "namespace": entry.namespace,
            "session": entry.session,
            "kind": entry.kind.value,
            "properties": list(entry.names),
            "outcome": entry.outcome.value,
            "answer": entry.answer,
            "ttlSeconds": entry.ttl_seconds,
            "expiresBefore": entry.expires_before,
            "undoes": entry.undoes,
            "undoneBy": None if history.is_left(entry) else history.undone_by(entry),
            "note": entry.note,
        }
    )
