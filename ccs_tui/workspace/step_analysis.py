"""The analysis of all steps of a recording, which takes a while of a long one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccs_tui.model.timeline.expectation import NOT_ASKED, Expectation, Judgement
from ccs_tui.model.timeline.growth import Growth, growth
from ccs_tui.model.timeline.muted_paths import Muted
from ccs_tui.model.timeline.step import Properties, Step, apply_to
from ccs_tui.model.timeline.steps import Steps
from ccs_tui.model.timeline.turns import Turns


@dataclass(frozen=True, slots=True)
class AnalysisBasis:
    """The wishes that an analysis was made for, and the first step that was there."""

    turn: str | None
    muted: Muted
    expectations: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """The properties of all steps that take a while to find out.

    `turns` are those of the steps that have one, `folded` the numbers of steps in which only muted
    paths changed, `verdicts` those of the expectations after the last step, by their text, and
    `problem` is a sentence on the turns, or empty. It holds for its `basis` alone.
    """

    basis: AnalysisBasis

    turns: Mapping[int, str] = field(default_factory=dict)
    folded: frozenset[int] = frozenset()
    verdicts: Mapping[str, Judgement] = field(default_factory=dict)
    growth: Growth = field(default_factory=lambda: Growth(0, ()))
    problem: str = ""
    last: int = 0
    """The number of the last step that it knows: later ones are added to it."""
    properties: Properties = field(default_factory=dict, repr=False)
    """The document as it was after that step."""
    turn: str | None = None
    """The last turn that a step had."""

    def after(self, steps: Steps) -> "Analysis":
        """Return the analysis after all the steps: those that came later are added to it."""
        expected = {text: Expectation(text) for text in self.basis.expectations}
        verdicts = {text: self.verdicts.get(text, NOT_ASKED) for text in expected}
        turns = _TurnsOfSteps(self.basis.turn, self.turn)
        properties, found, folded = dict(self.properties), dict(self.turns), set(self.folded)
        last = self.last
        for step in steps.after(self.last):
            last = step.number
            if self.basis.muted.folds(step):
                folded.add(step.number)
            apply_to(properties, step.changes)
            if (turn := turns.of(step, properties)) is not None:
                found[step.number] = turn
            for text, expectation in expected.items():
                document = properties if step.exists else None
                verdicts[text] = expectation.after(verdicts[text], step.number, document)
        sizes = ((found.get(step.number), step.size) for step in steps.heads if step.exists)
        problem = self.problem or turns.problem
        return Analysis(
            basis=self.basis,
            turns=found,
            folded=frozenset(folded),
            verdicts=verdicts,
            growth=growth(sizes),
            problem=problem,
            last=last,
            properties=properties,
            turn=turns.last,
        )


class _TurnsOfSteps:
    """The turns of steps one after another: asked only where a property changed that counts."""

    def __init__(self, expression: str | None, last: str | None) -> None:
        self._turns = None if expression is None else Turns(expression)
        self.last = last
        """The turn of the last step that had one."""

    @property
    def problem(self) -> str:
        return "" if self._turns is None else self._turns.problem

    def of(self, step: Step, properties: Properties) -> str | None:
        if self._turns is None or not step.exists:
            return None
        names = self._turns.names
        if names is None or any(change.name in names for change in step.changes):
            self.last = self._turns.of(properties)
        return self.last
