"""Blame: the step that last set each value of a document, however deep.

A value that no step touched since it came has the step of what brought it. So a tree of marks has
branches only where a step changed a part of a value, and stays as small as the changes were.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.changed_paths import DEEPEST, between_runs
from ccs_tui.model.timeline.step import Step
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


def blame(steps: Iterable[Step]) -> dict[str, BlameMark]:
    """Return the marks of a document's properties after these steps, from the first one on."""
    marks: dict[str, BlameMark] = {}
    for step in steps:
        mark_step(marks, step)
    return marks


def mark_step(marks: dict[str, BlameMark], step: Step) -> None:
    """Bring the marks of a document's properties up to a step that follows."""
    for change in step.changes:
        if change.after is None:
            marks.pop(change.name, None)
            continue
        mark = marks.get(change.name)
        if mark is None or change.before is None:
            marks[change.name] = BlameMark(step.number)
        else:
            marks[change.name] = _marked(mark, change.before, change.after, step.number, 0)


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
    pairs = list(between_runs(old, new))
    changed = {other: at for at, other in pairs if other is not None}
    moved = {at for at, _ in pairs}
    kept = iter([at for at in range(len(old)) if at not in moved])
    elements = []
    for other, value in enumerate(new):
        if other not in changed:
            elements.append(mark.at((next(kept),)))
        elif (at := changed[other]) is None:
            elements.append(BlameMark(step))
        else:
            elements.append(_marked(mark.at((at,)), old[at], value, step, depth + 1))
    return BlameMark(step, elements=elements)
