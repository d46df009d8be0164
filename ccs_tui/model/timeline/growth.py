"""Growth: how many characters a document gains a turn, and when it would reach the limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ccs_tui.model.size import LIMIT
from ccs_tui.model.words import counted

RECENT = 12
"""The turns, or steps, that a forecast looks back over."""
ENOUGH = 3
"""Growths from which a forecast is made: fewer are a coincidence."""
SURE = 8
"""Growths from which it is said without a word of doubt."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth of a document over its last turns, or its last steps where it has no turns.

    `gains` are the characters that each brought, the oldest first, negative where it shrank; `size`
    are the characters that it has.
    """

    size: int
    gains: tuple[int, ...]
    unit: str = "turn"

    @property
    def per_turn(self) -> int | None:
        """The characters a turn on average, rounded; None before there were any."""
        recent = self.gains[-RECENT:]
        return round(sum(recent) / len(recent)) if recent else None

    @property
    def turns_left(self) -> int | None:
        """The turns until the limit, if the growth goes on so; None where there is no telling."""
        gain = self.per_turn
        if gain is None or gain <= 0 or len(self.gains) < ENOUGH:
            return None
        return max(0, -(-(LIMIT - self.size) // gain))

    @property
    def words(self) -> str:
        """The growth in a line for people; the line claims no more than the turns tell."""
        gain, count = self.per_turn, len(self.gains)
        if gain is None or count < ENOUGH:
            seen = f"after {counted(count, self.unit)}" if count else f"after the first {self.unit}"
            return f"too early to say {seen}"
        rate = f"{gain:+,} characters a {self.unit}".replace("-", "−")
        if gain <= 0:
            return "it does not grow" if gain == 0 else f"{rate}: it shrinks"
        left = self.turns_left or 0
        doubt = "" if count >= SURE else f", by only {counted(count, self.unit)}"
        if left > 1_000:
            return f"{rate}, far from the limit{doubt}"
        return f"{rate}, the limit in about {counted(left, self.unit)}{doubt}"


def growth(sizes: Iterable[tuple[str | None, int]]) -> Growth:
    """Return the growth by the turn and the size of each step, in order.

    Steps of one turn count together. Where no step has a turn, each step counts for itself. A turn
    with fewer characters than the one before it shrank; one at which the document was gone has 0.
    Where a counted turn goes back, the conversation began anew, and what it grew before is over.
    """
    listed = list(sizes)
    has_turns = any(turn is not None for turn, _ in listed)
    ends: list[int] = []
    last: str | None = None
    for turn, size in listed:
        if _begins_anew(turn, last):
            ends.clear()
        if has_turns and ends and (turn == last or turn is None):
            ends[-1] = size
        else:
            ends.append(size)
        last = last if turn is None else turn
    gains = tuple(after - before for before, after in pairwise(ends))
    return Growth(ends[-1] if ends else 0, gains, "turn" if has_turns else "step")


def _begins_anew(turn: str | None, last: str | None) -> bool:
    if turn is None or last is None or not (turn.isdecimal() and last.isdecimal()):
        return False
    return int(turn) < int(last)
