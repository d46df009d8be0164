"""The ticket of a timeline: which of its steps are told, and what is said beside them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ccs_tui.model.connection import Connection
from ccs_tui.model.timeline.expectation import NOT_ASKED
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Cause, Gap, Step, changes_between
from ccs_tui.model.timeline.ticket import Ticket, ToldStep, markdown_of_all, span
from ccs_tui.model.value_masking import Masking
from ccs_tui.model.words import agreeing, counted
from ccs_tui.workspace.recording_library import RecordingLibrary
from ccs_tui.workspace.timeline import Timeline

if TYPE_CHECKING:
    from ccs_tui.model.document import Document
    from ccs_tui.model.names import DocumentKey
    from ccs_tui.workspace.workspace import Workspace

__all__ = ["MOST_STEPS", "Masking", "Ticket", "markdown_of_all", "ticket_of", "timelines_of"]

MOST_STEPS = 100
"""The most steps that a ticket tells of: the last ones, unless some are marked."""


async def timelines_of(workspace: "Workspace", keys: "Sequence[DocumentKey]") -> list[Timeline]:
    """Return the timelines of documents, analysed; of one never watched, as it is now.

    Raises CcsError and StateError.
    """
    found = []
    for key in keys:
        timeline = await RecordingLibrary(workspace).timeline(key)
        if not timeline.recording.steps:
            step = _step_now(await workspace.open(key), workspace.clock())
            timeline.recording = Recording(key, [step])
        timeline.take(await asyncio.to_thread(timeline.analyse))
        found.append(timeline)
    return found


def _step_now(document: "Document", at: datetime) -> Step:
    """Return the one step of a document that was read, and never watched."""
    changes = changes_between({}, document.properties)
    return Step(
        1, None, at, changes, document.exists, document.expires_at, document.size, Cause.OTHERS
    )


def ticket_of(
    timeline: Timeline,
    written: datetime,
    marked: Sequence[int] = (),
    connection: Connection | None = None,
    profile: str = "",
) -> Ticket:
    """Return the ticket of the marked steps, or of all but those of muted paths alone."""
    wanted = set(marked)
    shown = [
        row
        for row in timeline.recording.order()
        if isinstance(row, Gap) or (row in wanted if wanted else not timeline.is_folded(row))
    ]
    steps = [row for row in shown if not isinstance(row, Gap)]
    cut = steps[:-MOST_STEPS] if not wanted else []
    kept = [timeline.recording.step(number) for number in steps[len(cut) :]]
    rows: list[ToldStep | Gap] = []
    for row in shown:
        if not isinstance(row, Gap):
            if row >= kept[0].number:
                rows.append(ToldStep(timeline.recording.step(row), timeline.turn_of(row)))
        elif kept and kept[0].before <= row.until:
            rows.append(row)
    last = kept[-1] if kept else None
    exists = last is not None and last.exists
    return Ticket(
        timeline.key,
        rows,
        timeline.recording.properties_at(last.number) if last is not None and exists else None,
        written,
        connection,
        profile,
        timeline.analysis.growth.words,
        _omitted(timeline, len(kept), len(cut), is_chosen=bool(wanted)),
        tuple(_standing(text, timeline) for text in timeline.expectations),
    )


def _omitted(timeline: Timeline, told: int, cut: int, *, is_chosen: bool) -> str:
    rest = len(timeline.recording.steps) - told - cut
    if is_chosen and rest:
        return f"{counted(rest, 'step')} that {agreeing(rest, 'was', 'were')} not chosen"
    parts = [f"{counted(cut, 'step')} before these"] if cut else []
    if rest:
        parts.append(f"{counted(rest, 'step')} in which only muted paths changed")
    return ", ".join(parts)


def _standing(text: str, timeline: Timeline) -> str:
    verdict = timeline.analysis.verdicts.get(text, NOT_ASKED)
    since = "" if verdict.since is None else f" since step {verdict.since}"
    broken = "" if verdict.broken_at is None else f"; it broke at step {verdict.broken_at}"
    return f"{span(text)} is {verdict.standing.value}{since}{broken}"
