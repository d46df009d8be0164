"""Steps beside each other: a value in one, two that are marked, or one and the last."""

from collections.abc import Sequence

from ccs_tui.model.changes import Change
from ccs_tui.model.compared_documents import ComparedDocuments, compared
from ccs_tui.model.timeline.step import Step
from ccs_tui.model.tree import format_path
from ccs_tui.model.value_at import ValuePath
from ccs_tui.ui.views.compared_values import ComparedValues
from ccs_tui.workspace.timeline import Timeline


def value_in_step(timeline: Timeline, path: ValuePath, step: Step) -> ComparedValues:
    """Return the view of all of a value, and of what it was before a step."""
    recording, number, name = timeline.recording, step.number, format_path(path)
    before = recording.value_at(number - 1, path) if step.after is not None else None
    after = recording.value_at(number, path)
    if step.after is None:
        before = after  # The document was seen first at this step, and may have been there before.
    return ComparedValues(
        f"{name} · step {number}",
        ComparedDocuments((Change(name, before, after),)),
        is_first=step.after is None,
    )


def steps_to_compare(
    timeline: Timeline, number: int | None, marked: Sequence[int]
) -> tuple[int, int] | str:
    """Return the two steps to compare, the earlier first, or a sentence on why there are none."""
    last = timeline.last
    if number is None or last is None:
        return "There is no step to compare."
    if len(marked) > 2:
        return f"{len(marked)} steps are marked: = compares two."
    if len(marked) == 2:
        return marked[0], marked[1]
    one, other = sorted((marked[0], number) if marked else (number, last))
    if one == other:
        return "Mark two steps with space, or go to one before the last: = compares them."
    return one, other


def between_steps(timeline: Timeline, one: int, other: int) -> ComparedValues:
    """Return the view of what differs in the document between two steps."""
    recording = timeline.recording
    found = compared(recording.properties_at(one), recording.properties_at(other), timeline.muted)
    return ComparedValues(f"Step {one} and step {other}", found)
