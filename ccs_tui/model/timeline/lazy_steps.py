"""Steps without their changes: those that were read from the disk are made when they are asked for.

A list of 10,000 steps shows few of them, and to make all takes longer than to read them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast, overload

from ccs_tui.model.timeline.step import Step

HeldHead = Step | Callable[[], Step]
"""A step without its changes, or what makes it."""


class Heads(Sequence[Step]):
    """Steps without their changes, in order; more are appended."""

    def __init__(self) -> None:
        self._held: list[HeldHead] = []
        self._made = 0
        """The number of the first ones that are made, as far as that is known."""

    def append(self, head: HeldHead) -> None:
        """Take one more."""
        self._held.append(head)

    def extend(self, heads: Iterable[HeldHead]) -> None:
        """Take more."""
        self._held.extend(heads)

    def put(self, at: int, head: Step) -> None:
        """Put another one in the place of one."""
        self._held[at] = head

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self._held)))]
        head = self._held[index]
        if not isinstance(head, Step):
            # Another thread may make the same one: they are equal.
            head = self._held[index] = head()
        return head

    def __iter__(self) -> Iterator[Step]:
        while self._made < len(self._held):
            self._made += bool(self[self._made])
        return iter(cast("list[Step]", self._held))
