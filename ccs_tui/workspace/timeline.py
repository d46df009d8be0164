"""A recording as it is looked at: its rows, turns and folded steps, and who set what, step by step.

What takes a while of a long recording (`analyse`, `blame_at`) touches nothing that is shown, so
that it can be done in a thread; what it found is taken over by the caller.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ccs_tui.model.document import Document
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.blame import Blame, BlameMark
from ccs_tui.model.timeline.changed_paths import PathChange, changed_paths
from ccs_tui.model.timeline.muted_paths import Muted, format_muted, muted_path
from ccs_tui.model.timeline.recording import Recording
from ccs_tui.model.timeline.step import Gap, Step
from ccs_tui.model.value_at import ValuePath
from ccs_tui.workspace.step_analysis import Analysis, AnalysisBasis

MOST_PATHS = 500
"""The most changed places of a step that are marked one by one."""


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row for a gap, by its place among the gaps."""

    index: int


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """A row for steps, one after another, in which only muted paths changed."""

    first: int
    last: int


TimelineRow = int | GapRow | FoldedRow
"""A row of the list: a step by its number, a gap, or folded steps."""


@dataclass(frozen=True, slots=True)
class StepView:
    """The document as it was after a step, and what changed in it.

    `changed` are the places that are there and changed, by path, and `gone` those that went, by the
    path of what they were in, `()` for properties; both at most MOST_PATHS, and none for the first
    step. `marks` say who set what, None if that was not asked for.
    """

    step: Step
    document: Document
    changed: Mapping[ValuePath, PathChange]
    gone: Mapping[ValuePath, Sequence[PathChange]]
    marks: Mapping[str, BlameMark] | None = None


class Timeline:
    """The recording of one document, and the wishes of who looks at it."""

    def __init__(
        self,
        recording: Recording,
        turn: str | None = None,
        muted: Muted = Muted(),  # noqa: B008
        expectations: Sequence[str] = (),
    ) -> None:
        self.recording = recording
        self.is_deleted = False
        """True once it is known that another process deleted the recording."""
        self.turn = turn
        self.muted = muted
        self.expectations = list(expectations)
        self.analysis = Analysis(AnalysisBasis(None, Muted(), (), 0))
        self.unfolded: set[int] = set()
        """The first steps of runs of folded ones that are shown all the same."""
        self.shows_all = False
        """True if no step is folded."""
        self.begins_at: int | None = None
        """The step at which one begins to look, None for the last one."""
        self.begins_with: ValuePath | None = None
        """The path that one begins to look at, None for the first that changed."""
        self._blamed = Blame()

    @property
    def key(self) -> DocumentKey:
        """The key of the document."""
        return self.recording.key

    @property
    def last(self) -> int | None:
        """The number of the last step, None if there is none."""
        return self.recording.steps.heads[-1].number if self.recording.steps else None

    def has(self, number: int) -> bool:
        """Return whether a step is there: older ones may be forgotten."""
        return self.recording.has(number)

    # ── rows ───────────────────────────────────────────────────────────────────────────────────

    def rows(self) -> list[TimelineRow]:
        """Return the rows of the list, in the order of time."""
        gaps = {id(gap): at for at, gap in enumerate(self.recording.gaps)}
        order = self.recording.order()
        shown = [GapRow(gaps[id(row)]) if isinstance(row, Gap) else row for row in order]
        if self.shows_all or not self.analysis.folded:
            return [*shown]
        rows: list[TimelineRow] = []
        for row in shown:
            if isinstance(row, GapRow) or not self.is_folded(row):
                rows.append(row)
            elif rows and isinstance(run := rows[-1], FoldedRow):
                rows[-1] = FoldedRow(run.first, row)
            else:
                rows.append(FoldedRow(row, row))
        return [row for run in rows for row in self._unfolded(run)]

    def _unfolded(self, row: TimelineRow) -> Iterable[TimelineRow]:
        if isinstance(row, FoldedRow) and row.first in self.unfolded:
            return range(row.first, row.last + 1)
        return (row,)

    def is_folded(self, number: int) -> bool:
        """Return whether a step belongs to those in which only muted paths changed."""
        return not self.shows_all and number in self.analysis.folded

    def gap(self, row: GapRow) -> Gap:
        """Return the gap of a row."""
        return self.recording.gaps[row.index]

    def row_of(self, number: int, rows: Sequence[TimelineRow]) -> TimelineRow:
        """Return the row that shows a step: itself, or the folded ones that it is among."""
        for row in rows:
            if isinstance(row, FoldedRow) and row.first <= number <= row.last:
                return row
        return number

    def number_at(self, row: TimelineRow | None) -> int | None:
        """Return the step that a row stands for: of a gap the one before it; None is the last."""
        match row:
            case None:
                return self.last
            case GapRow():
                return self.recording.step_before(self.gap(row))
            case FoldedRow():
                return row.last
        return row

    # ── a step ─────────────────────────────────────────────────────────────────────────────────

    def view_of(self, number: int, *, with_blame: bool = False) -> StepView:
        """Return the document as it was after a step. Raises IndexError."""
        step = self.recording.step(number)
        changed: dict[ValuePath, PathChange] = {}
        gone: dict[ValuePath, list[PathChange]] = {}
        changes = step.changes if step.after is not None else ()
        for change in islice(changed_paths(changes), MOST_PATHS):
            if change.after is None:
                gone.setdefault(change.path[:-1], []).append(change)
            else:
                changed[change.path] = change
        return StepView(
            step,
            self.recording.document_at(number),
            changed,
            gone,
            self.blame_at(number) if with_blame else None,
        )

    def blame_at(self, number: int) -> Mapping[str, BlameMark]:
        """Return who set what of the document, as it was after a step."""
        # People mostly step forward, so this goes on from the last known step.
        self._blamed = self._blamed.at(self.recording.steps, number)
        return self._blamed.marks

    def turn_of(self, number: int) -> str | None:
        """Return the turn of a step, None if it has none, or is not known yet."""
        return self.analysis.turns.get(number)

    def grew(self, number: int) -> int | None:
        """Return the characters that a step brought, None for the first step."""
        step = self.recording.head(number)
        if step.after is None or number == self.recording.steps.heads[0].number:
            return None
        return step.size - self.recording.head(number - 1).size

    def broken_at(self, number: int) -> list[str]:
        """Return the expectations that broke at a step."""
        verdicts = self.analysis.verdicts.items()
        return [text for text, verdict in verdicts if verdict.broken_at == number]

    # ── wishes ─────────────────────────────────────────────────────────────────────────────────

    def switch_muted(self, path: ValuePath) -> str:
        """Mute a path, or no longer what mutes it; return a sentence on it."""
        self.unfolded.clear()
        if covering := self.muted.covering(path):
            self.muted = self.muted.without(covering)
            return f"{', '.join(map(format_muted, covering))} is muted no more."
        self.muted = self.muted.with_path(path)
        return (
            f"{format_muted(muted_path(path))} is muted: steps that change nothing else are "
            "folded. m again shows them."
        )

    # ── all steps ──────────────────────────────────────────────────────────────────────────────

    def analyse(self) -> Analysis:
        """Return what all steps together tell. It changes nothing here; give it to `take`.

        Of steps that came after those already known, only these are looked at.
        """
        first = self.recording.steps.heads[0].number if self.recording.steps else 0
        basis = AnalysisBasis(self.turn, self.muted, tuple(self.expectations), first)
        known = self.analysis if self.analysis.basis == basis else Analysis(basis)
        return known.after(self.recording.steps)

    def take(self, analysis: Analysis) -> None:
        """Show what was found out."""
        self.analysis = analysis
