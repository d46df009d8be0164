"""The service's count of a document that is edited: kept property by property, never counted anew.

A document with a property for each phone number has some 60,000 of them: to add them all up at each
character that is typed would take longer than the key may.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ccs_tui.model.size import joined_size


class Count:
    """The characters of each property, its name included, and of the document that they make."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = dict(sizes)
        self._sum = sum(self._sizes.values())

    def put(self, name: str, size: int) -> None:
        """Count property `name` with `size` characters from now on."""
        self._sum += size - self._sizes.get(name, 0)
        self._sizes[name] = size

    def drop(self, name: str) -> None:
        """Take property `name` out of the count."""
        self._sum -= self._sizes.pop(name, 0)

    def of(self, name: str) -> int:
        """Return the characters that property `name` takes; 0 if it is not counted."""
        return self._sizes.get(name, 0)

    @property
    def sizes(self) -> Mapping[str, int]:
        """The characters that each property takes."""
        return MappingProxyType(self._sizes)

    @property
    def whole(self) -> int:
        """The characters of the whole document, braces and commas included."""
        return joined_size(len(self._sizes), self._sum)
