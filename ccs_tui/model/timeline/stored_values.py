"""The values of a property as they are held: whole, or as what differs from the one before."""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import takewhile

from ccs_tui.model.json_text import JsonText
from ccs_tui.model.timeline.text_delta import delta

WORTH_A_DELTA = 200
"""The characters of a value from which on a difference is held in its place."""

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

    def count_differences(self) -> None:
        """Count anew what is held as differences since the value was whole."""
        last = takewhile(lambda value: isinstance(value, bytes), reversed(self.stored))
        self.differences = sum(len(value or "") for value in last)

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
