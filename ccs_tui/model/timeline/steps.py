"""The steps of a recording in little room, each made when it is asked for.

A value is held as what differs from the one before, as on the disk: so steps of a document of
800,000 characters, of which a little changes, take about that little. And a recording of 10,000
steps is open before any of its values was made.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import overload

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.step import Step
from ccs_tui.model.timeline.text_delta import delta, restored

WORTH_A_DELTA = 200
"""The characters of a value from which on a difference is held in its place."""
FRAME = 32
"""The differences after which a value that was made is kept for the next time."""
MOST_KEPT = 20_000_000
"""The characters of the values that are kept like that."""
WEIGHT_OF_STEP = 1_000
"""The characters that a step counts beside its values: about what it takes in memory."""

Stored = JsonText | bytes | None
"""A value whole, as the difference to the one before, or None where it is gone."""


def stored(before: JsonText | None, after: JsonText | None, differences: int) -> Stored:
    """Return a value as it is held, after differences of so many bytes since it was whole.

    It is whole again once they would be as large as itself, so that it is never far to go back.
    """
    if before is not None and after is not None and len(after) >= WORTH_A_DELTA:
        data = delta(before, after)
        if len(data) < len(after) // 2 and differences + len(data) <= len(after):
            return data
    return after


@dataclass(slots=True)
class Values:
    """The values of one property: the numbers of the steps that set it, and what each set.

    `differences` are the bytes of the differences since it was whole.
    """

    numbers: list[int] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    differences: int = 0

    def add(self, number: int, value: Stored) -> None:
        """Take the value from a step on."""
        self.numbers.append(number)
        self.stored.append(value)
        self.differences = self.differences + len(value) if isinstance(value, bytes) else 0

    def place_of(self, number: int) -> int:
        """Return the place of the value that a step set. Raises LookupError if it set none."""
        place = bisect_left(self.numbers, number)
        if self.numbers[place] != number:
            raise LookupError(number)
        return place

    def came_at(self, place: int) -> int:
        """Return the number of the step with which a property came that is there at a place."""
        while place and self.stored[place - 1] is not None:
            place -= 1
        return self.numbers[place]


class Steps(Sequence[Step]):
    """Steps in order, with numbers one after another; more are appended, and none is changed.

    `heads` are the same steps without their changes, and `names` those of the properties that each
    changed; `weight` is about their characters in memory.
    """

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        self.heads: list[Step] = []
        self.weight = 0
        self.values: dict[str, Values] = {}
        """The values of each property that a step changed."""
        self.names: list[Sequence[str]] = []
        self._weights: list[int] = []
        # Steps older than the first one here may be gone: then only its changes tell the values
        # before it.
        self._was: dict[tuple[int, str], JsonText | None] = {}
        self._made: dict[tuple[str, int], JsonText | None] = {}
        self._characters = 0
        for step in steps:
            self.append(step)

    def append(self, step: Step) -> None:
        """Take one more step."""
        rows: list[tuple[str, Stored]] = []
        for change in step.changes:
            values = self.values.get(change.name)
            last = None if values is None else self.value(change.name, len(values.numbers) - 1)
            if last != change.before:
                self._was[step.number, change.name] = change.before
            differences = 0 if values is None else values.differences
            rows.append((change.name, stored(last, change.after, differences)))
        self.take(replace(step, changes=()), rows)

    def take(self, head: Step, rows: Sequence[tuple[str, Stored]]) -> None:
        """Take one more step; its changes come apart, each as it is held."""
        weight = WEIGHT_OF_STEP
        for name, value in rows:
            if name not in self.values:
                self.values[name] = Values()
            self.values[name].add(head.number, value)
            weight += len(value or "")
        self.weight += weight
        self._weights.append(weight)
        self.names.append([name for name, _ in rows])
        # The head is added last, so that another thread that finds it finds the whole step.
        self.heads.append(head)

    def note(self, number: int, text: str) -> None:
        """Give a step another note. Raises IndexError."""
        at = self.place_of(number)
        self.heads[at] = replace(self.heads[at], note=text)

    def weight_of(self, place: int) -> int:
        """Return the weight of the step at a place."""
        return self._weights[place]

    def begun_at(self, place: int) -> "Steps":
        """Return the steps from a place on, the first with all properties that it left."""
        first = self[place]
        rest = Steps([whole_step(first, self.properties_at(first.number))])
        for head, names in zip(self.heads[place + 1 :], self.names[place + 1 :], strict=True):
            of = [self.values[name] for name in names]
            held = [values.stored[values.place_of(head.number)] for values in of]
            rest.take(head, [*zip(names, held, strict=True)])
        return rest

    # ── the steps ──────────────────────────────────────────────────────────────────────────────

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self.heads)))]
        head, names = self.heads[index], self.names[index]
        return replace(head, changes=tuple(self.change(name, head.number) for name in names))

    def __iter__(self) -> Iterator[Step]:
        """Yield the steps that are there now; each value is made from the one before."""
        texts: dict[str, JsonText | None] = {}
        places: dict[str, int] = {}
        for index in range(len(self.heads)):
            head, changes = self.heads[index], list[Change[JsonText]]()
            for name in self.names[index]:
                places[name] = place = places.get(name, -1) + 1
                before, value = texts.get(name), self.values[name].stored[place]
                texts[name] = after = _whole(before, value)
                changes.append(Change(name, self._was.get((head.number, name), before), after))
            yield replace(head, changes=tuple(changes))

    def after(self, number: int) -> Iterator[Step]:
        """Yield the steps after one, or all if that is before the first."""
        known = number - self.heads[0].number + 1 if self.heads else 0
        return iter(self) if known <= 0 else (self[at] for at in range(known, len(self.heads)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def change(self, name: str, number: int) -> Change[JsonText]:
        """Return what a step changed of a property. Raises LookupError if it did not."""
        place = self.values[name].place_of(number)
        before = self.value(name, place - 1) if place else None
        return Change(name, self._was.get((number, name), before), self.value(name, place))

    def place_of(self, number: int) -> int:
        """Return the place of a step by its number. Raises IndexError."""
        at = number - self.heads[0].number if self.heads else -1
        if not 0 <= at < len(self.heads):
            raise IndexError(number)
        return at

    # ── the values ─────────────────────────────────────────────────────────────────────────────

    def properties_at(self, number: int) -> dict[str, JsonText]:
        """Return the document's properties as they were after a step."""
        found: list[tuple[int, str, JsonText]] = []
        for name, values in self.values.items():
            at = bisect_right(values.numbers, number) - 1
            if at >= 0 and (value := self.value(name, at)) is not None:
                found.append((values.came_at(at), name, value))
        found.sort(key=lambda one: one[0])
        return {name: value for _, name, value in found}

    def value(self, name: str, place: int) -> JsonText | None:
        """Return the value that a property got with the change at a place among its changes."""
        held, made = self.values[name].stored, self._made
        first = place
        while first > 0 and isinstance(held[first], bytes) and (name, first) not in made:
            first -= 1
        text = made.get((name, first)) or _whole(None, held[first])
        for at in range(first + 1, place + 1):
            text = _whole(text, held[at])
            if at == place or at % FRAME == 0:
                self._keep(name, at, text)
        return text

    def _keep(self, name: str, place: int, text: JsonText | None) -> None:
        self._characters += len(text or "")
        if self._characters > MOST_KEPT:
            # Another thread may be looking into the old one.
            self._made, self._characters = {}, len(text or "")
        self._made[name, place] = text


def _whole(before: JsonText | None, value: Stored) -> JsonText | None:
    return JsonText(restored(before or "", value)) if isinstance(value, bytes) else value


def whole_step(step: Step, properties: Mapping[str, JsonText]) -> Step:
    """Return a step as the first one of a recording, with all properties that it left."""
    whole = tuple(Change(name, None, value) for name, value in properties.items())
    return replace(step, after=None, changes=whole)
