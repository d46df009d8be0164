"""`ccs-tui emulator --import FILE`: documents as they were at a step, and the steps after it."""

from collections.abc import Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ccs_tui.model.harmless_text import harmless

if TYPE_CHECKING:
    from ccs_tui.emulator.store import Store
    from ccs_tui.model.timeline.recording import Recording


def recordings_in(options: Mapping[str, Any]) -> "list[Recording]":
    """Return the recordings of the file in the options, none without. Raises ClickException."""
    from ccs_tui.cli.recording import read

    file = options["imported"]
    if file is None:
        for name in ("at", "pace"):
            if options[name] is not None:
                raise click.UsageError(f"--{name} is for a recording, and --import names none.")
        return []
    found = read(file)
    if not found:
        raise click.ClickException(f"There is no document in {file}.")
    return [each.recording for each in found]


def put_in(
    store: "Store", recordings: "Sequence[Recording]", account: str, options: Mapping[str, Any]
) -> "Coroutine[None, None, object] | None":
    """Put documents in as they were at a step; return what writes the steps after it, if wanted.

    The step is the last one, or with a pace the first, unless it is named. Raises ClickException.
    """
    from ccs_tui.workspace.recording_replay import put
    from ccs_tui.workspace.refused_error import RefusedError

    at, pace = options["at"], options["pace"]
    try:
        for each in recordings:
            # With a pace and no step it begins with the first one, which need not be 1.
            first = each.steps.heads[0].number if pace is not None and each.steps else None
            put(store, each, first if at is None else at, account)
    except RefusedError as error:
        raise click.ClickException(harmless(str(error))) from None
    if pace is None or not recordings:
        return None
    return _played(store, recordings, account, at or 1, pace)


async def _played(
    store: "Store", recordings: "Sequence[Recording]", account: str, since: int, pace: float
) -> None:
    """Write the steps, and say before how many come in which time, and then that it is over."""
    from ccs_tui.model.expiry import format_duration
    from ccs_tui.model.words import counted
    from ccs_tui.workspace.recording_replay import replay, steps_ahead

    count, seconds = steps_ahead(recordings, since)
    if not count:
        click.echo("\nThe recording has no step after that one: nothing is written.")
        return
    steps = counted(count, "step")
    click.echo(
        f"\nThe recording plays: {steps}, the last in {format_duration(int(seconds / pace))}."
    )
    await replay(store, recordings, account, since=since, speed=pace)
    click.echo("The last step is written.")
