"""The schema that bots really write: the paths of their documents, how often, of which types."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from ccs_tui.model.json_text import JsonText, kind, members

MOST_PATHS = 2_000
"""The paths that are told apart; a map with a property for each customer has more."""
DEPTH = 3
"""The names that a path has at most."""
SHOWN = 200
"""The characters of an example."""

PathNames = tuple[str, ...]


@dataclass(slots=True)
class PathUse:
    """The use of a path: the documents that have it, the types there, and an example.

    `example` is the beginning of a value of the commonest type so far, as canonical text.
    """

    documents: int = 0
    types: Counter[str] = field(default_factory=Counter)
    example: str = ""

    def add(self, value: JsonText) -> None:
        """Take a value of one more document."""
        self.documents += 1
        of = kind(value)
        self.types[of] += 1
        # Null is no example of anything, as long as there is another value.
        if not self.example or (self.example == "null" and of != "null"):
            self.example = value[:SHOWN]

    @property
    def rarest(self) -> str | None:
        """The type that the fewest documents have there, None if there is but one."""
        return min(self.types, key=lambda of: self.types[of]) if len(self.types) > 1 else None


class Schema:
    """Collects the paths of documents, by the names of members; arrays are not looked into."""

    def __init__(self) -> None:
        self.documents = 0
        """The documents that were looked at."""
        self.uses: dict[PathNames, PathUse] = {}
        """The paths, in the order that they were first seen, down to `DEPTH` names."""
        self.left_out = 0
        """The values at paths that came when `MOST_PATHS` were known already."""

    def add(self, properties: Mapping[str, JsonText]) -> None:
        """Take one more document."""
        self.documents += 1
        self._add((), properties)

    def _add(self, above: PathNames, values: Mapping[str, JsonText]) -> None:
        for name, value in values.items():
            path = (*above, name)
            use = self.uses.get(path)
            if use is None:
                if len(self.uses) >= MOST_PATHS:
                    self.left_out += 1
                    continue
                use = self.uses[path] = PathUse()
            use.add(value)
            if len(path) < DEPTH and value[0] == "{":
                self._add(path, members(value))

    def in_order(self) -> list[PathNames]:
        """Return the paths with the commonest first, and each followed by those below it."""
        children: dict[PathNames, list[PathNames]] = {}
        for path in self.uses:
            children.setdefault(path[:-1], []).append(path)
        ordered: list[PathNames] = []

        def follow(above: PathNames) -> None:
            for path in sorted(children.get(above, ()), key=lambda p: -self.uses[p].documents):
                ordered.append(path)
                follow(path)

        follow(())
        return ordered
