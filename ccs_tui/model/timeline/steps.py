"""The steps of a recording in little room, each made when it is asked for.

A value is held as what differs from the one before, as on the disk: so steps of a document of
800,000 characters, of which a little changes, take about that little. And a recording of 10,000
steps is open before any of its values was made.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from math import inf
from typing import cast, overload

from ccs_tui.model.changes import Change
from ccs_tui.model.json_text import JsonText
from ccs_tui.model.text_bytes import from_bytes
from ccs_tui.model.timeline.lazy_steps import Heads, HeldHead
from ccs_tui.model.timeline.step import Step, with_changes
from ccs_tui.model.timeline.stored_values import Stored, Values, stored
from ccs_tui.model.timeline.text_delta import restored

FRAME = 32
"""The differences after which a value that was made is kept for the next time."""
MOST_KEPT = 20_000_000
"""The characters of the values that are kept like that."""
WEIGHT_OF_STEP = 1_000
"""The characters that a step counts beside its values: about what it takes in memory."""

StoredRow = tuple[int, bool, bytes, bytes | None]
"""A change on the disk: its step, whether it is a difference, the property's name, the value."""
_json = cast("Callable[[bytes], JsonText]", from_bytes)


class Steps(Sequence[Step]):
    """Steps in order, with numbers one after another; more are appended, and none is changed.

    `heads` are the same steps without their changes; `weight` is about their characters in memory.
    """

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        self.heads = Heads()
        self.weight = 0
        self.values: dict[str, Values] = {}
        """The values of each property that a step changed."""
        # The names that the steps changed, one after another, and where those of each begin.
        self._names: list[str] = []
        self._begins: list[int] = []
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
        self.take(step.number, replace(step, changes=()), rows)

    def take(self, number: int, head: HeldHead, rows: Sequence[tuple[str, Stored]]) -> None:
        """Take one more step by its number; its changes come apart, each as it is held."""
        weight = WEIGHT_OF_STEP
        for name, value in rows:
            self._values_of(name).add(number, value)
            weight += len(value or "")
        self.weight += weight
        self._begins.append(len(self._names))
        self._names += [name for name, _ in rows]
        # The head is added last, so that another thread that finds it finds the whole step.
        self.heads.append(head)

    def fill(
        self, number: int, heads: Iterator[HeldHead], rows: Iterator[StoredRow], most: float = inf
    ) -> Iterator[StoredRow] | None:
        """Take steps as the disk has them, the first with that number, until they weigh `most`.

        Returns the rows that it left, with the steps that `heads` has still, or None after the
        last. A long recording is waited for in this loop, hence its form.
        """
        begun, weight, rest = number, self.weight, None
        known: dict[bytes, tuple[str, Callable[[int], None], Callable[[Stored], None]]] = {}
        begins, names = self._begins, self._names
        for row in rows:
            at, is_delta, raw, data = row
            if at >= number:
                if weight > most and number > begun:
                    rest = chain([row], rows)
                    break
                begins += [len(names)] * (at + 1 - number)
                weight += WEIGHT_OF_STEP * (at + 1 - number)
                number = at + 1
            if raw not in known:
                name = from_bytes(raw)
                values = self._values_of(name)
                known[raw] = name, values.numbers.append, values.stored.append
            name, add_number, add = known[raw]
            names.append(name)
            add_number(at)
            if data is None:
                add(None)
            else:
                value = data if is_delta else _json(data)
                add(value)
                weight += len(value)
        self.heads.extend(heads if rest is None else islice(heads, number - begun))
        quiet = len(self.heads) - len(begins)  # the last steps may have changed no property
        begins += [len(names)] * quiet
        self.weight = weight + WEIGHT_OF_STEP * quiet
        for name, *_ in known.values():
            self.values[name].count_differences()
        return rest

    def _values_of(self, name: str) -> Values:
        values = self.values.get(name)
        if values is None:
            values = self.values[name] = Values()
        return values

    def names_at(self, place: int) -> list[str]:
        """Return the names of the properties that the step at a place changed."""
        # Another thread may append a step meanwhile: where it begins comes before its names.
        begin, *ends = self._begins[place : place + 2]
        return self._names[begin : ends[0] if ends else None]

    def note(self, number: int, text: str) -> None:
        """Give a step another note. Raises IndexError."""
        at = self.place_of(number)
        self.heads.put(at, replace(self.heads[at], note=text))

    def weight_of(self, place: int) -> int:
        """Return the weight of the step at a place."""
        return WEIGHT_OF_STEP + sum(len(value or "") for _, value in self._rows_at(place))

    def _rows_at(self, place: int) -> list[tuple[str, Stored]]:
        """Return what the step at a place changed, each as it is held."""
        number = self.heads[place].number
        of = [(name, self.values[name]) for name in self.names_at(place)]
        return [(name, values.stored[values.place_of(number)]) for name, values in of]

    def begun_at(self, place: int) -> "Steps":
        """Return the steps from a place on, the first with all properties that it left."""
        first = self[place]
        rest = Steps([whole_step(first, self.properties_at(first.number))])
        for at in range(place + 1, len(self.heads)):
            rest.take(self.heads[at].number, self.heads[at], self._rows_at(at))
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
        place = index + len(self) if index < 0 else index
        head, names = self.heads[place], self.names_at(place)
        return with_changes(head, tuple(self.change(name, head.number) for name in names))

    def __iter__(self) -> Iterator[Step]:
        """Yield the steps that are there now; each value is made from the one before."""
        texts: dict[str, JsonText | None] = {}
        places: dict[str, int] = {}
        begins, names = self._begins, self._names
        for place, head in enumerate(islice(self.heads, len(self.heads))):
            changes = list[Change[JsonText]]()
            end = begins[place + 1] if place + 1 < len(begins) else len(names)
            for name in names[begins[place] : end]:
                places[name] = at = places.get(name, -1) + 1
                before, value = texts.get(name), self.values[name].stored[at]
                texts[name] = after = _whole(before, value)
                changes.append(Change(name, self._was.get((head.number, name), before), after))
            yield with_changes(head, tuple(changes))

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

    def changes_of(
        self, name: str, first: int, last: int
    ) -> Iterator[tuple[int, Change[JsonText]]]:
        """Yield the changes of a property at some places among them, with the steps' numbers."""
        values = self.values[name]
        before = self.value(name, first - 1) if first else None
        for place in range(first, last + 1):
            number, after = values.numbers[place], _whole(before, values.stored[place])
            yield number, Change(name, self._was.get((number, name), before), after)
            before = after

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
        for name, values in [*self.values.items()]:  # another thread may add some
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
