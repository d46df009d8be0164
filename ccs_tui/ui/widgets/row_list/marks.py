"""The marked rows of a list, one by one and by ranges. No widget, no painting."""

from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Marks(Generic[K]):
    """A set of marked keys, and at most one range that is being marked on top of them."""

    def __init__(self) -> None:
        self._keys: set[K] = set()
        self._before: frozenset[K] = frozenset()
        self.anchor: K | None = None
        self.held = False
        """True if any move extends the range, and not only one with shift."""
        self.version = 0
        """Grows whenever other keys are marked."""

    def __contains__(self, key: K) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def toggle(self, key: K) -> None:
        """Mark a key, or take its mark away."""
        self._become(self._keys ^ {key})

    def replace(self, keys: Iterable[K]) -> None:
        """Mark these keys and no others; ends a range."""
        self._become(set(keys))
        self.end()

    def keep(self, keys: Iterable[K]) -> None:
        """Take the mark from all but these keys."""
        self._become(self._keys.intersection(keys))
        self._before = self._before.intersection(self._keys)

    def begin(self, anchor: K, held: bool) -> None:
        """Begin a range at `anchor`."""
        self.anchor, self.held, self._before = anchor, held, frozenset(self._keys)

    def extend(self, keys: Collection[K]) -> None:
        """Make the range these keys: more or fewer than before; older marks stay."""
        self._become({*self._before, *keys})

    def end(self) -> None:
        """End the range; what it marked stays marked."""
        self.anchor, self.held, self._before = None, False, frozenset()

    def cancel(self) -> None:
        """End the range and take away what it marked."""
        self._become(set(self._before))
        self.end()

    def _become(self, keys: set[K]) -> None:
        if keys != self._keys:
            self._keys = keys
            self.version += 1
