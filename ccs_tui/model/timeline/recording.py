"""A recording: the steps of one document, and the gaps between them, in memory.

It answers what the document was at any step, and when a path changed, in a time that does not grow
with the number of steps.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import inf
from typing import TYPE_CHECKING

from ccs_tui.model.changes import Change
from ccs_tui.model.document import Document
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.lazy_steps import HeldHead
from ccs_tui.model.timeline.step import Gap, Step
from ccs_tui.model.timeline.steps import Steps, StoredRow
from ccs_tui.model.value_at import ValuePath, value_at

if TYPE_CHECKING:
    from datetime import datetime

LEFT_OUT = "earlier steps are on the disk, and are not shown: they would take too much memory"
KEPT = 0.75
"""The share that stays where steps are left out, so that it is not done at every step."""


class Recording:
    """The steps of a document, in order and with their numbers one after another, and its gaps.

    The first step need not have the number 1: older ones may be forgotten. What it changed that was
    there before is then known from its changes alone. Where `most` is given, the oldest steps are
    left out as soon as there are so many characters, and a gap says so.
    """

    def __init__(
        self,
        key: DocumentKey,
        steps: Sequence[Step] = (),
        gaps: Sequence[Gap] = (),
        most: int | None = None,
    ) -> None:
        self.key = key
        self.steps = Steps(steps)
        """The steps; another object once older ones are left out."""
        self.gaps = list(gaps)
        self._most = most
        self._begun: datetime | None = None

    def is_next(self, step: Step) -> bool:
        """Return whether a step is the one after the last here, or the first of all."""
        return not self.steps or step.number == self.steps.heads[-1].number + 1

    def add(self, step: Step) -> bool:
        """Take one more step, after the last one; return whether older ones are left out now."""
        self.steps.append(step)
        return self._leave_out()

    def fill(self, number: int, heads: Iterator[HeldHead], rows: Iterator[StoredRow]) -> None:
        """Take steps as the disk has them; see `Steps.fill`."""
        most = inf if self._most is None else self._most
        while (rest := self.steps.fill(number, heads, rows, most)) is not None:
            number, rows = self.steps.heads[-1].number + 1, rest
            self._leave_out()
        self._leave_out()

    def _leave_out(self) -> bool:
        steps = self.steps
        if self._most is None or steps.weight <= self._most or len(steps) == 1:
            return False
        heads = steps.heads
        first = len(heads) - 1
        weight = steps.weight_of(first)
        while first > 1 and weight + steps.weight_of(first - 1) <= KEPT * self._most:
            first -= 1
            weight += steps.weight_of(first)
        self._begun = self._begun or heads[0].before
        self.steps = steps.begun_at(first)
        since = self.steps.heads[0].before
        later = [gap for gap in self.gaps if gap.until > since]
        self.gaps = [Gap(self._begun, since, LEFT_OUT), *later]
        return True

    def add_gap(self, gap: Gap) -> None:
        """Take one more gap, or a longer one in the place of the last."""
        if self.gaps and self.gaps[-1].since == gap.since:
            self.gaps.pop()
        self.gaps.append(gap)

    def note(self, number: int, text: str) -> None:
        """Give a step another note. Raises IndexError."""
        self.steps.note(number, text)

    def step(self, number: int) -> Step:
        """Return a step by its number. Raises IndexError."""
        return self.steps[self.steps.place_of(number)]

    def head(self, number: int) -> Step:
        """Return a step by its number, without its changes. Raises IndexError."""
        return self.steps.heads[self.steps.place_of(number)]

    def has(self, number: int) -> bool:
        """Return whether a step is there: older ones may be forgotten."""
        heads = self.steps.heads
        return bool(heads) and heads[0].number <= number <= heads[-1].number

    def names_in(self, number: int) -> Sequence[str]:
        """Return the names of the properties that a step changed. Raises IndexError."""
        return self.steps.names_at(self.steps.place_of(number))

    def properties_at(self, number: int) -> dict[str, JsonText]:
        """Return the document's properties as they were after a step."""
        return self.steps.properties_at(number)

    def value_at(self, number: int, path: ValuePath) -> JsonText | None:
        """Return the value at a path as it was after a step, None if nothing was there."""
        name = str(path[0])
        at = bisect_right(self._numbers(name), number) - 1
        value = self.steps.value(name, at) if at >= 0 else None
        return None if value is None else value_at({name: value}, path)

    def document_at(self, number: int) -> Document:
        """Return the document as it was after a step. Raises IndexError."""
        step = self.head(number)
        return Document(self.key, self.properties_at(number), step.expires, step.exists)

    def previous_change(self, path: ValuePath, number: int) -> int | None:
        """Return the last step before `number` that changed the value at a path, or None."""
        return next(
            (at for at in reversed(self._steps_of(path, most=number - 1)) if self._is_at(at, path)),
            None,
        )

    def next_change(self, path: ValuePath, number: int) -> int | None:
        """Return the first step after `number` that changed the value at a path, or None."""
        return next(
            (at for at in self._steps_of(path, least=number + 1) if self._is_at(at, path)), None
        )

    def rows(self) -> list[Step | Gap]:
        """Return the steps and the gaps in the order of time."""
        steps = iter(self.steps)
        return [row if isinstance(row, Gap) else next(steps) for row in self.order()]

    def order(self) -> list[int | Gap]:
        """Return the numbers of the steps, and the gaps, in the order of time.

        A gap stands before the step that ended it. It begins when the last good reading was asked
        for, and so before what that showed.
        """
        heads, rows = self.steps.heads, list[int | Gap]()
        first, at = heads[0].number if heads else 0, 0
        gaps = sorted(self.gaps, key=_until)
        for gap in gaps:
            since, at = at, bisect_left(heads, gap.until, lo=at, key=_before)
            rows += range(first + since, first + at)
            rows.append(gap)
        rows += range(first + at, first + len(heads))
        return rows

    def step_before(self, gap: Gap) -> int | None:
        """Return the number of the last step that was seen before a gap ended, None if none was."""
        at = bisect_left(self.steps.heads, gap.until, key=_before)
        return self.steps.heads[at - 1].number if at else None

    def _numbers(self, name: str) -> list[int]:
        values = self.steps.values.get(name)
        return [] if values is None else values.numbers

    def _steps_of(self, path: ValuePath, *, least: int = 0, most: int | None = None) -> list[int]:
        numbers = self._numbers(str(path[0]))
        end = len(numbers) if most is None else bisect_right(numbers, most)
        return numbers[bisect_left(numbers, least) : end]

    def _is_at(self, number: int, path: ValuePath) -> bool:
        change = self.steps.change(str(path[0]), number)
        return _at(change, change.before, path) != _at(change, change.after, path)


def _before(step: Step) -> "datetime":
    return step.before


def _until(gap: Gap) -> "datetime":
    return gap.until


def _at(change: Change[JsonText], value: JsonText | None, path: ValuePath) -> JsonText | None:
    return None if value is None else value_at({change.name: value}, path)
