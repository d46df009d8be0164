"""`ccs-tui diff --timeline`: two recordings laid beside each other, and where they part."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccs_tui.cli.connection import opened
from ccs_tui.cli.exit_status import ExitStatus, Failure
from ccs_tui.cli.output import warn, write, write_change, write_change_object, write_object
from ccs_tui.cli.place import DOCUMENT, FORMS, is_document, profile_for

if TYPE_CHECKING:
    from ccs_tui.model.timeline.recording_difference import Parting
    from ccs_tui.workspace.timeline import Timeline


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
    from ccs_tui.model.timeline.muted_paths import Muted, parse_muted
    from ccs_tui.model.timeline.recording_difference import lay
    from ccs_tui.model.tree.paths import PathError
    from ccs_tui.workspace.recording_comparison import passed_words, turn_of_both

    try:
        muted = frozenset(map(parse_muted, mute))
    except PathError as error:
        raise click.BadParameter(str(error), param_hint="--mute") from None
    one, other = await _side(before, profile), await _side(after, profile)
    if turn is not None:
        _check_turn(turn, one, other)
    else:
        turn, why_none = turn_of_both(one, other)
        if why_none:
            warn(f"{why_none} Say it with --turn EXPR.")
    laid = lay(
        one.recording, other.recording, turn, Muted(muted | one.muted.paths | other.muted.paths)
    )
    if laid.passed:
        warn(passed_words(laid.passed))
    if laid.parting is not None:
        (_write_object if as_json else _write)(laid.parting)
    return laid.parting is not None


def _check_turn(turn: str, one: "Timeline", other: "Timeline") -> None:
    """Raise BadParameter for a turn that no document has: all recordings would be equal in it."""
    from ccs_tui.model.expression import Expression, ExpressionError
    from ccs_tui.model.timeline.recording_difference import stages

    try:
        Expression(turn)
    except ExpressionError as error:
        raise click.BadParameter(f"{error}.", param_hint="--turn") from None
    for side in (one, other):
        if not stages(side.recording, turn):
            label = side.recording.key.label
            raise click.BadParameter(
                f"{turn} finds no turn in any step of {label}: a turn is a number or a short text.",
                param_hint="--turn",
            )


async def _side(text: str, profile: str | None) -> "Timeline":
    """Return the timeline of a file's recording, or of a document's."""
    if (in_file := _of_file(Path(text))) is not None:
        return in_file
    if not is_document(text):
        raise click.UsageError(f"There is no file {text}, and {FORMS}")
    from ccs_tui.workspace.recording_library import RecordingLibrary

    place = DOCUMENT.convert(text, None, None)
    async with opened(profile_for(profile, place)) as workspace:
        library, key = RecordingLibrary(workspace), place.key(workspace.account)
        timeline = await library.timeline(key)
        if not timeline.recording.steps:
            raise Failure(await library.nothing_of(key, text), ExitStatus.NOT_FOUND)
        return timeline


def _of_file(path: Path) -> "Timeline | None":
    """Return the one timeline in a file, None if there is no such file. Raises ClickException."""
    if not path.is_file():
        return None
    from ccs_tui.cli.recording import read

    found = read(path)
    if len(found) != 1:
        raise Failure(f"{path} has {len(found)} documents: one is to be compared.")
    return found[0]


def _write(found: "Parting") -> None:
    from ccs_tui.model.tree.paths import format_path
    from ccs_tui.workspace.recording_comparison import parting_words

    write(parting_words(found))
    for change in found.changes:
        write_change(format_path(change.path), change.before, change.after)


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
        fields = {**at, "path": format_path(change.path)}
        write_change_object(fields, change.before, change.after)
