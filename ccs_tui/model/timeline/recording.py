"""A recording: the steps of one document, and the gaps between them, in memory.

It answers what the document was at any step, and when a path changed, in a time that does not grow
with the number of steps.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from ccs_tui.model.document import Document
from ccs_tui.model.expression import value_at
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.changed_paths import Path
from ccs_tui.model.timeline.step import Gap, Step, ValueChange


class Recording:
    """The steps of a document, in order and with their numbers one after another, and its gaps.

    The first step need not have the number 1: older ones may be forgotten. What it changed that was
    there before is then known from its changes alone.
    """

    def __init__(self, key: DocumentKey, steps: Sequence[Step], gaps: Sequence[Gap] = ()) -> None:
        self.key = key
        self.steps: list[Step] = []
        self.gaps = list(gaps)
        # Of each property the steps that changed it, and the value from then on.
        self._changed: dict[str, tuple[list[int], list[JsonText | None]]] = {}
        for step in steps:
            self.add(step)

    def add(self, step: Step) -> None:
        """Take one more step, which follows the last one."""
        self.steps.append(step)
        for change in step.changes:
            numbers, values = self._changed.setdefault(change.name, ([], []))
            numbers.append(step.number)
            values.append(change.after)

    def add_gap(self, gap: Gap) -> None:
        """Take one more gap, or a longer one in the place of the last."""
        if self.gaps and self.gaps[-1].since == gap.since:
            self.gaps.pop()
        self.gaps.append(gap)

    def note(self, number: int, text: str) -> None:
        """Give a step another note. Raises IndexError."""
        step = self.step(number)
        self.steps[number - self._first] = replace(step, note=text)

    @property
    def _first(self) -> int:
        return self.steps[0].number if self.steps else 1

    def step(self, number: int) -> Step:
        """Return a step by its number. Raises IndexError."""
        at = number - self._first
        if at < 0:
            raise IndexError(number)
        return self.steps[at]

    def properties_at(self, number: int) -> dict[str, JsonText]:
        """Return the document's properties as they were after a step."""
        found: list[tuple[int, str, JsonText]] = []
        for name, (numbers, values) in self._changed.items():
            at = bisect_right(numbers, number) - 1
            if at >= 0 and (value := values[at]) is not None:
                found.append((_came_at(numbers, values, at), name, value))
        found.sort(key=lambda one: one[0])
        return {name: value for _, name, value in found}

    def value_at(self, number: int, path: Path) -> JsonText | None:
        """Return the value at a path as it was after a step, None if nothing was there."""
        numbers, values = self._changed.get(str(path[0]), ([], []))
        at = bisect_right(numbers, number) - 1
        value = values[at] if at >= 0 else None
        return None if value is None else value_at({str(path[0]): value}, path)

    def document_at(self, number: int) -> Document:
        """Return the document as it was after a step. Raises IndexError."""
        step = self.step(number)
        return Document(self.key, self.properties_at(number), step.expires, step.exists)

    def changes_of(self, path: Path) -> Iterator[tuple[int, JsonText | None, JsonText | None]]:
        """Yield the steps that changed the value at a path, with the value before and after."""
        name = str(path[0])
        for number in self._changed.get(name, ([], []))[0]:
            change = next(each for each in self.step(number).changes if each.name == name)
            before, after = _at(change, change.before, path), _at(change, change.after, path)
            if before != after:
                yield number, before, after

    def previous_change(self, path: Path, number: int) -> int | None:
        """Return the last step before `number` that changed the value at a path, or None."""
        return next(
            (at for at in reversed(self._steps_of(path, most=number - 1)) if self._is_at(at, path)),
            None,
        )

    def next_change(self, path: Path, number: int) -> int | None:
        """Return the first step after `number` that changed the value at a path, or None."""
        return next(
            (at for at in self._steps_of(path, least=number + 1) if self._is_at(at, path)), None
        )

    def rows(self) -> list[Step | Gap]:
        """Return the steps and the gaps in the order of time, a gap before the step that ended it.

        A gap begins when the last good reading was asked for, and so before what that showed.
        """
        gaps, rows = sorted(self.gaps, key=lambda gap: gap.until), list[Step | Gap]()
        at = 0
        for step in self.steps:
            while at < len(gaps) and gaps[at].until <= step.before:
                rows.append(gaps[at])
                at += 1
            rows.append(step)
        return [*rows, *gaps[at:]]

    def step_at(self, instant: datetime) -> Step | None:
        """Return the step that held at an instant, None before the first."""
        at = bisect_right(self.steps, instant, key=lambda step: step.before)
        return self.steps[at - 1] if at else None

    def step_before(self, gap: Gap) -> Step | None:
        """Return the last step that was seen before a gap ended, None if there is none."""
        at = bisect_left(self.steps, gap.until, key=lambda step: step.before)
        return self.steps[at - 1] if at else None

    def _steps_of(self, path: Path, *, least: int = 0, most: int | None = None) -> list[int]:
        numbers = self._changed.get(str(path[0]), ([], []))[0]
        end = len(numbers) if most is None else bisect_right(numbers, most)
        return numbers[bisect_left(numbers, least) : end]

    def _is_at(self, number: int, path: Path) -> bool:
        change = next(each for each in self.step(number).changes if each.name == path[0])
        return _at(change, change.before, path) != _at(change, change.after, path)


def _at(change: ValueChange, value: JsonText | None, path: Path) -> JsonText | None:
    return None if value is None else value_at({change.name: value}, path)


def _came_at(numbers: list[int], values: list[JsonText | None], at: int) -> int:
    """Return the step with which a property came that is there at the change `at`."""
    while at and values[at - 1] is not None:
        at -= 1
    return numbers[at]
