"""The first turn at which two recordings part: of a bot before and after it was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ccs_tui.model.alignment import common_runs
from ccs_tui.model.timeline.changed_paths import PathChange, changed_paths
from ccs_tui.model.timeline.muted_paths import Muted
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


@dataclass(frozen=True, slots=True)
class Laid:
    """Two recordings laid beside each other: where they part, None if they never do.

    `common` are the turns, or else the steps, that both have, and `passed` those up to the parting
    that only one has: a reading every few seconds may miss one.
    """

    parting: Parting | None
    common: int
    passed: int


_Stages = Sequence[Stage]


def lay(
    one: Recording,
    other: Recording,
    turn: str | None = None,
    muted: Muted = Muted(),  # noqa: B008
) -> Laid:
    """Lay two recordings beside each other by their turns, and find where they part.

    `turn` is the expression that finds the turn of a document; without one the first step is beside
    the first step, and so on. What is at muted paths does not count. A turn that only one recording
    has parts them at the end of either, and where each has another one there, unless turns are
    counted: then a number was missed.
    """
    mine, theirs = stages(one, turn, muted), stages(other, turn, muted)
    common = passed = 0
    for is_common, left, right in _blocks(mine, theirs):
        if not is_common:
            if left[-1:] == mine[-1:] or right[-1:] == theirs[-1:] or _are_other(left, right):
                return Laid(Parting(_first(left), _first(right)), common, passed)
            passed += len(left) + len(right)
            continue
        for before, after in zip(left, right, strict=True):
            common += 1
            if changes := _between(before, after, muted):
                return Laid(Parting(before, after, changes), common, passed)
    return Laid(None, common, passed)


def _blocks(mine: _Stages, theirs: _Stages) -> Iterator[tuple[bool, _Stages, _Stages]]:
    """Yield the stages of both in order: those of the same turns, and between them the others."""
    runs = common_runs([each.turn for each in mine], [each.turn for each in theirs])
    at = other = 0
    for before, after, length in [*runs, (len(mine), len(theirs), 0)]:
        if before > at or after > other:
            yield False, mine[at:before], theirs[other:after]
        at, other = before + length, after + length
        if length:
            yield True, mine[before:at], theirs[after:other]


def _are_other(left: _Stages, right: _Stages) -> bool:
    """Return whether two recordings have other turns in a place, which no reading has missed."""
    return bool(left and right) and not all(
        (each.turn or "").isdecimal() for each in (*left, *right)
    )


def _first(stages: _Stages) -> Stage | None:
    return stages[0] if stages else None


def _between(before: Stage, after: Stage, muted: Muted) -> tuple[PathChange, ...]:
    between = changed_paths(changes_between(before.properties, after.properties))
    return tuple(change for change in between if not muted.covers(change.path))


def stages(
    recording: Recording,
    turn: str | None,
    muted: Muted = Muted(),  # noqa: B008
) -> Sequence[Stage]:
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
