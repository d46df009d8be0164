"""The first turn at which two recordings part: of a bot before and after it was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ccs_tui.model.timeline.changed_paths import PathChange, changed_paths
from ccs_tui.model.timeline.muting import Muted
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Properties, apply, apply_to, changes_between
from ccs_tui.model.timeline.turns import Turns


@dataclass(frozen=True, slots=True)
class Stage:
    """The document at the end of a turn; without turns, after each step that is not muted.

    `turn` is its name, None where no turn was asked for, and `step` the last step in it.
    """

    turn: str | None
    step: int
    properties: Properties


@dataclass(frozen=True, slots=True)
class Parting:
    """The first stages of two recordings that differ; None for one that had ended by then.

    `changes` lead from the one to the other, without muted paths; none where the turns themselves
    are others.
    """

    one: Stage | None
    other: Stage | None
    changes: tuple[PathChange, ...] = ()


def parting(
    one: Recording,
    other: Recording,
    turn: str | None = None,
    muted: Muted = Muted(),  # noqa: B008
) -> Parting | None:
    """Return where two recordings part, None if they never do.

    `turn` is the expression that finds the turn of a document. What is at muted paths does not
    count.
    """
    for mine, theirs in zip_longest(stages(one, turn, muted), stages(other, turn, muted)):
        if mine is None or theirs is None or mine.turn != theirs.turn:
            return Parting(mine, theirs)
        between = changed_paths(changes_between(mine.properties, theirs.properties))
        changes = tuple(change for change in between if not muted.covers(change.path))
        if changes:
            return Parting(mine, theirs, changes)
    return None


def stages(recording: Recording, turn: str | None, muted: Muted) -> Sequence[Stage]:
    """Return the stages of a recording, in order."""
    turns = None if turn is None else Turns(turn)
    found: list[Stage] = []
    properties = apply({}, ())
    last: str | None = None
    for step in recording.steps:
        apply_to(properties, step.changes)
        if turns is None:
            if not muted.folds(step) and step.changes:
                found.append(Stage(None, step.number, dict(properties)))
            continue
        name = turns.of(properties) if step.exists else last
        if name is None:
            continue
        stage = Stage(name, step.number, dict(properties))
        if name == last:
            found[-1] = stage
        else:
            found.append(stage)
        last = name
    return found
