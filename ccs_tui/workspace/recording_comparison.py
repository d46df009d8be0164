"""Two recordings laid beside each other: where either comes from, and in words where they part."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ccs_tui.local.database import StateError
from ccs_tui.model.compared_documents import NOTHING_MUTED, ComparedDocuments, compared
from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.recording_difference import Laid, Parting, Stage, lay, stages
from ccs_tui.model.words import agreeing, any_of, counted
from ccs_tui.workspace.compared_sides import ComparedSides, Side
from ccs_tui.workspace.refused_error import RefusedError
from ccs_tui.workspace.sent_recordings import RecordingFileError, read_file
from ccs_tui.workspace.step_words import date_of

if TYPE_CHECKING:
    from ccs_tui.workspace.recording_library import RecordingLibrary
    from ccs_tui.workspace.timeline import Timeline


def turn_of_both(one: "Timeline", other: "Timeline") -> tuple[str | None, str]:
    """Return the turn that the sides say and both have; None, and a sentence why, without one."""
    said = [turn for turn in dict.fromkeys((one.turn, other.turn)) if turn is not None]
    for turn in said:
        if all(stages(side.recording, turn) for side in (one, other)):
            return turn, ""
    why = f"{any_of(said)} finds none in both" if said else "neither says what a turn is"
    return None, f"Laid beside each other step by step, not by turns: {why}."


def parting_words(found: Parting) -> str:
    """Say at which turn, or else at which step, two recordings part."""
    one, other = found.one, found.other
    if one is None or other is None:
        longer, shorter = ("other", "one") if one is None else ("one", "other")
        place = "".join(_words(each, longer) for each in (one, other) if each is not None)
        return f"They part at {place}: the {shorter} ends before it."
    if one.turn != other.turn:
        return f"They part: {_words(one, 'one')}, and {_words(other, 'other')}."
    place = f"step {one.step}"
    if one.step != other.step:
        place += f" of the one, step {other.step} of the other"
    return f"They part at {place if one.turn is None else f'turn {one.turn} ({place})'}."


def _words(stage: Stage, which: str) -> str:
    step = f"step {stage.step} of the {which}"
    return step if stage.turn is None else f"turn {stage.turn} ({step})"


class RecordingSide(Side):
    """One of two recordings, which `load` reads; once it is read it says how long it is.

    What is recorded meanwhile is there with the next reading.
    """

    def __init__(self, name: str, load: "Callable[[], Awaitable[Timeline]]") -> None:
        super().__init__(name, None, _no_document)
        self.timeline: Timeline | None = None
        """The recording as it was last read; None before the first."""
        self._load = load

    async def read(self, clock: Callable[[], datetime]) -> None:
        """Read it once; an error is its `problem` then."""
        try:
            timeline = await self._load()
        except (RefusedError, StateError) as error:
            self.problem = str(error)
            return
        self.timeline, self.problem, self.read_at = timeline, None, clock()
        heads = timeline.recording.steps.heads
        first, last = date_of(heads[0].before), date_of(heads[-1].before)
        when = f"at {first}" if len(heads) == 1 else f"from {first} to {last}"
        self.extent = f"{counted(len(heads), 'step')} {when}"


async def _no_document() -> Document:
    raise RefusedError("A recording has no one document.")


class ComparedRecordings(ComparedSides):
    """Two recordings, and what differs between them where they part, once both are read."""

    left: RecordingSide
    right: RecordingSide

    def __init__(
        self, left: RecordingSide, right: RecordingSide, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(left, right, NOTHING_MUTED, clock)  # either recording has its own

    def compare(self) -> ComparedDocuments | None:
        """Return what differs at the end of the first turns, or steps, that part; see `said`.

        None while a side was never read, and where there is nothing to lay beside each other.
        """
        one, other = self.left.timeline, self.right.timeline
        if one is None or other is None:
            self.said = ()
            return None
        muted = Muted(one.muted.paths | other.muted.paths)
        turn, why_none = turn_of_both(one, other)
        laid = lay(one.recording, other.recording, turn, muted)
        but = "But for muted paths, " if muted.paths else ""
        told = _told(laid, "step" if turn is None else "turn", but)
        self.said = (*filter(None, (why_none,)), *told)
        if (found := laid.parting) is None or found.one is None or found.other is None:
            return None
        return compared(found.one.properties, found.other.properties, muted)


def _told(laid: Laid, stage: str, but: str) -> Iterator[str]:
    """Say what two recordings have in common, what was passed over, and where they part."""
    same = laid.common - bool(laid.parting and laid.parting.changes)
    if same:
        yield f"{but}{counted(same, stage)} of both {agreeing(same, 'is', 'are')} the same."
    if laid.passed:
        yield passed_words(laid.passed)
    if laid.parting is not None:
        yield parting_words(laid.parting)
    elif same:
        yield "They never part."
    else:
        yield "There is nothing to compare: neither has a step with a property that is not muted."


def passed_words(count: int) -> str:
    """Say that turns were passed over, which only one of two recordings has."""
    return (
        f"{counted(count, 'turn')} that only one of them has: passed over, since a reading may "
        "have missed it."
    )


def recorded_side(library: "RecordingLibrary", key: DocumentKey) -> RecordingSide:
    """Return the side of a recording on this machine, which may be deleted meanwhile."""

    async def load() -> "Timeline":
        timeline = await library.timeline(key)
        if not timeline.recording.steps:
            raise RefusedError(await library.nothing_of(key, key.label))
        return timeline

    return RecordingSide(f"{key.namespace} · {key.label}", load)


def recorded_file_side(path: Path, other: DocumentKey) -> RecordingSide:
    """Return the side of a recording in a file: that of the same document as `other`, or the one.

    The account does not count: a colleague's file may be of another one.
    """

    async def load() -> "Timeline":
        return await asyncio.to_thread(_of_file, path, other)

    return RecordingSide(path.name, load)


def _of_file(path: Path, other: DocumentKey) -> "Timeline":
    try:
        found = read_file(path)
    except RecordingFileError as error:
        raise RefusedError(f"{path}, {error}") from None
    except OSError as error:
        reason = (error.strerror or "an error").lower()
        raise RefusedError(f"{path} can't be read: {reason}.") from None
    named = (other.namespace, other.session)
    with_steps = [each for each in found if each.recording.steps]
    same = [each for each in with_steps if (each.key.namespace, each.key.session) == named]
    if not with_steps:
        raise RefusedError(f"{path} has no step of any document.")
    if len(chosen := same or with_steps) > 1:
        raise RefusedError(
            f"Which recording of {path} is meant can't be told: "
            f"{'several are' if same else 'it has several, and none is'} of {other.namespace} · "
            f"{other.label}."
        )
    return chosen[0]
