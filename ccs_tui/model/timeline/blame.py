"""Blame: the step that last set each value of a document, however deep.

A value that no step touched since it came has the step of what brought it. So a tree of marks has
branches only where a step changed a part of a value, and stays as small as the changes were. Each
property is looked at for itself, and from the step on that set what was not overwritten since.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from ccs_tui.model.alignment import Run, common_runs
from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.changed_paths import DEEPEST
from ccs_tui.model.timeline.steps import Steps
from ccs_tui.model.timeline.stored_values import Values
from ccs_tui.model.tree.child_texts import split_array, split_object
from ccs_tui.model.value_at import ValuePath


@dataclass(frozen=True, slots=True)
class BlameMark:
    """The number of the step that last changed a value, or anything in it.

    `members` and `elements` have the marks of what is inside; both are None where all of it is as
    the step left it.
    """

    step: int
    members: dict[str, "BlameMark"] | None = None
    elements: "list[BlameMark] | None" = None

    def at(self, path: ValuePath) -> "BlameMark":
        """Return the mark of the value at a path below."""
        mark = self
        for key in path:
            if isinstance(key, str) and mark.members is not None:
                mark = mark.members.get(key, mark)
            elif isinstance(key, int) and mark.elements is not None:
                mark = mark.elements[key] if -1 < key < len(mark.elements) else mark
        return mark


@dataclass(frozen=True, slots=True)
class Blame:
    """The marks of a document's properties as they were after the step `number`."""

    number: int = 0
    marks: Mapping[str, BlameMark] = field(default_factory=dict)

    def at(self, steps: Steps, number: int) -> "Blame":
        """Return the marks after a step; a later one than this goes on from here."""
        known = self if self.number <= number else Blame()
        marks: dict[str, BlameMark] = {}
        for name, values in [*steps.values.items()]:
            last = bisect_right(values.numbers, number) - 1
            if last < 0 or values.stored[last] is None:
                continue
            first, seen = _first_of(values, last), bisect_right(values.numbers, known.number)
            mark = known.marks.get(name) if first < seen else None
            for at, change in steps.changes_of(name, first if mark is None else seen, last):
                mark = _marked_by(mark, change, at)
            if mark is not None:
                marks[name] = mark
        return Blame(number, marks)


def _first_of(values: Values, last: int) -> int:
    """Return the place from which on the values tell who set the parts of a later one.

    What a property was before it went, was a text or a number, or had nothing in it, is over.
    """
    first = last
    while first and values.stored[first - 1] is not None:
        value = values.stored[first]
        if isinstance(value, str) and (
            value[0] not in "{[" or (first < last and value in ("{}", "[]"))
        ):
            break
        first -= 1
    return first


def _marked_by(mark: BlameMark | None, change: Change[JsonText], step: int) -> BlameMark | None:
    """Return the mark of a property after a step that changed it, None if it is gone."""
    if change.after is None:
        return None
    if mark is None or change.before is None:
        return BlameMark(step)
    return _marked(mark, change.before, change.after, step, 0)


def _marked(mark: BlameMark, before: JsonText, after: JsonText, step: int, depth: int) -> BlameMark:
    if before == after:
        return mark
    if before[0] != after[0] or after[0] not in "{[" or depth > DEEPEST:
        return BlameMark(step)
    if after[0] == "{":
        return _marked_members(mark, before, after, step, depth)
    return _marked_elements(mark, before, after, step, depth)


def _marked_members(
    mark: BlameMark, before: JsonText, after: JsonText, step: int, depth: int
) -> BlameMark:
    old = dict(split_object(before))
    return BlameMark(
        step,
        members={
            name: _marked(mark.at((name,)), old[name], value, step, depth + 1)
            if name in old
            else BlameMark(step)
            for name, value in split_object(after)
        },
    )


def _marked_elements(
    mark: BlameMark, before: JsonText, after: JsonText, step: int, depth: int
) -> BlameMark:
    old, new = split_array(before), split_array(after)
    marks = [mark] * len(old) if mark.elements is None else mark.elements
    elements: list[BlameMark] = []
    at = other = 0
    for run in (*common_runs(old, new), Run(len(old), len(new), 0)):
        for mine, theirs in zip_longest(range(at, run.before), range(other, run.after)):
            if theirs is None:
                continue
            elements.append(
                BlameMark(step)
                if mine is None
                else _marked(marks[mine], old[mine], new[theirs], step, depth + 1)
            )
        elements += marks[run.before : run.before + run.length]
        at, other = run.before + run.length, run.after + run.length
    return BlameMark(step, elements=elements)
