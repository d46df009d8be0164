"""A save in words: its button, its calls, the size and the expiry after it."""

from datetime import datetime, timedelta

from ccs_tui.model.expiry import format_duration, format_when, remaining_seconds
from ccs_tui.model.size import LIMIT, format_percent, level
from ccs_tui.model.words import counted
from ccs_tui.ui.text import shorten
from ccs_tui.ui.widgets.row_list import Cell
from ccs_tui.ui.widgets.size_gauge import LEVEL_WORDS
from ccs_tui.workspace.journal import Kind
from ccs_tui.workspace.review import ExpiryChoice, Part, Review

LEVEL_ROLES = ("good", "warning", "alarm", "alarm")
LABEL_WIDTH = 18
UNSURE = "The service sends no time, so the expiry moves by as much as this machine's clock is off"


def part_label(part: Part) -> str:
    """Return a document's label, short enough for a sentence."""
    if part.key.session is None:
        return "the namespace document"
    return shorten(part.key.label, LABEL_WIDTH, "middle")


def action_of(review: Review) -> str:
    """Return the words of the button that sends: `Save 3 properties of 3f2c…`."""
    parts = [part for part in review.parts if part.steps]
    if len(parts) == 1:
        return _action_of_one(parts[0])
    saved = [part for part in parts if part.plan.upsert or _kinds(part) == {Kind.SAVE}]
    emptied = [part for part in parts if part not in saved]
    if len(saved) == 1 and emptied:
        return f"Move {counted(len(saved[0].plan.upsert))} to {part_label(saved[0])}"
    if not saved:
        return f"Delete in {counted(len(parts), 'document')}"
    return f"Save {counted(len(parts), 'document')}"


def _kinds(part: Part) -> set[Kind]:
    return {step.kind for step in part.steps}


def _action_of_one(part: Part) -> str:
    kinds, label = _kinds(part), part_label(part)
    saved, deleted = len(part.plan.upsert), len(part.plan.delete)
    if Kind.DELETE_DOCUMENT in kinds:
        return f"Delete {label}"
    if part.gone:
        return f"Restore {label}"
    if Kind.SAVE not in kinds:
        return f"Delete {counted(deleted)} of {label}"
    if not saved and part.there.exists:
        return f"Change the expiry of {label}"
    if not saved:
        return f"Create {label}"
    more = f", delete {deleted:,}" if deleted else ""
    return f"Save {counted(saved)}{more} of {label}"


def size_pieces(part: Part) -> list[Cell]:
    """Return the document's size before and after, in characters, and its share of the limit."""
    plan = part.plan
    if Kind.DELETE_DOCUMENT in _kinds(part):
        return [Cell(f"{plan.size_before:,} characters are deleted", "warning")]
    size_level = level(plan.size_after)
    role, word = LEVEL_ROLES[size_level], LEVEL_WORDS[size_level]
    before = "" if part.gone or not part.there.exists else f"{plan.size_before:,} → "
    delta = f" ({plan.size_after - plan.size_before:+,})" if before else ""
    return [
        Cell(before, "dim"),
        Cell(f"{plan.size_after:,}", "" if role == "good" else role),
        Cell(f" of {LIMIT:,} characters{delta}, ", "dim"),
        Cell(f"{format_percent(plan.size_after)}{', ' + word if word else ''}", role),
    ]


def expiry_pieces(part: Part, now: datetime) -> list[Cell]:
    """Return the words for the expiry after the save, and why it can't be kept."""
    expiry = part.expiry
    before = None if expiry.before is None else _until(expiry.before, now)
    if Kind.DELETE_DOCUMENT in _kinds(part):
        return [Cell(f"deleted too: {before}" if before else "deleted too", "dim")]
    if expiry.choice is ExpiryChoice.KEPT:
        pieces = [Cell("kept: ", "good"), Cell(before or "as it is")]
        if expiry.unsure:
            pieces = [
                Cell("roughly kept: ", "warning"),
                Cell(before or "as it is"),
                Cell(f". {UNSURE}", "warning"),
            ]
        if expiry.earlier is not None:
            earlier = _until(expiry.earlier, now)
            pieces.append(
                Cell(
                    f". Others created it again after it was deleted, and set this; before, "
                    f"it was to expire {earlier}. x offers both.",
                    "warning",
                )
            )
        return pieces
    if expiry.choice is ExpiryChoice.UNTOUCHED:
        return [Cell("stays: ", "good"), Cell(before or "a deletion leaves it as it is")]
    if expiry.choice is ExpiryChoice.SET and expiry.ttl_seconds is not None:
        at = expiry.at or now + timedelta(seconds=expiry.ttl_seconds)
        after = _until(at, now) + (f". {UNSURE}" if expiry.unsure else "")
        if before is None or part.gone:
            return [Cell("set: ", "warning"), Cell(after)]
        return [Cell("changed: ", "warning"), Cell(before, "dim"), Cell(" → ", "dim"), Cell(after)]
    configured = "as configured for the session or the namespace, else 13 months"
    if part.gone or not part.there.exists:
        return [Cell(f"new: {configured}")]
    why = "v1 alone sets no expiry with a save" if before is None else "no TTL is sent"
    if expiry.unsure:
        why = "the service sends no time, and by this machine's clock it is past"
    return [Cell("can't be kept: ", "warning"), Cell(f"{why}. It starts again, {configured}.")]


def _until(instant: datetime, now: datetime) -> str:
    left = remaining_seconds(instant, now)
    when = format_when(instant, now)
    return f"{when}, in {format_duration(left)}" if left else f"{when}, which is past"


def largest_of(part: Part) -> str:
    """Return a sentence on the largest properties of a document that is too large."""
    listed = ", ".join(f"{shorten(name, LABEL_WIDTH)} ({size:,})" for name, size in part.largest(3))
    return f"{part.excess:,} characters over the limit. The largest: {listed}."


def blocked_by(review: Review) -> str:
    """Return why the save can't be sent as it is, empty if it can."""
    undecided = sum(len(part.conflicts) for part in review.parts)
    if undecided:
        return f"{counted(undecided, 'conflict')} must be decided first."
    for part in review.parts:
        if part.excess:
            return f"{part_label(part)} would be {part.excess:,} characters over the limit."
    return "" if not review.is_empty else "There is nothing to send."
