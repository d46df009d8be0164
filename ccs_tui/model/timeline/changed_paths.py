"""The places deep inside values at which two of them differ, and the paths to these places."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import NamedTuple

from ccs_tui.model.alignment import Run, common_runs
from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.tree.child_texts import split_array, split_object
from ccs_tui.model.value_at import ValuePath

DEEPEST = 100
"""Levels below which a difference counts as one change."""


class PathChange(NamedTuple):
    """The change of the value at a path; None stands for no value there.

    An element that is gone has its path in the array before, any other value in that after.
    """

    path: ValuePath
    before: JsonText | None
    after: JsonText | None


def changed_paths(changes: Iterable[Change[JsonText]]) -> Iterator[PathChange]:
    """Yield the deepest places that changed, in the order of the values.

    Elements of an array are told apart by what they are: one that only moved did not change.
    """
    for change in changes:
        yield from paths_between((change.name,), change.before, change.after)


def paths_between(
    path: ValuePath, before: JsonText | None, after: JsonText | None
) -> Iterator[PathChange]:
    """Yield the deepest places at or below a path at which its value changed."""
    if before == after:
        return
    if before is None or after is None or before[:1] != after[:1] or len(path) > DEEPEST:
        yield PathChange(path, before, after)
    elif after[0] == "{":
        yield from _members(path, before, after)
    elif after[0] == "[":
        yield from _elements(path, before, after)
    else:
        yield PathChange(path, before, after)


def _members(path: ValuePath, before: JsonText, after: JsonText) -> Iterator[PathChange]:
    mine, theirs = dict(split_object(before)), dict(split_object(after))
    if mine == theirs:  # in another order
        yield PathChange(path, before, after)
    for name, value in theirs.items():
        yield from paths_between((*path, name), mine.get(name), value)
    for name, value in mine.items():
        if name not in theirs:
            yield PathChange((*path, name), value, None)


def _elements(path: ValuePath, before: JsonText, after: JsonText) -> Iterator[PathChange]:
    mine, theirs = split_array(before), split_array(after)
    for at, other in between_runs(mine, theirs):
        old = None if at is None else mine[at]
        if other is not None:
            yield from paths_between((*path, other), old, theirs[other])
        elif at is not None:
            yield PathChange((*path, at), old, None)


def between_runs(
    before: list[JsonText], after: list[JsonText]
) -> Iterator[tuple[int | None, int | None]]:
    """Yield the indexes of elements that are not in both, each with what it became or was."""
    at = other = 0
    for run in (*common_runs(before, after), Run(len(before), len(after), 0)):
        yield from zip_longest(range(at, run.before), range(other, run.after))
        at, other = run.before + run.length, run.after + run.length
