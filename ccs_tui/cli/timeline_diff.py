"""`ccs-tui diff --timeline`: two recordings laid beside each other, and where they part."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.output import write, write_change, write_object
from ccs_tui.cli.place import DOCUMENT, profile_for

if TYPE_CHECKING:
    from ccs_tui.model.timeline.parting import Parting, Stage
    from ccs_tui.model.timeline.recording import Recording


async def differ_in_time(
    before: str,
    after: str,
    turn: str | None,
    mute: tuple[str, ...],
    profile: str | None,
    *,
    as_json: bool,
) -> bool:
    """Say where two recordings part, each of a file or of a document; return whether they do.

    Raises Failure, and as reading a timeline does.
    """
    from ccs_tui.model.timeline.muting import Muted, muted_path
    from ccs_tui.model.timeline.parting import parting
    from ccs_tui.model.tree.paths import PathError, parse_path

    try:
        muted = Muted(frozenset(muted_path(tuple(parse_path(path))) for path in mute))
    except PathError as error:
        raise click.BadParameter(str(error), param_hint="--mute") from None
    one, its_turn = await _recording(before, profile)
    other, other_turn = await _recording(after, profile)
    found = parting(one, other, turn or its_turn or other_turn, muted)
    if found is not None:
        (_write_object if as_json else _write)(found)
    return found is not None


async def _recording(text: str, profile: str | None) -> "tuple[Recording, str | None]":
    """Return the recording of a file or a document, and the turn that its profile says."""
    if (in_file := _of_file(Path(text))) is not None:
        return in_file, None
    from ccs_tui.workspace.recorded import Recorded

    place = DOCUMENT.convert(text, None, None)
    async with opened(profile_for(profile, place)) as workspace:
        timeline = await Recorded(workspace).timeline(place.key(workspace.account))
        if not timeline.recording.steps:
            raise Failure(f"Nothing was recorded of {text}.", ExitStatus.NOT_FOUND)
        return timeline.recording, workspace.profile.turn


def _of_file(path: Path) -> "Recording | None":
    """Return the recording in a file, None if there is no such file. Raises ClickException."""
    if not path.is_file():
        return None
    from ccs_tui.cli.recording import read

    found = read(path)
    if len(found) != 1:
        raise Failure(f"{path} has {len(found)} documents: one is to be compared.")
    return found[0]


def _write(found: "Parting") -> None:
    from ccs_tui.model.tree.paths import format_path

    one, other = _words(found.one), _words(found.other)
    write(f"They part at {one}." if found.changes else f"They part: {one}, and {other}.")
    for change in found.changes:
        write_change(format_path(change.path), change.before, change.after)


def _words(stage: "Stage | None") -> str:
    if stage is None:
        return "one has ended"
    step = f"step {stage.step}"
    return step if stage.turn is None else f"turn {stage.turn} ({step})"


def _write_object(found: "Parting") -> None:
    from ccs_tui.model.tree.paths import format_path

    one, other = found.one, found.other
    at = {
        "turnBefore": one and one.turn,
        "stepBefore": one and one.step,
        "turnAfter": other and other.turn,
        "stepAfter": other and other.step,
    }
    if not found.changes:
        write_object(at)
    for change in found.changes:
        write_object(
            {**at, "path": format_path(change.path)}, before=change.before, after=change.after
        )
